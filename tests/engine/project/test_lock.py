from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.errors import HeldError
from engine.project.lock import ProjectLock, take_lock

ROOT = Path(__file__).parents[3]

HOLDER = """
import sys
from pathlib import Path
from engine.project.lock import take_lock

lock = take_lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
lock.give_back()
"""

CONTENDER = """
import sys
from pathlib import Path
from engine.errors import HeldError
from engine.project.lock import take_lock

project, counter = map(Path, sys.argv[1:])
taken = 0
while taken < 50:
    try:
        lock = take_lock(project)
    except HeldError:
        continue
    counter.write_text(str(int(counter.read_text()) + 1))
    taken += 1
    lock.give_back()
"""


def run(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@contextmanager
def held_by_another(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold the lock."""
    with run(HOLDER, path) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child
        child.kill()


def taken(path: Path) -> ProjectLock:
    lock = take_lock(path)
    assert lock is not None
    return lock


def test_the_second_is_told_who_was_first_and_may_once_that_one_is_done(path: Path) -> None:
    first = taken(path)
    with pytest.raises(HeldError, match=rf"is open in another window \(process {os.getpid()}\); close it there"):
        take_lock(path)
    first.give_back()
    taken(path).give_back()
    assert list(path.parent.iterdir()) == []


def test_a_window_on_another_machine_is_named_with_its_machine(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = taken(path)
    monkeypatch.setattr("socket.gethostname", lambda: "elsewhere")
    with pytest.raises(HeldError, match=rf"\(process {os.getpid()} on \S+\)"):
        take_lock(path)
    first.give_back()


def test_another_process_holds_it_until_it_gives_it_back(path: Path) -> None:
    with held_by_another(path) as child:
        with pytest.raises(HeldError, match=f"process {child.pid}"):
            take_lock(path)
        child.communicate("\n")
        taken(path).give_back()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes are killed otherwise here")
def test_a_killed_process_blocks_nobody_although_its_file_stays(path: Path) -> None:
    with held_by_another(path) as child:
        child.kill()
        child.wait()
    assert len(list(path.parent.iterdir())) == 1
    taken(path).give_back()
    assert list(path.parent.iterdir()) == []


def test_of_many_that_want_it_at_once_only_one_ever_has_it(path: Path, tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    counter.write_text("0")
    children = [run(CONTENDER, path, counter) for _ in range(3)]
    for child in children:
        child.communicate()
        assert child.returncode == 0
    assert counter.read_text() == "150"


def test_a_link_to_a_project_is_no_other_project(path: Path, tmp_path: Path) -> None:
    path.touch()
    (tmp_path / "folder").mkdir()
    link = tmp_path / "folder" / "link.gatelight"
    link.symlink_to(path)
    first = taken(link)
    with pytest.raises(HeldError):
        take_lock(path)
    first.give_back()


def test_what_another_users_crash_left_behind_can_be_locked(open_folder: Path, ordinary_user: Callable) -> None:
    path = open_folder / "work.gatelight"
    left = open_folder / "work.gatelight-lock"
    left.write_text("1 here\n")
    left.chmod(0o444)
    with ordinary_user():
        lock = taken(path)
        with pytest.raises(HeldError):
            take_lock(path)
        lock.give_back()
        taken(path).give_back()


def test_where_no_lock_can_be_there_is_none(open_folder: Path, ordinary_user: Callable) -> None:
    open_folder.chmod(0o555)
    with ordinary_user():
        assert take_lock(open_folder / "work.gatelight") is None
    open_folder.chmod(0o777)
    assert take_lock(open_folder / "nowhere" / "work.gatelight") is None


def test_a_file_system_without_locks_does_not_keep_anybody_out(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("engine.project.lock._lock", refuse)
    assert take_lock(path) is None


def test_a_full_disk_leaves_a_lock_that_does_not_say_whose_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("engine.project.lock._sign", refuse)
    lock = taken(path)
    with pytest.raises(HeldError, match="is open in another window; close it there"):
        take_lock(path)
    lock.give_back()
