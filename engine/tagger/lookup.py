"""Long lists looked up step by step: one call over a million words would keep all other threads from Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.process import in_steps

Scalar = TypeVar("Scalar", bound=np.generic)


def places_of(items: Sequence[str]) -> dict[str, int]:
    """Number the distinct items from 1 on, in the order in which they first come."""
    places: dict[str, int] = {}
    for some in in_steps(items):
        new = [item for item in dict.fromkeys(some) if item not in places]
        places.update(zip(new, range(len(places) + 1, len(places) + len(new) + 1), strict=True))
    return places


def looked_up(table: Mapping[str, int], items: Sequence[str], dtype: type[Scalar]) -> NDArray[Scalar]:
    """Give the number of each item [N] in a table: [N] of a type. Raises KeyError."""
    numbers = [np.fromiter(map(table.__getitem__, some), dtype, len(some)) for some in in_steps(items)]
    return np.concatenate([np.empty(0, dtype), *numbers])


def joined(lists: Iterable[Sequence[str]], most: int) -> list[str]:
    """Put lists behind each other, ``most`` items of them at most."""
    items: list[str] = []
    for some in lists:
        items += some
        if len(items) >= most:
            break
    return items[:most]
