"""Where the chips of the label bar stand: in two rows at most, however many labels there are.

Where all labels fit, they stand in their order. Where they do not, the first ones do, each in its place for good, so
that a hand finds it; then come a few places of one width for labels that were used lately, then the way to all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ROWS = 2
MOST_RECENT = 3
"""So many labels that have no place of their own are there because they were used lately; one for so much room:"""
ROOM_FOR_RECENT = 280


@dataclass(frozen=True, slots=True)
class Rows:
    """How the bar is filled. places: (x, row) of the first labels; narrow: their names are shortened more.

    recent: places for labels used lately; more: the place of the way to the others, None if there are none.
    """

    places: tuple[tuple[int, int], ...]
    narrow: bool = False
    recent: tuple[tuple[int, int], ...] = ()
    more: tuple[int, int] | None = None

    @property
    def count(self) -> int:
        """Give the number of rows."""
        last = self.more or (self.places[-1] if self.places else (0, 0))
        return last[1] + 1


def arrange(
    wide: Sequence[int], narrow: Sequence[int], recent_width: int, more_width: int, room: int, gap: int
) -> Rows:
    """Fill the rows. wide, narrow: the widths of the labels with names as long as is nice, or as is needed.

    All in logical pixels. Labels are only shortened where that makes all of them fit, or where some do not anyway.
    """
    for widths, is_narrow in ((wide, False), (narrow, True)):
        places = list(_flow(widths, [room] * ROWS, gap))
        if len(places) == len(widths):
            return Rows(tuple(places), is_narrow)
    # at least one place, so that an armed label can always be seen
    recent = max(1, min(MOST_RECENT, room // ROOM_FOR_RECENT, len(narrow)))
    tail = recent * (recent_width + gap) + more_width
    places = list(_flow(narrow, [room] * (ROWS - 1) + [room - tail - 3 * gap], gap))
    places = places[: len(narrow) - recent]
    in_last = [number for number, (_, row) in enumerate(places) if row == ROWS - 1]
    left = places[in_last[-1]][0] + narrow[in_last[-1]] + 3 * gap if in_last else 0
    return Rows(
        tuple(places),
        narrow=True,
        recent=tuple((left + number * (recent_width + gap), ROWS - 1) for number in range(recent)),
        more=(left + recent * (recent_width + gap), ROWS - 1),
    )


def fill_slots(slots: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Give what stands in the places for labels used lately: who stays keeps its own, while there are as many."""
    if len(slots) != len(wanted):
        return list(wanted)
    result = [name if name in wanted else "" for name in slots]
    new = iter([name for name in wanted if name not in result])
    return [name or next(new) for name in result]


def _flow(widths: Sequence[int], rooms: Sequence[int], gap: int) -> Iterator[tuple[int, int]]:
    """Give the places of as many widths as fit into rows of so much room each; one that is wider has its row."""
    x, row = 0, 0
    for width in widths:
        if x and x + width > rooms[row]:
            x, row = 0, row + 1
        if row == len(rooms) or (x == 0 and row == len(rooms) - 1 and width > rooms[row]):
            return
        yield x, row
        x += width + gap
