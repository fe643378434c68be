"""Sizes: fonts, line height, and the room that a mark and its chip take, all from one reading size.

The proportions are what makes marks sit well: a mark is centred on the capitals of its words, not on the
font's box, so it looks the same in every font and every script.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtGui import QFont, QFontMetricsF

READING_SIZE = 16
"""Height of the font at 100 %, in logical pixels."""

COLUMN = 760
"""The widest column of text at 100 %, in logical pixels."""


class ChipStyle(StrEnum):
    """How much of its label a mark shows."""

    FULL = "full"
    SHORT = "short"
    NONE = "none"


class Typography:
    """Everything measured in pixels, at one zoom; baselines and mark edges are whole pixels, to be sharp."""

    def __init__(self, font: QFont, zoom: int) -> None:
        size = max(8, round(READING_SIZE * zoom / 100))
        self.size = size
        self.body = QFont(font)
        self.body.setPixelSize(size)
        self.body.setWordSpacing(0.05 * size)
        self.chip = QFont(font)
        self.chip.setPixelSize(max(7, round(0.66 * size)))
        self.chip.setBold(True)
        self.chip.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.02 * size)
        metrics = QFontMetricsF(self.body)
        self.blank_width = metrics.horizontalAdvance("\u00a0")
        self.usual_width = metrics.horizontalAdvance("etaoin shrdlu") / 13
        self.chip_metrics = QFontMetricsF(self.chip)

        self.line_height = round(1.8 * size)
        self.overlap = 0.3 * size  # fonts ask for more room than their letters mostly need
        self.mark_height = round(1.4 * size)
        self.mark_top = (self.line_height - self.mark_height) // 2
        self.baseline = self.mark_top + round((self.mark_height + 0.7 * size) / 2)
        self.mark_radius = 0.3 * size
        self.mark_gap = max(1.0, 0.07 * size)  # left free outside a mark, so that neighbours stay apart
        self.mark_padding = 0.22 * size  # between a mark's edge and what is in it
        self.mark_overhang = 0.15 * size  # over its words, where it goes on elsewhere
        self.note_fold = 0.45 * size  # a corner that ends above the capitals
        self.chip_height = round(0.98 * size)
        self.chip_padding = 0.3 * size
        self.chip_space = 0.32 * size  # between the words and the chip
        self.chip_text_width = 110 * zoom / 100
        self.opening_room = self.mark_gap + self.mark_padding

        self.column = round(COLUMN * zoom / 100)
        self.side_margin = 28
        self.end_margin = round(2 * size)
        self.block_gap = round(0.5 * size)
        self.empty_height = round(0.7 * size)

    def closing_room(self, chip_width: float | None) -> float:
        """Give the room that a mark takes behind its words; None: it has no chip."""
        if chip_width is None:
            return self.mark_padding + self.mark_gap
        # The chip is as far from the mark's end as from its upper and lower edge.
        inset = (self.mark_height - self.chip_height) / 2
        return self.chip_space + chip_width + inset + self.mark_gap
