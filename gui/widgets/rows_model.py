"""Rows as a Qt model: a list that tells its views only about what changed, and rows that are made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex


class AnyRowsModel(QAbstractListModel):
    """Hold rows and say them in words; how new ones are told to the views is the subclasses' matter.

    describe: what a screen reader says about a row. tooltip: what hovering shows.
    """

    rows: Sequence[Any]

    def __init__(
        self, describe: Callable[[Any], str], tooltip: Callable[[Any], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.rows = []
        self._describe = describe
        self._tooltip = tooltip

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a row's words."""
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._describe(self.rows[index.row()])
            case Qt.ItemDataRole.ToolTipRole:
                return self._tooltip(self.rows[index.row()])
        return None

    def headerData(self, _section: int, _orientation: Qt.Orientation, _role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give headers no words: they are hidden, and a screen reader would read numbers out before each row."""
        return None

    def row(self, index: Index) -> Any:
        """Give the row object of a valid index."""
        return self.rows[index.row()]

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Hold other rows."""
        raise NotImplementedError


class RowsModel(AnyRowsModel):
    """Hold row objects; setting new ones tells the view only about the part that differs."""

    rows: list[Any]

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Replace the rows between the common beginning and the common end of old and new."""
        old, new = self.rows, list(rows)
        first, shorter = 0, min(len(old), len(new))
        while first < shorter and (old[first] is new[first] or old[first] == new[first]):
            first += 1
        same_end = 0
        while same_end < shorter - first and old[-1 - same_end] == new[-1 - same_end]:
            same_end += 1
        self.splice(first, len(old) - same_end, new[first : len(new) - same_end])

    def splice(self, first: int, last: int, rows: Sequence[Any]) -> None:
        """Put other rows in the place of ``[first, last)``."""
        old, kept = self.rows, min(last, first + len(rows))
        old[first:kept] = rows[: kept - first]
        if kept > first:
            self.dataChanged.emit(self.index(first), self.index(kept - 1))
        if last > kept:
            self.beginRemoveRows(QModelIndex(), kept, last - 1)
            del old[kept:last]
            self.endRemoveRows()
        elif first + len(rows) > kept:
            self.beginInsertRows(QModelIndex(), kept, first + len(rows) - 1)
            old[kept:kept] = rows[kept - first :]
            self.endInsertRows()


class LazyRowsModel(AnyRowsModel):
    """Hold a sequence that makes its rows when they are asked for.

    Comparing old rows with new ones would make them all. So the views hear that rows came or went at the end and that
    all others changed, which costs nothing either: they ask only for what is on screen.
    """

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show another sequence, which must not change any more."""
        before, now = len(self.rows), len(rows)
        if now < before:
            self.beginRemoveRows(QModelIndex(), now, before - 1)
            self.rows = rows
            self.endRemoveRows()
        elif now > before:
            self.beginInsertRows(QModelIndex(), before, now - 1)
            self.rows = rows
            self.endInsertRows()
        self.rows = rows
        if kept := min(before, now):
            self.dataChanged.emit(self.index(0), self.index(kept - 1))
