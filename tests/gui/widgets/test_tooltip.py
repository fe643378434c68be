from __future__ import annotations

from gui.widgets.tooltip import LONGEST, tooltip


def test_a_short_text_stays_as_it_is() -> None:
    assert tooltip("PER · by hand") == "PER · by hand"


def test_lines_and_long_texts_are_wrapped() -> None:
    assert tooltip("PER\n\nsure?") == "<qt><div>PER</div><div>&nbsp;</div><div>sure?</div></qt>"
    assert tooltip("word " * 30).startswith("<qt><div>word")


def test_what_looks_like_markup_is_shown_as_it_was_written() -> None:
    assert tooltip("<b>x</b>") == "<qt><div>&lt;b&gt;x&lt;/b&gt;</div></qt>"


def test_a_very_long_text_is_cut() -> None:
    assert tooltip("x" * 10**6) == f"<qt><div>{'x' * LONGEST}…</div></qt>"
