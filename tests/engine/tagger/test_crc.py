from __future__ import annotations

from zlib import crc32

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.tagger.crc import crc32_of_runs

RUNS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 2**32 - 1)), max_size=20)


@given(st.binary(min_size=1, max_size=300), RUNS)
def test_the_sum_of_each_run_is_what_zlib_gives(data: bytes, runs: list[tuple[int, int, int]]) -> None:
    runs = [(*sorted((a % len(data), b % (len(data) + 1))), begun) for a, b, begun in runs]
    starts, ends, begun = np.array(runs, np.int64).reshape(-1, 3).T
    found = crc32_of_runs(data, starts.astype(np.int32), ends.astype(np.int32), begun.astype(np.uint32))
    assert found.dtype == np.uint32
    assert found.tolist() == [crc32(data[start:end], sum_) for start, end, sum_ in runs]


def test_runs_of_nothing_leave_the_sums_as_they_are() -> None:
    nothing = np.zeros(2, np.int32)
    assert crc32_of_runs(b"", nothing, nothing, np.array([7, 2**32 - 1], np.uint32)).tolist() == [7, 2**32 - 1]
