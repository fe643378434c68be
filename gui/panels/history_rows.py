"""The rows of the history panel: one for each action, made when it is seen, and how to say them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import overload

from engine.project.store import ActionRow
from gui.said import said
from gui.words import date, tr, tr_later

BEGINNING = tr_later("Beginning")
BEFORE = tr_later("Before anything was done")


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One action, None for the beginning. current: the project is as it was right after it. undone: Redo does it."""

    action: ActionRow | None
    current: bool = False
    undone: bool = False
    newest: bool = False

    @property
    def id(self) -> int:
        """Give the number of the action, 0 for the beginning."""
        return self.action.id if self.action else 0

    @property
    def title(self) -> str:
        """Give what was done."""
        return said(self.action.title) if self.action else tr(BEGINNING)


class HistoryListing(Sequence[HistoryRow]):
    """The rows of a log, the newest first; a hundred thousand of them cost nothing until they are seen.

    actions: ids descend. current: the id of the action right after which the project is as it is now.
    """

    def __init__(self, actions: Sequence[ActionRow] = (), current: int = 0, *, has_beginning: bool = False) -> None:
        self._actions = actions
        self._current = current
        self._has_beginning = has_beginning

    def __len__(self) -> int:
        return len(self._actions) + self._has_beginning

    @overload
    def __getitem__(self, number: int) -> HistoryRow: ...
    @overload
    def __getitem__(self, number: slice) -> list[HistoryRow]: ...
    def __getitem__(self, number: int | slice) -> HistoryRow | list[HistoryRow]:
        if isinstance(number, slice):
            return [self[i] for i in range(*number.indices(len(self)))]
        number = range(len(self))[number]
        action = self._actions[number] if number < len(self._actions) else None
        here = action.id if action else 0
        return HistoryRow(action, here == self._current, here > self._current, number == 0)

    def number_of(self, row: HistoryRow) -> int | None:
        """Give the number of a row of an older listing, None if it is not in this one."""
        if row.action is None:
            return len(self) - 1 if self._has_beginning else None
        number = bisect_left(self._actions, -row.id, key=lambda action: -action.id)
        return number if number < len(self._actions) and self._actions[number].id == row.id else None


def described(row: HistoryRow) -> str:
    """Say a row in words, for screen readers and the tooltip."""
    if row.action is None:
        return f"{row.title}{_state(row)}\n{tr(BEFORE)}"
    words = [row.title + _state(row), date(row.action.at.astimezone(), tr("dddd, d MMMM yyyy, HH:mm:ss"))]
    if row.action.who:
        words.append(tr("By {who}", who=row.action.who))
    if row.action.document:
        words.append(tr("In {document}", document=row.action.document))
    return "\n".join(words)


def circumstances(row: HistoryRow, now: datetime | None = None) -> str:
    """Say in one line when it was, who did it and in which document."""
    if row.action is None:
        return tr(BEFORE)
    action = row.action
    return " · ".join(part for part in (when(action.at, now), action.who, action.document) if part)


def when(at: datetime, now: datetime | None = None) -> str:
    """Say a moment as people do: «14:03», «yesterday 18:20», «3 Nov 09:15», «3 Nov 2025»."""
    local, today = at.astimezone(), (now or datetime.now(UTC)).astimezone().date()
    if local.date() == today:
        return date(local, tr("HH:mm"))
    if local.date() == today - timedelta(days=1):
        return tr("yesterday {time}", time=date(local, tr("HH:mm")))
    return date(local, tr("d MMM HH:mm") if local.year == today.year else tr("d MMM yyyy"))


def _state(row: HistoryRow) -> str:
    return ", " + tr("now") if row.current else ", " + tr("undone") if row.undone else ""
