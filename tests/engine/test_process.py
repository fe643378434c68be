from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time

import pytest

from engine.process import (
    LONGEST_WAIT_S,
    collect_seldom,
    expect_to_stay,
    give_way,
    in_steps,
    leave_way,
    look_at_all,
    milliseconds_since_process_start,
    want_way,
    without_collecting,
)

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


def test_long_work_pauses_while_a_person_waits_but_not_for_ever() -> None:
    began = time.perf_counter()
    give_way()
    assert time.perf_counter() - began < LONGEST_WAIT_S
    want_way()
    try:
        began = time.perf_counter()
        give_way()
        assert time.perf_counter() - began >= 0.9 * LONGEST_WAIT_S
        threading.Timer(0.001, leave_way).start()
        began = time.perf_counter()
        give_way()
        assert time.perf_counter() - began < LONGEST_WAIT_S
    finally:
        leave_way()


def test_steps_are_all_of_a_sequence_with_a_pause_before_each(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[None] = []
    monkeypatch.setattr("engine.process.give_way", lambda: pauses.append(None))
    assert list(in_steps("abcdefg", 3)) == ["abc", "def", "g"]
    assert len(pauses) == 3
    assert list(in_steps([], 3)) == []


def test_objects_that_stay_are_looked_at_when_that_is_asked_for_alone() -> None:
    before = gc.get_threshold()
    try:
        collect_seldom()
        assert gc.get_threshold()[:2] == before[:2]
        assert gc.get_threshold()[2] > 100 * before[2]
    finally:
        gc.set_threshold(*before)
