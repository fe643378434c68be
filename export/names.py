"""Names that are all different, also where a file system takes capitals and small letters for the same."""

from __future__ import annotations


class FreeNames:
    """Gives each name once; who comes later gets a number behind it."""

    def __init__(self, joint: str = " ") -> None:
        self._joint = joint
        self._last: dict[str, int] = {}

    def take(self, name: str) -> str:
        """Give the name if it is free, else the next free one: «letter», «letter 2», «letter 3»."""
        free, number = name, self._last.get(name.casefold(), 0) + 1
        while number > 1 and (free := f"{name}{self._joint}{number}").casefold() in self._last:
            number += 1
        self._last[name.casefold()] = number
        self._last.setdefault(free.casefold(), 1)
        return free
