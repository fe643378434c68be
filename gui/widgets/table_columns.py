"""How wide the columns of a table are."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QTableView

ROUNDED_OFF_PX = 2
"""What Qt leaves out of the width of a heading in whole pixels, and then cuts from its words."""


def fit_columns(table: QTableView, columns: Iterable[int], more: int = 0) -> None:
    """Make columns as wide as what is in them, and ``more`` logical pixels."""
    for column in columns:
        table.resizeColumnToContents(column)
        table.setColumnWidth(column, table.columnWidth(column) + ROUNDED_OFF_PX + more)
