"""What the entities panel lists, as a sequence of rows that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from gui.document_view.bidi import is_right_to_left
from gui.panels.entity_index import EntityIndex, Wanted, sure_enough
from gui.panels.entity_rows import EntityRow, Heading, NameRow, PlaceRow

CONTEXT = 60
"""Characters of the text on each side of a place; the row shows as many as it has room for."""
LOOK_BACK = 500
"""How many characters before a place its paragraph is looked for, to know its direction."""

# Label, count and place in the alphabet make one number: sorting by three columns would take thrice as long.
_COUNT_BITS, _RANK_BITS = 24, 24


class EntityListing(Sequence[EntityRow]):
    """The rows of an index as it is now: labels in ``order``, then the others; names by count, then by alphabet.

    by_place: whether names stand in the order of their first places instead.

    folded: labels whose names are hidden. unfolded: (label, name) of the names whose places are shown.
    label_counts: how many of each label are sure enough. passing, hidden: how many pass labels and confidence, and how
    many do not. found: how many of those that pass have the words. It holds a few numbers a name and none of the rows;
    later updates of the index leave it as it is.
    """

    def __init__(
        self,
        index: EntityIndex,
        wanted: Wanted,
        order: Sequence[str] = (),
        folded: Collection[str] = (),
        unfolded: Collection[tuple[str, str]] = (),
        *,
        by_place: bool = False,
    ) -> None:
        self._table = table = index.table
        self._groups, self._names, self._group_labels = index.groups, index.names, index.group_labels
        self._numbers = index.numbers
        self._folded = folded
        self._sure = sure_enough(table, wanted.least)
        total = len(index.ranks)
        sure = self._groups if self._sure.all() else self._groups[self._sure]
        self._counts = counts = np.bincount(sure, minlength=total)
        per_label = np.bincount(self._group_labels, weights=counts, minlength=len(table.labels)).astype(np.int64)
        self.label_counts = dict(zip(table.labels, per_label.tolist(), strict=True))
        on = np.array([wanted.labels is None or name in wanted.labels for name in table.labels], bool)
        self.passing = int(per_label[on].sum())
        self.hidden = len(table) - self.passing
        listed = (counts > 0) & on[self._group_labels]
        if wanted.words.strip():
            listed &= index.having(wanted.words)
        self._listed = listed
        self.found = int(counts[listed].sum())
        chosen = np.flatnonzero(listed)
        if by_place:
            ranks = self._firsts[chosen]
        else:
            fewer = np.maximum((1 << _COUNT_BITS) - 1 - counts[chosen], 0)
            ranks = fewer << _RANK_BITS | index.ranks[chosen]
        self._arrange(chosen, ranks, order, unfolded)

    def _arrange(
        self,
        chosen: NDArray[np.int64],
        ranks: NDArray[np.int64],
        order: Sequence[str],
        unfolded: Collection[tuple[str, str]],
    ) -> None:
        """Sort the chosen groups by label and rank; lay out blocks: a heading (-1 - its label) or a name."""
        names = self._table.labels
        known = {name: place for place, name in enumerate(dict.fromkeys([*order, *sorted(names)]))}
        label_ranks = np.array([known[name] for name in names], np.int64)
        key = label_ranks[self._group_labels[chosen]] << (_COUNT_BITS + _RANK_BITS) | ranks
        chosen = chosen[np.argsort(key)]
        labels = self._group_labels[chosen]
        sizes = np.ones(len(chosen), np.int64)
        self._open: set[int] = set()
        for name in unfolded:
            group = self._group(*name)
            if group is not None and self._listed[group] and self._counts[group] > 1:
                self._open.add(group)
                sizes[chosen == group] += self._counts[group]
        firsts = np.flatnonzero(np.diff(labels, prepend=-1))
        shown = ~np.array([name in self._folded for name in names], bool)[labels]
        heads = labels[firsts]
        self._totals = dict(zip(heads.tolist(), np.add.reduceat(self._counts[chosen], firsts).tolist(), strict=True))
        blocks = np.insert(chosen, firsts, -1 - heads)
        keep = np.insert(shown, firsts, True)
        self._blocks = blocks[keep]
        self._begins = np.concatenate([[0], np.cumsum(np.insert(sizes, firsts, 1)[keep])])
        self._places: dict[int, NDArray[np.int64]] = {}

    def __len__(self) -> int:
        return int(self._begins[-1])

    @overload
    def __getitem__(self, index: int) -> EntityRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[EntityRow]: ...
    def __getitem__(self, index: int | slice) -> EntityRow | list[EntityRow]:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        number = range(len(self))[index]
        block = int(np.searchsorted(self._begins, number, side="right")) - 1
        group, within = int(self._blocks[block]), number - int(self._begins[block])
        if group < 0:
            label = self._table.labels[-1 - group]
            return Heading(label, self._totals[-1 - group], label in self._folded)
        return self._place_row(group, within - 1) if within else self._name_row(group)

    def number_of(self, row: EntityRow) -> int | None:
        """Give the number of the row for the same label, name or place as in another listing; None: not listed."""
        match row:
            case Heading():
                return self._heading_number(row.label)
            case NameRow():
                return self._name_number(self._group(row.label, row.name))
            case PlaceRow():
                group = self._group(row.label, row.name)
                name = self._name_number(group)
                if name is None or group not in self._open:
                    return None
                starts = self._table.starts[self.places_of(group)]
                place = int(np.searchsorted(starts, row.start))
                return name + 1 + place if place < len(starts) and starts[place] == row.start else None

    def row_at(self, position: int) -> int | None:
        """Give the number of the row that shows best the entity at a code point: its place, name or label."""
        entity = self.entity_at(position)
        if entity is None or not self.lists(entity):
            return None
        group = int(self._groups[entity])
        name = self._name_number(group)
        if name is None:
            return self._heading_number(self._table.labels[self._group_labels[group]])
        if group not in self._open:
            return name
        return name + 1 + int(np.searchsorted(self.places_of(group), entity))

    def parent_of(self, number: int) -> int:
        """Give the number of the row above a name or a place, in the sense of a tree; of a label, its own."""
        block = int(np.searchsorted(self._begins, number, side="right")) - 1
        if number == self._begins[block]:
            block = int(np.flatnonzero(self._blocks[: block + 1] < 0)[-1])
        return int(self._begins[block])

    def entity_at(self, position: int) -> int | None:
        """Give the number, in the table, of the entity that has a code point."""
        entity = int(np.searchsorted(self._table.starts, position, side="right")) - 1
        return entity if entity >= 0 and position < self._table.ends[entity] else None

    def lists(self, entity: int) -> bool:
        """Tell whether an entity of the table passes everything that is asked for."""
        return bool(self._sure[entity] and self._listed[self._groups[entity]])

    def places_of(self, group: int) -> NDArray[np.int64]:
        """Give the numbers, in the table, of a group's entities that are sure enough."""
        if group not in self._places:
            self._places[group] = np.flatnonzero((self._groups == group) & self._sure)
        return self._places[group]

    def next_place(self, row: NameRow, position: int) -> int | None:
        """Give the first entity of a name that starts behind a code point, going round; None if there is none."""
        group = self._group(row.label, row.name)
        return None if group is None else self._step(self.places_of(group), position, 1)

    def next_entity(self, position: int, by: int) -> int | None:
        """Give the next (1) or previous (-1) listed entity from a code point, going round; None if there is none."""
        return self._step(self._all_places, position, by)

    def span(self, entity: int) -> tuple[int, int]:
        """Give the code points of an entity of the table."""
        return int(self._table.starts[entity]), int(self._table.ends[entity])

    @cached_property
    def _all_places(self) -> NDArray[np.int64]:
        return np.flatnonzero(self._sure & self._listed[self._groups])

    @cached_property
    def _firsts(self) -> NDArray[np.int64]:
        """Find the first place of each group: written from behind, the first one stays."""
        firsts = np.zeros(len(self._listed), np.int64)
        places = np.flatnonzero(self._sure)[::-1]
        firsts[self._groups[places]] = places
        return firsts

    def _group(self, label: str, name: str) -> int | None:
        if label not in self._table.labels:
            return None
        group = self._numbers[self._table.labels.index(label)].get(name)
        return None if group is None or group >= len(self._counts) else group

    def _step(self, places: NDArray[np.int64], position: int, by: int) -> int | None:
        if not len(places):
            return None
        starts = self._table.starts[places]
        if by > 0:
            return int(places[int(np.searchsorted(starts, position, side="right")) % len(places)])
        return int(places[int(np.searchsorted(starts, position, side="left")) - 1])

    def _heading_number(self, label: str) -> int | None:
        return self._block_number(-1 - self._table.labels.index(label)) if label in self._table.labels else None

    def _name_number(self, group: int | None) -> int | None:
        return None if group is None else self._block_number(group)

    def _block_number(self, block: int) -> int | None:
        found = np.flatnonzero(self._blocks == block)
        return int(self._begins[found[0]]) if len(found) else None

    def _name_row(self, group: int) -> NameRow:
        label, count = self._table.labels[self._group_labels[group]], int(self._counts[group])
        first = int(self._firsts[group])
        start, end = self.span(first)
        return NameRow(label, self._names[group], count, group not in self._open, start, end, self._confidence(first))

    def _place_row(self, group: int, within: int) -> PlaceRow:
        places = self.places_of(group)
        entity = int(places[within])
        start, end = self.span(entity)
        text, label = self._table.text, self._table.labels[self._group_labels[group]]
        line = text.rfind("\n", max(0, start - LOOK_BACK), start) + 1 or max(0, start - LOOK_BACK)
        return PlaceRow(
            label=label,
            name=self._names[group],
            number=within + 1,
            count=len(places),
            start=start,
            end=end,
            before=_folded(text[max(0, start - CONTEXT) : start]),
            after=_folded(text[end : end + CONTEXT]),
            right_to_left=is_right_to_left(text[line:end]),
            confidence=self._confidence(entity),
        )

    def _confidence(self, entity: int) -> float | None:
        confidence = float(self._table.confidences[entity])
        return None if np.isnan(confidence) else confidence


def _folded(text: str) -> str:
    """Fold blanks and line breaks to one blank each, also at both ends."""
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return " " * text[0].isspace() + words + " " * text[-1].isspace()
