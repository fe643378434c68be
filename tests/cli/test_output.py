from __future__ import annotations

import io
import sys

import pytest

from cli.output import ProgressLine, print_table, shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_progress_line_is_gone_when_the_sentence_of_an_error_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(ValueError, match="oh"), ProgressLine() as line:
        line.show(0.5, "a.txt")
        raise ValueError("oh")
    assert "░ a.txt" in sys.stderr.getvalue()
    assert sys.stderr.getvalue().endswith("\r\x1b[K")


def test_a_long_text_is_cut_to_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("COLUMNS", "60")
    ProgressLine().show(0.5, "x" * 100)
    assert sys.stderr.getvalue().count("x") == 28


def test_a_sentence_takes_the_place_of_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with ProgressLine() as line:
        line.show(0.5, "a.txt")
        line.say("oh")
    assert "a.txt\x1b[K\r\x1b[Koh\n" in sys.stderr.getvalue()


def test_a_table_has_numbers_below_each_other(capsys) -> None:
    print_table(("", "F1", "spans"), [("all labels", "0.5", 1200), ("PER", "0.25", 7)])
    assert capsys.readouterr().out == (
        "              F1  spans\n"
        "all labels   0.5   1200\n"
        "PER         0.25      7\n"
    )  # fmt: skip


def test_nothing_is_drawn_into_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with ProgressLine() as line:
        line.show(0.5, "a.txt")
    assert sys.stderr.getvalue() == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (1.0, "1"),
        (0.12345, "0.1235"),
        ([], "none"),
        (["PER", "LOC"], "PER, LOC"),
        ({"f1": 0.5}, "f1 0.5"),
    ],
)
def test_values_are_shown_as_people_read_them(value: object, text: str) -> None:
    assert shown(value) == text
