"""What the «Gates» tab shows of a sentence: its trace, with what is needed to draw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.tagger.trace import Trace


@dataclass(frozen=True, slots=True, eq=False)
class SeenTrace:
    """A sentence as the tagger reads it.

    forms, tags: of each token, the tags of the best path. colours: the palette index of a tag's label; O has none.
    order: int64 [2H], the units in the order in which they are drawn. units: H, those of a direction.
    """

    forms: tuple[str, ...]
    tags: tuple[str, ...]
    colours: Mapping[str, int]
    trace: Trace
    order: NDArray[np.int64]
    units: int

    def __post_init__(self) -> None:
        if not len(self.forms) == len(self.tags) == len(self.trace):
            raise ValueError(f"{len(self.forms)} forms, {len(self.tags)} tags and a trace of {len(self.trace)} tokens")
        if not np.array_equal(np.sort(self.order), np.arange(2 * self.units)):
            raise ValueError(f"an order of {len(self.order)} that is none of {2 * self.units} units")

    def __len__(self) -> int:
        return len(self.forms)

    def unit_name(self, unit: int) -> str:
        """Give a unit (0..2H - 1) as its direction and its number there: «→ 12», «← 3»."""
        backward, number = divmod(unit, self.units)
        return f"{'←' if backward else '→'}\N{NO-BREAK SPACE}{number}"
