"""Names that are all different, also where a file system takes capitals for small letters, or «ë» for «e» and «¨»."""

from __future__ import annotations

import unicodedata


class FreeNames:
    """Gives each name once; who comes later gets a number behind it."""

    def __init__(self, joint: str = " ") -> None:
        self._joint = joint
        self._last: dict[str, int] = {}

    def take(self, name: str) -> str:
        """Give the name if it is free, else the next free one: «letter», «letter 2», «letter 3»."""
        free, number = name, self._last.get(_key(name), 0) + 1
        while number > 1 and _key(free := f"{name}{self._joint}{number}") in self._last:
            number += 1
        self._last[_key(name)] = number
        self._last.setdefault(_key(free), 1)
        return free


def _key(name: str) -> str:
    """Give what names have in common that a file system may take for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
