"""The hashes of one feature of many forms: the CRC-32 of its name, "=" and its value.

Values that are parts of forms or of words are not made at all: it is enough to know where in a row of bytes they lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from engine.tagger.crc import Hashes, crc32_of_runs


class Values(dict[str, int]):
    """The hashes of the values of one feature, worked out as they come by."""

    def __init__(self, name: str) -> None:
        self._begun = begun_by(name)

    def __missing__(self, value: str) -> int:
        self[value] = found = crc32(utf8(value), self._begun)
        return found


class Parts:
    """Where whole forms and words, and the ends of words, lie in one row of bytes. N: forms."""

    def __init__(self, forms: list[str], words: list[str]) -> None:
        self.data = utf8("".join([*forms, *words]))
        # The first byte of each character, and where the last one ends: no other byte begins with the bits 10.
        octets = np.frombuffer(self.data, np.uint8)
        self._characters = np.append(np.flatnonzero(octets & 0xC0 != 0x80), len(octets)).astype(np.int32)
        bounds = np.zeros(len(forms) + len(words) + 1, np.int32)
        np.cumsum([*map(len, forms), *map(len, words)], out=bounds[1:])
        self._forms, self._words = bounds[: len(forms) + 1], bounds[len(forms) :]

    def of(self, name: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Give the first byte of a feature of each form, and where it ends: both [N]."""
        bounds = self._forms if name == "form" else self._words
        first, last = bounds[:-1], bounds[1:]
        if name.startswith("prefix"):
            last = np.minimum(last, first + int(name[-1]))
        elif name.startswith("suffix"):
            first = np.maximum(first, last - int(name[-1]))
        return self._characters[first], self._characters[last]


def hashes_of_parts(names: Sequence[str], parts: Parts) -> Hashes:
    """Give the hashes of features that are parts of forms or words: uint32 [F, N]."""
    starts, ends = zip(*map(parts.of, names), strict=True)
    begun = np.array([begun_by(name) for name in names], np.uint32)
    sums = crc32_of_runs(parts.data, np.concatenate(starts), np.concatenate(ends), begun.repeat(len(starts[0])))
    return sums.reshape(len(names), -1)


def begun_by(name: str) -> int:
    """Give the CRC-32 of "name=", from which that of "name=value" goes on with the value."""
    return crc32(utf8(f"{name}="))


def utf8(text: str) -> bytes:
    """Give the bytes of a text. Lone surrogates are part of some texts; they must hash, not raise."""
    return text.encode("utf-8", "surrogatepass")
