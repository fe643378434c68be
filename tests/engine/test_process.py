from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from engine.process import expect_to_stay, look_at_all, milliseconds_since_process_start, without_collecting

HOLES = """
import sys, numpy as np
from engine.process import LARGE_BLOCK, give_large_blocks_back
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
if sys.argv[1] == "give":
    give_large_blocks_back()
np.ones(4 * LARGE_BLOCK)  # once something so large was dropped, glibc treats what is smaller like small things
large, small = [], []
for _ in range(40):
    large.append(np.ones(2 * LARGE_BLOCK, np.uint8))
    small.append(np.ones(50_000, np.uint8))
before = resident()
large.clear()
print(before - resident())
"""


def given_back(how: str) -> int:
    """Give how many bytes of 40 MB leave a process when they are dropped."""
    command = [sys.executable, "-c", HOLES, how]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told")
def test_large_blocks_leave_the_process_when_they_are_dropped() -> None:
    assert given_back("give") > 35_000_000
    assert given_back("keep") < 35_000_000, "there is nothing to tell glibc any more"


def test_a_process_knows_its_age() -> None:
    assert 0 < milliseconds_since_process_start() < 3_600_000


def test_nothing_is_collected_meanwhile_and_everything_again_afterwards() -> None:
    with pytest.raises(KeyError), without_collecting():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()


def test_what_is_expected_to_stay_is_looked_at_again_when_that_is_over() -> None:
    before = gc.get_freeze_count()
    expect_to_stay()
    assert gc.get_freeze_count() > before
    look_at_all()
    assert gc.get_freeze_count() == 0
