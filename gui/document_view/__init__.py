"""The widget that shows a text with its marks: DocumentView."""

from gui.document_view.area import NO_TOKENS
from gui.document_view.blocks import Blocks
from gui.document_view.caret import Direction
from gui.document_view.marks import Mark, MarkKind, MarkTable, TokenRange
from gui.document_view.typography import ChipStyle, ColumnWidth, LineHeight, TextStyle
from gui.document_view.view import DocumentView

__all__ = [
    "NO_TOKENS",
    "Blocks",
    "ChipStyle",
    "ColumnWidth",
    "Direction",
    "DocumentView",
    "LineHeight",
    "Mark",
    "MarkKind",
    "MarkTable",
    "TextStyle",
    "TokenRange",
]
