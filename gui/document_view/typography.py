"""Sizes: fonts, line height, and the room that a mark and its chip take, all from one reading size.

The proportions are what makes marks sit well: a mark is centred on the capitals of its words, not on the
font's box, so it looks the same in every font and every script.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

READING_SIZE = 16
"""Height of the font at 100 %, in logical pixels."""

SERIF, MONOSPACE = "serif", "monospace"
"""Families that stand for whatever the system has of the kind."""


class ChipStyle(StrEnum):
    """How much of its label a mark shows."""

    FULL = "full"
    SHORT = "short"
    NONE = "none"


class LineHeight(StrEnum):
    """How far lines are apart."""

    COMPACT = "compact"
    NORMAL = "normal"
    AIRY = "airy"


class ColumnWidth(StrEnum):
    """How wide the column of text may get."""

    NARROW = "narrow"
    NORMAL = "normal"
    WIDE = "wide"
    FULL = "full"


_LINE_HEIGHTS = {LineHeight.COMPACT: 1.55, LineHeight.NORMAL: 1.8, LineHeight.AIRY: 2.2}
"""In font heights. A mark is 1.4 high, so that those of two lines stay apart in each of them."""

_COLUMNS = {ColumnWidth.NARROW: 560, ColumnWidth.NORMAL: 760, ColumnWidth.WIDE: 1000, ColumnWidth.FULL: 1_000_000}
"""The widest column at 100 %, in logical pixels."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a person wants texts to be set. family: SERIF, MONOSPACE, an installed one; "" is that of the window."""

    family: str = ""
    line_height: LineHeight = LineHeight.NORMAL
    column: ColumnWidth = ColumnWidth.NORMAL


def reading_font(font: QFont, family: str) -> QFont:
    """Give the font in another family; the font itself where nobody asked for one, or where it is not installed."""
    result = QFont(font)
    if family in (SERIF, MONOSPACE):
        result.setStyleHint(QFont.StyleHint.Serif if family == SERIF else QFont.StyleHint.Monospace)
        result.setFamily(result.defaultFamily())
    elif family and QFontDatabase.hasFamily(family):
        result.setFamily(family)
    return result


class Typography:
    """Everything measured in pixels, at one zoom; baselines and mark edges are whole pixels, to be sharp."""

    def __init__(self, font: QFont, zoom: int, style: TextStyle | None = None) -> None:
        style = style or TextStyle()
        size = max(8, round(READING_SIZE * zoom / 100))
        self.size = size
        self.body = reading_font(font, style.family)
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

        self.line_height = round(_LINE_HEIGHTS[style.line_height] * size)
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

        self.column = round(_COLUMNS[style.column] * zoom / 100)
        self.left_margin = 48  # for what stands beside the text: the number of a sentence, the bar of what is confirmed
        self.right_margin = 12
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
