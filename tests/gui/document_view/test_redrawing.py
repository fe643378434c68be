"""What a change of the marks draws anew, and that nothing else would look otherwise."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QApplication

from gui.document_view import DocumentView, Mark, MarkKind
from gui.document_view.marks import MarkTable

ENGLISH = "Ada Lovelace met Mr. Babbage in London, and later Mary Somerville at the harbour of Port Ellen. " * 9
MIXED = "נוגה ברקת met יואב שקד of the firm «ים ואור» at Haifa on the 3rd. " * 9


class Painted(QObject):
    """The region of the paint events of a widget."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.region = self.region.united(event.region())
        return False


def table_of(marks: list[Mark]) -> MarkTable:
    starts, ends = (np.array([mark[n] for mark in marks], np.int32) for n in (0, 1))
    return MarkTable(starts, ends, marks.__getitem__, tuple(marks))


def pixels(view: DocumentView) -> np.ndarray:
    image = view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def some_marks(view: DocumentView, rng: random.Random) -> list[Mark]:
    tokens = view._flow.tokens
    firsts = sorted(rng.sample(range(0, len(tokens) - 2, 3), 12))
    labels = ["PER", "ORG", "LOC"]
    kinds = list(MarkKind)
    return [
        Mark(int(tokens.starts[n]), int(tokens.ends[n + rng.randrange(3)]), rng.choice(labels), rng.choice(kinds))
        for n in firsts
    ]


@pytest.mark.parametrize("text", [ENGLISH, MIXED], ids=["english", "mixed"])
def test_outside_what_is_drawn_anew_nothing_would_look_otherwise(make_view, text):
    view, rng = make_view(text), random.Random(1)
    marks = some_marks(view, rng)
    view.set_marks(table_of(marks))
    view.select(view.selection)
    for _ in range(12):
        before = pixels(view)
        QApplication.processEvents()
        painted = Painted(view.viewport())
        marks = [mark for mark in marks if rng.random() < 0.9] if len(marks) > 6 else some_marks(view, rng)
        view.set_marks(table_of(marks))
        QApplication.processEvents()
        region = painted.region
        painted.deleteLater()
        changed = np.argwhere((before != pixels(view)).any(axis=2))

        assert all(region.contains(QPoint(x, y)) for y, x in changed[::7].tolist())


def test_a_label_on_the_last_line_leaves_the_first_ones_alone(make_view):
    view = make_view(ENGLISH, height=700)
    tokens = view._flow.tokens
    first = Mark(int(tokens.starts[0]), int(tokens.ends[1]), "PER", MarkKind.GOLD)
    last = Mark(int(tokens.starts[-3]), int(tokens.ends[-2]), "LOC", MarkKind.GOLD)
    view.set_marks(table_of([first]))
    QApplication.processEvents()
    painted = Painted(view.viewport())
    view.set_marks(table_of([first, last]))
    QApplication.processEvents()

    lines = view._flow.laid(0).layout.lines
    assert len(lines) > 5
    assert painted.region.boundingRect().top() > view._flow.laid(0).layout.line_edges(2)[1]
