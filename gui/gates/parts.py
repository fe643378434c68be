"""Where maps, step and ranking stand beside each other, and which of them give way where there is not room for all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont

from gui.gates.ranking import HEAD as RANKING_HEAD
from gui.gates.ranking import ROW
from gui.gates.ranking import WIDTH as RANKING_WIDTH
from gui.gates.step_view import ASIDE, step_height
from gui.theme import SPACE
from gui.type_scale import BASE_PX, SMALL_PX

SIDE_BY_SIDE = 960
"""Logical pixels from which on something stands beside the maps."""
NARROW, WIDE = 344, 440
"""Least and greatest width of the column of the step."""
SHARE = 0.28
"""Of the width, for the step."""
FEW, SOME = 4, 8
"""Rows of a ranking below a step: the least, and how many it gets before the step has large type."""
GAP = 2 * SPACE


class Part(Enum):
    """What the tab consists of."""

    MAPS = 0
    STEP = 1
    RANKING = 2


@dataclass(frozen=True, slots=True)
class Parts:
    """Where each part stands; None: there is no room for it beside what was chosen.

    choices: the parts of which one is shown, empty where all are.
    """

    maps: QRect | None
    step: QRect | None
    ranking: QRect | None
    choices: tuple[Part, ...] = ()


def parted(size: QSize, chosen: Part, font: QFont) -> Parts:
    """Divide a room: all side by side, the ranking below the step, or one part alone, the chosen one."""
    width, height = size.width(), size.height()
    if width < SIDE_BY_SIDE:
        whole = QRect(0, 0, width, height)
        alone = {part: whole if part is chosen else None for part in Part}
        return Parts(alone[Part.MAPS], alone[Part.STEP], alone[Part.RANKING], tuple(Part))
    side = max(NARROW, min(WIDE, round(width * SHARE)))
    # frames reach beyond what is in them, which ends where the row above does
    left, wide = width - side - ASIDE, side + 2 * ASIDE
    column = QRect(left, 0, wide, height)
    ranking_least, ranking_good = (RANKING_HEAD + rows * ROW for rows in (FEW, SOME))
    for size_px, least in ((BASE_PX, ranking_good), (SMALL_PX, ranking_least)):
        tall = step_height(side, font, size_px)
        if tall + GAP + least <= height:
            step, below = QRect(left, 0, wide, tall), QRect(left, tall + GAP, wide, height - tall - GAP)
            return Parts(QRect(0, 0, width - side - GAP, height), step, below)
    if width >= SIDE_BY_SIDE + RANKING_WIDTH + GAP:
        ranking = QRect(width - RANKING_WIDTH + ASIDE, 0, RANKING_WIDTH, height)
        step = column.translated(-RANKING_WIDTH - GAP, 0)
        return Parts(QRect(0, 0, step.x() - GAP, height), step, ranking)
    ranked = chosen is Part.RANKING
    maps = QRect(0, 0, column.x() - GAP, height)
    return Parts(maps, None if ranked else column, column if ranked else None, (Part.STEP, Part.RANKING))
