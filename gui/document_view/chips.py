"""Chips: the names that marks carry, shortened where asked and as wide as they need to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, takewhile

from PySide6.QtCore import Qt

from gui.document_view.typography import ChipStyle, Typography


@dataclass(frozen=True, slots=True)
class Chip:
    """What a label's chip says, and how wide it is in pixels."""

    text: str
    width: float


class Chips:
    """The chips of all labels in one size and style."""

    def __init__(self, typography: Typography, style: ChipStyle, names: Iterable[str]) -> None:
        self._typography = typography
        self._style = style
        self._short = short_names(names) if style is ChipStyle.SHORT else {}
        self._chips: dict[str, Chip] = {}

    def of(self, label: str) -> Chip | None:
        """Give the chip of a label, None if labels are shown as colour alone."""
        if self._style is ChipStyle.NONE:
            return None
        chip = self._chips.get(label)
        if chip is None:
            chip = self._chips[label] = self._make(label)
        return chip

    def _make(self, label: str) -> Chip:
        typography = self._typography
        text = self._short.get(label, label[:2]) if self._style is ChipStyle.SHORT else label
        metrics = typography.chip_metrics
        # the end of a short name is what tells it from the others
        mode = Qt.TextElideMode.ElideMiddle if self._style is ChipStyle.SHORT else Qt.TextElideMode.ElideRight
        text = metrics.elidedText(text, mode, typography.chip_text_width)
        return Chip(text, float(round(metrics.horizontalAdvance(text) + 2 * typography.chip_padding)))


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Give each name's shortest beginning that no other name shares; a blank is no end that anybody can see."""
    ordered = sorted(names)
    shared = [0, *(_shared(one, other) for one, other in pairwise(ordered)), 0]
    return {name: _beginning(name, max(shared[i : i + 2])) for i, name in enumerate(ordered)}


def _shared(one: str, other: str) -> int:
    """Count the characters that two names have in common at their beginning."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


def _beginning(name: str, shared: int) -> str:
    length = shared + 1
    while length < len(name) and not name[length - 1].strip():
        length += 1
    return name[:length]
