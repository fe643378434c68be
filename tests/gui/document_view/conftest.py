"""Views and layouts on real texts, offscreen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from engine.text.labels import LabelSet
from engine.text.tokenizer import tokenize
from gui.document_view import ChipStyle, DocumentView, Mark, MarkKind
from gui.document_view.bidi import is_right_to_left
from gui.document_view.chips import Chips
from gui.document_view.layout import BlockLayout, BlockSource
from gui.document_view.typography import Typography
from gui.theme import LIGHT

LABELS = LabelSet().with_names(["PER", "ORG", "LOC"])


@pytest.fixture
def make_view(qtbot: QtBot) -> Callable[..., DocumentView]:
    def make(text: str, marks: list[Mark] | None = None, width: int = 700, height: int = 400) -> DocumentView:
        view = DocumentView(LIGHT)
        qtbot.addWidget(view)
        view.resize(width, height)
        view.set_labels(LABELS)
        view.set_document_text(tokenize(text))
        view.set_marks(marks or [])
        with qtbot.waitExposed(view):
            view.show()
        return view

    return make


@pytest.fixture
def mark() -> Callable[..., Mark]:
    def make(text: str, form: str, label: str = "PER", kind: MarkKind = MarkKind.GOLD, confidence: float = 1.0) -> Mark:
        start = text.index(form)
        return Mark(start, start + len(form), label, kind, confidence)

    return make


@pytest.fixture
def point_of() -> Callable[[DocumentView, int], QPoint]:
    """Give the middle of a token in the viewport."""

    def point(view: DocumentView, token: int) -> QPoint:
        flow = view._flow
        placed = flow.placed(flow.block_of(token))
        layout = placed.laid.layout
        piece = layout.pieces(int(flow.tokens.starts[token]), int(flow.tokens.ends[token]))[0]
        top, bottom = layout.line_edges(piece.line)
        x = flow.column_left + (piece.left + piece.right) / 2
        return QPointF(x, placed.top + (top + bottom) / 2).toPoint()

    return point


@pytest.fixture
def lay_out(qapp: object) -> Callable[..., tuple[BlockLayout, Typography]]:
    def make(
        text: str, marks: list[Mark] | None = None, width: int = 600, style: ChipStyle = ChipStyle.FULL
    ) -> tuple[BlockLayout, Typography]:
        typography = Typography(QFont(), 100)
        source = BlockSource(text, 0, is_right_to_left(text), tuple(marks or ()), 0)
        return BlockLayout(source, width, typography, Chips(typography, style, LABELS.names)), typography

    return make
