"""A disk that is full or fails, at every operation in turn: the store says so in a sentence, and loses nothing."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate, chain, repeat
from pathlib import Path

import pytest
from faulty_disk import FULL, IOERR, IOERR_WRITE, FaultyDisk, library
from random_work import Model, digest, import_documents
from survivor import Survivor

from engine.errors import ProjectError
from engine.project.store import Store

STEPS = 15
EACH = 20
"""The first so many operations fail in turn; of those behind them, every few."""
STRIDE = 50
CHILD = Path(__file__).with_name("full_disk_child.py")
ROOT = Path(__file__).parents[3]

needs_library = pytest.mark.skipif(library() is None, reason="Python's SQLite is linked in and cannot be reached")


@needs_library
@pytest.mark.parametrize("alone", [False, True], ids=["refused", "kept in memory"])
@pytest.mark.parametrize("persistent", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("code", [FULL, IOERR, IOERR_WRITE], ids=["disk full", "I/O error", "write error"])
def test_a_disk_that_fails_costs_a_sentence_and_nothing_else(
    tmp_path: Path, code: int, persistent: bool, alone: bool
) -> None:
    refused, kept = 0, 0
    with FaultyDisk() as disk:
        for n in _sampled(random.Random(f"{code} {persistent} {alone}")):
            disk.faults = 0
            disk.fail_at(n, code, persistent=persistent)
            survivor = Survivor(tmp_path / f"{n}.gatelight", 3, disk.heal, alone=alone)
            survivor.live(STEPS)
            refused += bool(survivor.refusals)
            kept += survivor.kept
            assert not disk.open_files
            if not disk.faults:
                break
    assert n > EACH
    assert refused + kept > EACH / 2
    # where nothing can be read either, there is nothing to make a copy of
    assert alone or not kept
    assert kept > 5 or not alone or code == IOERR


def _sampled(choose: random.Random) -> Iterator[int]:
    return chain(range(1, EACH), accumulate(repeat(EACH), lambda n, _: n + choose.randint(1, STRIDE)))


@needs_library
def test_what_could_not_be_put_into_the_file_on_closing_is_there_when_it_opens(path: Path) -> None:
    with FaultyDisk() as disk:
        store = Store.create(path)
        step = import_documents(Model(), random.Random(1), 3)
        step.perform(store)
        # the file, not its log
        disk.fail_at(1, IOERR_WRITE, persistent=True, only=path.name)
        with pytest.raises(ProjectError, match="the disk reported an error"):
            store.close()
        disk.heal()
        assert not disk.open_files
        with Store.open(path) as store:
            assert digest(store) == step.after.digest()


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on the size of files")
def test_files_that_may_not_grow_cost_a_sentence_and_nothing_else(tmp_path: Path) -> None:
    assert _times_refused("limit", tmp_path) > 6


def test_a_disk_that_is_really_full_costs_a_sentence_and_nothing_else(tmp_path: Path) -> None:
    with _small_disk(tmp_path / "disk") as folder:
        assert _times_refused("fill", folder) > 6


def _times_refused(how: str, folder: Path) -> int:
    """Let a process work with little room; give with how many of its projects it was refused anything."""
    child = subprocess.run(
        [sys.executable, str(CHILD), how, str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert child.returncode == 0, child.stderr
    return sum(line.split()[1] != "0" for line in child.stdout.splitlines())


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    """Mount a file system in memory that is full soon; skip where that is not allowed."""
    folder.mkdir()
    if not (sys.platform == "linux" and shutil.which("mount")):
        pytest.skip("no file systems in memory here")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"a file system may not be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
