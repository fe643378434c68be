"""One window for one project: a lock that the operating system takes back when its process ends, however it ends.

It is on a file of its own beside the project. The project itself must not be opened here: closing any handle of a file
drops all POSIX locks that the process has on it, those of SQLite too (https://www.sqlite.org/howtocorrupt.html, 2.2).
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from engine.errors import HeldError

if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE = 1 << 30
    """Far behind the end of the file, because what is locked there cannot be read by others."""

    def _lock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProjectLock:
    """The right of a window to be the only one that changes a project."""

    def __init__(self, place: Path, handle: int) -> None:
        """Hold a lock that ``take_lock`` took."""
        self._place = place
        self._handle = handle

    def give_back(self) -> None:
        """Let others have it; nothing is left beside the project."""
        # An open file cannot be removed on Windows. Elsewhere it goes first: removed later, it might be the next one's.
        if sys.platform == "win32":
            os.close(self._handle)
        with suppress(OSError):
            self._place.unlink()
        if sys.platform != "win32":
            os.close(self._handle)


def take_lock(project: Path) -> ProjectLock | None:
    """Take the lock of a project; None where there cannot be one (a read-only folder, a file system without locks).

    A file that a crash left behind locks nothing. Raises HeldError.
    """
    target = project.resolve()  # a link to it is no other project
    place = target.with_name(f"{target.name}-lock")
    while True:
        try:
            handle = _open(place)
        except OSError:
            return None
        try:
            _lock(handle)
            # The one before may have removed the file between the two steps; a lock on it would bind nobody.
            if os.path.samestat(os.fstat(handle), place.stat()):
                with suppress(OSError):  # on a full disk it just does not say whose it is
                    _sign(handle)
                return ProjectLock(place, handle)
        except (BlockingIOError, PermissionError) as error:
            what = f"is open in another window{_holder(handle)}"
            os.close(handle)
            raise HeldError(what, path=project, remedy="close it there and open it here again") from error
        except FileNotFoundError:
            pass
        except OSError:
            os.close(handle)
            return None
        os.close(handle)


def _open(place: Path) -> int:
    try:
        return os.open(place, os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError:
        # left behind by another user's crash: it can be locked, but not signed
        return os.open(place, os.O_RDONLY)


def _sign(handle: int) -> None:
    os.ftruncate(handle, 0)
    os.write(handle, f"{os.getpid()} {_this_machine()}\n".encode())


def _this_machine() -> str:
    import socket  # not before a project is opened: the start can do without

    return socket.gethostname()


def _holder(handle: int) -> str:
    """Read who has the lock, « (process 4711)», with the machine if it is another one; "" if it does not say."""
    try:
        process, _, host = os.read(handle, 1000).decode().strip().partition(" ")
    except (OSError, ValueError):
        return ""
    if not process:
        return ""
    return f" (process {process}" + (f" on {host})" if host != _this_machine() else ")")
