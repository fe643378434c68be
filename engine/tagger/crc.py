"""CRC-32 of many short runs of bytes at once, the same as ``zlib.crc32`` gives one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]

_POLYNOMIAL = np.uint32(0xEDB88320)


def _table() -> Hashes:
    """Give what each value of a byte does to the sum: [256]."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & np.uint32(1), table >> np.uint32(1) ^ _POLYNOMIAL, table >> np.uint32(1))
    return table


_TABLE = _table()


def crc32_of_runs(data: bytes, starts: NDArray[np.int32], ends: NDArray[np.int32], begun: Hashes) -> Hashes:
    """Give the CRC-32 of each ``data[start:end]``, going on from sums already begun; all are [N]."""
    lengths = ends - starts
    order = np.argsort(-lengths, kind="stable")  # the longest first, so that those that go on are in a row
    sums, places, octets = ~begun[order], starts[order], np.frombuffer(data, np.uint8)
    more = np.searchsorted(-lengths[order], -np.arange(lengths.max(initial=0)))
    for step, count in enumerate(more.tolist()):
        some = sums[:count]
        changes = _TABLE.take(some.astype(np.uint8) ^ octets.take(places[:count] + step))  # by the lowest byte
        np.right_shift(some, 8, out=some)
        some ^= changes
    result = np.empty_like(sums)
    result[order] = ~sums
    return result
