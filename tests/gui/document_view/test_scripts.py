"""Texts of every kind: what is on screen is where it is said to be, whatever it is made of."""

from __future__ import annotations

import pytest

from engine.text.tokenizer import tokenize
from gui.document_view import Direction, Mark, MarkKind, TokenRange, steps

LONG = "supercalifragilistic" * 500
TEXTS = {
    "a word of 10,000 letters": f"Before {LONG} after.",
    "a Hebrew word without end": f"לפני {'א' * 3000} אחרי.",
    "Han characters": "我们在北京大学见到了王小明，他住在上海。" * 30,
    "families, flags, skins": "👨‍👩‍👧‍👦 met 👩🏽‍🚀 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇫🇷 🇩🇪 👍🏿 here.",
    "combining marks": "Z\u0353\u0333\u0351\u0344algo\u0301\u0302 wrote e\u0301te\u0301 and क्षत्रिय हिन्दी.",
    "tabs": "a\tb\t\tcol three\tAda\tx",
    "blank lines": "Ada\n\n\n \n\t\nmet\r\n\r\nBob.",
    "both directions": "שלום London Bridge עם דוד 15 עולם\nsee שלום עולם and محمد علي (ok).",
    "blanks of all kinds": "Ada\u00a0met\u3000Bob\u2003in\u200bParis\u2028or\u2029Rome.",
    "what cannot be shown": "nul \x00 bell \x07 lone \ud800 end.",
}


@pytest.fixture(params=TEXTS.values(), ids=TEXTS.keys())
def text(request) -> str:
    return request.param


def every_other(text: str) -> list[Mark]:
    """A mark on each third token, gold and suggested in turns."""
    kinds = (MarkKind.GOLD, MarkKind.SUGGESTION)
    return [
        Mark(token.start, token.end, "PER", kinds[number % 2], 0.8)
        for number, token in enumerate(tokenize(text))
        if number % 3 == 0
    ]


def test_every_token_is_found_where_it_is_drawn(make_view, text) -> None:
    view = make_view(text, every_other(text), height=500)
    view.show_sentence_numbers(True)
    view.set_seen([(0, len(text))])
    for token in range(min(len(view._flow.tokens), 150)):
        view.set_caret(token)
        place = view.token_center(token)
        assert place is not None
        assert steps.token_at(view._flow, place.x(), place.y()) == token
    view.grab()


def test_the_caret_gets_from_one_end_to_the_other_and_back(make_view, text) -> None:
    view = make_view(text, every_other(text))
    last = len(view._flow.tokens) - 1
    for direction, end in ((Direction.DOWN, last), (Direction.UP, 0)):
        for _ in range(len(view._flow.tokens) + 5):
            before = view.caret
            view.move_caret(direction)
            if view.caret == before:
                break
        view.move_caret(Direction.LINE_END if end else Direction.LINE_START)
        assert view.caret == end
    view.select(TokenRange(0, last + 1))
    view.grab()


@pytest.mark.parametrize("style", ["full", "short", "none"])
def test_a_mark_over_everything_is_drawn_on_each_line(make_view, text, style) -> None:
    tokens = tokenize(text)
    whole = Mark(tokens[0].start, tokens[len(tokens) - 1].end, "A very long label " * 5, MarkKind.GOLD)
    view = make_view(text, [whole])
    view.set_chip_style(style)
    marked, written = set(), set()
    for block in range(len(view._flow.blocks)):
        laid = view._flow.laid(block)
        marked |= {(block, f.line) for f in laid.fragments}
        for token in range(*view._flow.blocks.token_range(block)):
            written |= {(block, p.line) for p in laid.layout.pieces(tokens[token].start, tokens[token].end)}
    assert written <= marked
    chips = [f for b in range(len(view._flow.blocks)) for f in view._flow.laid(b).fragments if f.chip is not None]
    assert len(chips) == (0 if style == "none" else 1)
    for fragment in chips:
        assert fragment.box.contains(fragment.chip_box)
        assert fragment.box.right() <= view._flow.column_width + 4


@pytest.mark.parametrize("letters", [2100, 2110, 2120, 2130, 4400])
def test_down_from_a_word_over_several_blocks_leads_to_the_line_below_its_last_one(make_view, letters: int) -> None:
    view = make_view(f"{'x' * letters} {'after ' * 12}\nnext line")
    view.set_caret(0)
    view.move_caret(Direction.DOWN)
    end = view._flow.laid(view._flow.blocks.at(letters - 1)).layout
    below = end.line_positions(end.line_of(letters - 1))[1]
    assert int(view._flow.tokens.starts[view.caret]) >= below
