"""Entities grouped by label and name, as numbers: what comes in while a text is read costs time once.

A *group* is one name under one label: «Paris» as LOC is another group than «Paris» as PER. Nothing here knows Qt.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from export.entity_table import EntityTable


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entities to list. labels: None for all. least: confidence in [0, 1]. words: part of a name or label."""

    labels: frozenset[str] | None = None
    least: float = 0.0
    words: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.least <= 1:
            raise ValueError(f"least confidence {self.least} is not in [0, 1]")


def sure_enough(table: EntityTable, least: float) -> NDArray[np.bool_]:
    """Tell for each entity, bool [N], whether its confidence is at least this; what a person said always passes."""
    return ~(table.confidences < least)


def passing(table: EntityTable, wanted: Wanted) -> EntityTable:
    """Give the entities of the wanted labels that are sure enough, whatever words are searched for."""
    chosen = sure_enough(table, wanted.least)
    if wanted.labels is not None and not wanted.labels.issuperset(table.labels):
        chosen &= np.array([name in wanted.labels for name in table.labels])[table.label_numbers]
    return table if chosen.all() else table.where(chosen)


def begins_with(table: EntityTable, beginning: EntityTable) -> bool:
    """Tell whether a table has the entities of another one before all others."""
    here = slice(len(beginning))
    return all(
        np.array_equal(own[here], other)
        for own, other in (
            (table.starts, beginning.starts),
            (table.ends, beginning.ends),
            (table.label_numbers, beginning.label_numbers),
        )
    )


class EntityIndex:
    """The groups of a table of entities, kept up to date while it grows.

    groups: int32 [N], the group of each entity. group_labels: int32 [G], numbers of labels. names: G names, their
    blanks and line breaks folded to one blank. numbers: for each label, the group of a name, or of a text that is shown
    as one. ranks: int32 [G], places of the groups in the alphabet, whatever the case. An update makes new arrays and
    only appends to lists, so whoever holds old ones may go on using them.
    """

    table: EntityTable
    groups: NDArray[np.int32]
    group_labels: NDArray[np.int32]
    ranks: NDArray[np.int32]
    names: list[str]
    numbers: list[dict[str, int]]

    def __init__(self) -> None:
        self._start(EntityTable.empty())

    def update(self, table: EntityTable) -> bool:
        """Take another table; only what the one before did not have costs time. Tell whether it is of another text.

        A text that begins with the one before is the same, of which more is known now.
        """
        if table is self.table:
            return False
        other = not self.table.text or not table.text.startswith(self.table.text)
        if other or table.labels != self.table.labels:
            self._start(EntityTable.empty(table.text, table.labels))
        groups = np.full(len(table), -1, np.int32)
        if begins_with(table, self.table):  # so it is while a text is read from its top
            groups[: len(self.groups)] = self.groups
        else:
            # What was known stands in the old table at the same place of the text. A place that is not found for some
            # reason is only read again.
            places = np.searchsorted(self.table.starts, table.starts)
            np.minimum(places, len(self.table) - 1, out=places)
            known = (self.table.starts[places] == table.starts) & (self.table.ends[places] == table.ends)
            known &= self.table.label_numbers[places] == table.label_numbers
            groups[known] = self.groups[places[known]]
        new = np.flatnonzero(groups < 0)
        if len(new):
            groups[new] = self._number(table.where(new))
            self._rank()
        self.table, self.groups = table, groups
        return other

    def having(self, words: str) -> NDArray[np.bool_]:
        """Tell for each group, bool [G], whether its name or its label has these words, whatever the case."""
        words = words.strip().casefold()
        if not words:
            return np.ones(len(self.names), bool)
        labels = np.array([words in label.casefold() for label in self.table.labels], bool)
        having: NDArray[np.bool_] = np.fromiter((words in key for key in self._keys), bool, len(self._keys))
        having |= labels[self.group_labels]
        return having

    def _start(self, table: EntityTable) -> None:
        self.table = table
        self.groups = np.zeros(0, np.int32)
        self.group_labels = np.zeros(0, np.int32)
        self.ranks = np.zeros(0, np.int32)
        self.names = []
        self.numbers = [{} for _ in table.labels]
        self._keys: list[str] = []  # of each group, its name without its case
        self._sorted_keys: list[str] = []
        self._alphabet = np.zeros(0, np.int32)  # groups in the order of their keys

    def _number(self, table: EntityTable) -> NDArray[np.int32]:
        """Give the groups of entities that are new."""
        text, names = table.text, self.names
        groups: list[int] = []
        labels: list[int] = []
        columns = (table.starts.tolist(), table.ends.tolist(), table.label_numbers.tolist())
        for start, end, label in zip(*columns, strict=True):
            numbers = self.numbers[label]
            form = text[start:end]
            group = numbers.get(form)
            if group is None:
                name = " ".join(form.split()) or form
                group = numbers[form] = numbers.setdefault(name, len(names))
                if group == len(names):
                    names.append(name)
                    labels.append(label)
            groups.append(group)
        self.group_labels = np.concatenate([self.group_labels, np.array(labels, np.int32)])
        return np.array(groups, np.int32)

    def _rank(self) -> None:
        """Put new names into the alphabet, in which the old ones stay sorted."""
        first, total = len(self._keys), len(self.names)
        if first == total:
            return
        keys = self._keys
        keys.extend(name.casefold() for name in self.names[first:])
        new = sorted(range(first, total), key=keys.__getitem__)
        places = [bisect_right(self._sorted_keys, keys[group]) for group in new]
        self._alphabet = np.insert(self._alphabet, places, np.array(new, np.int32))
        self._sorted_keys += [keys[group] for group in new]
        self._sorted_keys.sort()  # two runs, which Python finds and merges
        self.ranks = np.empty(total, np.int32)
        self.ranks[self._alphabet] = np.arange(total, dtype=np.int32)
