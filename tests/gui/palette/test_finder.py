from __future__ import annotations

import time

import pytest
from pytestqt.qtbot import QtBot

from gui.palette.finder import SLICE_S, Finder
from gui.palette.rows import Kind, Row
from gui.widgets.headed_list import Heading

COMMANDS = [
    Row(Kind.COMMAND, n, n) for n in ("Export annotations", "Export the tagger", "Retrain the tagger", "Labels")
]
LABELS = [Row(Kind.LABEL, n, n) for n in ("PER", "LOC", "EXPERT")]
NAMES = ["Letter to an expert", "Expenses", "Note"]


def texts(rows: list[Row | Heading]) -> list[str]:
    return [f"[{row.text}]" if isinstance(row, Heading) else row.text for row in rows]


class Listener:
    def __init__(self, names: list[str]) -> None:
        self.finder = Finder()
        self.rows: list[Row | Heading] = []
        self.times = 0
        self.finder.found.connect(self._on_found)
        self.finder.set_content(COMMANDS[2:3], COMMANDS, LABELS, names, lambda n: Row(Kind.DOCUMENT, n, names[n]))

    def _on_found(self, rows: list[Row | Heading]) -> None:
        self.rows = rows
        self.times += 1

    def look_for(self, typed: str) -> list[str]:
        self.finder.look_for(typed)
        self.finder.finish()
        return texts(self.rows)


@pytest.fixture
def listener(qtbot: QtBot) -> Listener:
    return Listener(NAMES)


def test_with_nothing_typed_everything_is_listed_and_first_what_was_used_last(listener: Listener) -> None:
    rows = listener.look_for("")
    assert rows[:3] == ["[Recently used]", "Retrain the tagger", "[Commands]"]
    assert [row for row in rows if row.startswith("[")] == ["[Recently used]", "[Commands]", "[Labels]", "[Documents]"]
    assert rows[-3:] == NAMES


def test_what_fits_is_listed_under_headings(listener: Listener) -> None:
    assert listener.look_for("exp") == [
        "[Commands]", "Export the tagger", "Export annotations", "[Labels]", "EXPERT", "[Documents]", "Expenses",
        "Letter to an expert",
    ]  # fmt: skip


def test_a_row_is_found_by_its_other_names_and_once(listener: Listener) -> None:
    rows = [Row(Kind.COMMAND, "de", "Deutsch", also=("German language", "Deutsche Sprache")), *COMMANDS]
    listener.finder.set_content((), rows, LABELS, NAMES, lambda n: Row(Kind.DOCUMENT, n, NAMES[n]))
    assert listener.look_for("german") == ["[Commands]", "Deutsch"]
    assert listener.look_for("deutsch") == ["[Commands]", "Deutsch"]
    assert listener.look_for("sprache") == ["[Commands]", "Deutsch"]


def test_the_kind_of_what_fits_best_comes_first(listener: Listener) -> None:
    assert listener.look_for("expert")[:2] == ["[Labels]", "EXPERT"]
    assert listener.look_for("note")[:2] == ["[Documents]", "Note"]


def test_scattered_letters_count_only_where_nothing_fits_better(listener: Listener) -> None:
    assert listener.look_for("rtn")[:3] == ["[Commands]", "Retrain the tagger", "Export annotations"]
    assert "Retrain the tagger" not in listener.look_for("per")


def test_who_takes_a_letter_back_finds_what_it_had_ruled_out(listener: Listener) -> None:
    listener.look_for("note")
    assert "Expenses" in listener.look_for("e")
    assert listener.look_for("x") != []


def test_fifty_thousand_documents_are_looked_at_in_slices_that_leave_room_for_a_frame(qtbot: QtBot) -> None:
    listener = Listener([f"letter {n} of the archive of Oda Berg, box {n % 97}" for n in range(50_000)])
    finder, slices = listener.finder, []
    go_on = finder._go_on

    def timed() -> None:
        began = time.process_time()
        go_on()
        slices.append(time.process_time() - began)

    finder._timer.timeout.disconnect()
    finder._timer.timeout.connect(timed)
    finder.look_for("ltr 49999")
    qtbot.waitUntil(lambda: listener.times == 1)
    assert "letter 49999 of the archive of Oda Berg, box 44" in texts(listener.rows)
    assert len(slices) > 1, "it took several slices"
    assert sorted(slices)[len(slices) // 2] < 3 * SLICE_S
    finder.look_for("ltr 4999")
    finder.look_for("")
    qtbot.waitUntil(lambda: texts(listener.rows)[0] == "[Recently used]")
