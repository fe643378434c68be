"""Label and LabelSet: what a span can be, how it is drawn and which key gives it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

PALETTE_SIZE = 12
"""How many colours the themes have; labels beyond that share them."""

KEYS = "123456789qwrtyuiopasdfghjklzxcvbnm"
"""The keys labels get, in order: digits, then letters (E is «label every identical mention»)."""


_BIDI_CONTROLS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They could make a label look like another one."""


@dataclass(frozen=True, slots=True)
class Label:
    """One kind of entity.

    colour: an index into the theme's palette; description: the guideline, of any length; group: the heading that it is
    listed under, "" for none.
    """

    name: str
    colour: int = 0
    key: str = ""
    description: str = ""
    group: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a label needs a name")
        if self.name != self.name.strip() or any(unicodedata.category(c) in ("Cc", "Cs", "Zl") for c in self.name):
            raise ValueError(f"label name {self.name!r} has blanks at its ends or characters that cannot be shown")
        if _BIDI_CONTROLS & set(self.name):
            raise ValueError(f"label name {self.name!r} has hidden marks of direction")
        if self.group != " ".join(self.group.split()):
            raise ValueError(f"label {self.name}: the group {self.group!r} has blanks that cannot be seen")
        if not 0 <= self.colour < PALETTE_SIZE:
            raise ValueError(f"label {self.name}: colour {self.colour} is not in 0..{PALETTE_SIZE - 1}")


class LabelSet(Sequence[Label]):
    """The labels of a project in their order; names are unique. Immutable."""

    __slots__ = ("_by_name", "_labels")

    def __init__(self, labels: Iterable[Label] = ()) -> None:
        self._labels = tuple(labels)
        self._by_name = {label.name: label for label in self._labels}
        if len(self._by_name) != len(self._labels):
            raise ValueError(f"label names repeat: {[label.name for label in self._labels]}")

    def __len__(self) -> int:
        return len(self._labels)

    @overload
    def __getitem__(self, index: int) -> Label: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Label, ...]: ...
    def __getitem__(self, index: int | slice) -> Label | tuple[Label, ...]:
        return self._labels[index]

    def __iter__(self) -> Iterator[Label]:
        return iter(self._labels)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LabelSet) and self._labels == other._labels

    def __hash__(self) -> int:
        return hash(self._labels)

    @property
    def names(self) -> tuple[str, ...]:
        """Give the label names in order."""
        return tuple(label.name for label in self._labels)

    @property
    def groups(self) -> tuple[str, ...]:
        """Give the groups in the order of their first labels."""
        return tuple(dict.fromkeys(label.group for label in self._labels if label.group))

    def by_group(self) -> dict[str, tuple[Label, ...]]:
        """Give the labels under their groups, each in order; those without one come first, under ""."""
        headings = ("", *self.groups)
        together = {group: tuple(label for label in self._labels if label.group == group) for group in headings}
        return {group: labels for group, labels in together.items() if labels}

    def named(self, name: str) -> Label:
        """Give the label of that name. Raises KeyError."""
        return self._by_name[name]

    def next_label(self, name: str, description: str = "", reserved: Iterable[str] = ()) -> Label:
        """Make the label that would come next: the least used colour, the first free key.

        reserved: keys that are free and yet no label's.
        """
        used = [label.colour for label in self._labels]
        colour = min(range(PALETTE_SIZE), key=lambda c: (used.count(c), c))
        taken = {label.key for label in self._labels} | set(reserved)
        key = next((k for k in KEYS if k not in taken), "")
        return Label(name, colour, key, description)

    def with_names(self, names: Iterable[str]) -> LabelSet:
        """Give the set with a new label for each name it does not have yet."""
        result = self
        for name in names:
            if name not in result.names:
                result = LabelSet([*result, result.next_label(name)])
        return result
