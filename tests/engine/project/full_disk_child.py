"""A child process for test_store_faults: works on projects for which there is little room, without anything mocked.

It is a process of its own because a limit on the size of files is one for the whole process, and because memory that is
mapped onto a full disk may kill it. Prints a line for each project: how much room, and how often it was refused.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from survivor import Survivor

PROJECTS = 12
STEPS = 20

Room = Callable[[Path, int], Callable[[], None]]
"""Leaves so many bytes of room, and gives a function that makes more."""


def limit(folder: Path, size: int) -> Callable[[], None]:
    """Let no file grow beyond a size: the system then cuts a write short at that very byte (EFBIG)."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def fill(folder: Path, size: int) -> Callable[[], None]:
    """Fill the disk of a folder but for so many bytes (ENOSPC)."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            file.truncate(max(0, file.tell() - size))
    return lambda: ballast.unlink(missing_ok=True)


ROOMS: dict[str, Room] = {"limit": limit, "fill": fill}


def main(how: str, folder: Path) -> None:
    """Work on projects with different room, in a folder that has nothing else."""
    choose = Random(11)
    for number in range(PROJECTS):
        size = int(2 ** choose.uniform(11, 18))
        mend = ROOMS[how](folder, size)
        try:
            survivor = Survivor(folder / f"{number}.gatelight", number, mend)
            survivor.live(STEPS)
        finally:
            mend()
        print(size, len(survivor.refusals), flush=True)
        for file in folder.iterdir():
            file.unlink()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
