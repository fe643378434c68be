"""The map of a whole text on a strip of some height: which place is at which row, and what is marked there.

The map is made of a few arrays and of at most a handful of marks for each row of pixels, so it costs what the strip is
high and not what the text is long. Nothing here knows Qt.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gui.document_view.blocks import Blocks, Heights
from gui.document_view.marks import MarkIndex, MarkKind

_MARKS_OF_A_ROW = 4
_FILLED_ROWS, _HOLLOW_ROWS = 2, 4
"""How high even the smallest mark is drawn: what is hollow has to have something inside."""

NOTHING = -1
"""Where nothing is marked."""


class OverviewMap:
    """Places of a text on the rows of a strip. A text that is shorter than the strip is not drawn out.

    edges: int64 [rows + 1], the code points between which a row is; ascending.
    """

    def __init__(self, blocks: Blocks, heights: Heights, rows: int, margin: int) -> None:
        """margin: pixels of the page above the first block and below the last one."""
        tops = heights.tops(len(blocks))
        total = int(tops[-1])
        pixels = np.arange(rows + 1) * max(1.0, (total + 2 * margin) / max(1, rows)) - margin
        pixels = np.clip(pixels, 0, total)
        block = np.clip(np.searchsorted(tops, pixels, side="right") - 1, 0, len(blocks) - 1)
        share = (pixels - tops[block]) / np.maximum(1, tops[block + 1] - tops[block])
        starts, ends = blocks.starts[block], blocks.ends[block]
        self.edges: NDArray[np.int64] = (starts + np.clip(share, 0, 1) * (ends - starts)).astype(np.int64)
        self.edges[pixels == total] = blocks.ends[-1]

    def row_of(self, position: float) -> float:
        """Give how far down a place is, in rows."""
        row = int(np.searchsorted(self.edges, position, side="right")) - 1
        if not 0 <= row < len(self.edges) - 1:
            return float(max(0, min(row, int(np.searchsorted(self.edges, self.edges[-1])))))
        first, last = int(self.edges[row]), int(self.edges[row + 1])
        return row + (position - first) / max(1, last - first)

    def position_at(self, row: float) -> int:
        """Give the code point at a row, the nearest one outside of all."""
        return int(np.interp(row, np.arange(len(self.edges)), self.edges))

    def lanes(self, marks: MarkIndex, numbers: Mapping[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give what is filled on each row (gold and predictions) and what is hollow (suggestions).

        numbers: those of the labels; any other is 0. Both int64 [rows], NOTHING where nothing is marked.
        """
        rows = len(self.edges) - 1
        filled, hollow = [NOTHING] * rows, [NOTHING] * rows
        ends = self.edges.tolist()
        for row, mark in marks.sample(self.edges, _MARKS_OF_A_ROW):
            lane, least = (hollow, _HOLLOW_ROWS) if mark.kind is MarkKind.SUGGESTION else (filled, _FILLED_ROWS)
            end = row + 1 if mark.end <= ends[row + 1] else int(np.searchsorted(self.edges, mark.end))
            end = min(max(end, row + least), rows)
            lane[row:end] = [numbers.get(mark.label, 0)] * (end - row)
        return np.array(filled, np.int64), np.array(hollow, np.int64)
