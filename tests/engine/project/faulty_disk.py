"""A disk that fails on demand: a VFS (https://www.sqlite.org/vfs.html) in front of the one that SQLite has.

It is written with ctypes and registered in the very library that Python's ``sqlite3`` is linked to, where that can be
reached. Everything goes through to the real files, but for waiting until the bytes are on the disk, which is only
counted: nobody cuts the power here.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import os
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from ctypes import CDLL, CFUNCTYPE, Structure, byref, c_char_p, c_int, c_int64, c_void_p, sizeof
from types import TracebackType
from typing import Any, ClassVar, Self

OK = 0
SHM_LOCK = 2

FULL, IOERR, IOERR_WRITE = sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_IOERR | 3 << 8

IO_ERRORS = {
    # the codes that SQLite gives to an I/O error in each operation (https://www.sqlite.org/rescode.html)
    "read": IOERR | 1 << 8,
    "write": IOERR_WRITE,
    "sync": IOERR | 4 << 8,
    "truncate": IOERR | 6 << 8,
    "size": IOERR | 7 << 8,
    "delete": IOERR | 10 << 8,
    "access": IOERR | 13 << 8,
    "lock": IOERR | 15 << 8,
    "shmlock": IOERR | 20 << 8,
    "shmmap": IOERR | 21 << 8,
    "open": sqlite3.SQLITE_CANTOPEN,
}
WRITE_ERRORS = {operation: IO_ERRORS[operation] for operation in ("write", "sync", "truncate", "delete")}
NEED_ROOM = {"write": FULL}
"""What fails on a disk that cannot be written, and on a full one."""

_XOpen = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_XDelete = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_XAccess = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int, c_void_p)
_XClose = CFUNCTYPE(c_int, c_void_p)
_XTransfer = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_XTruncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_XNumber = CFUNCTYPE(c_int, c_void_p, c_int)
_XSize = CFUNCTYPE(c_int, c_void_p, c_void_p)
_XShmMap = CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int, c_void_p)
_XShmLock = CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int)


def _pointers(*names: str) -> list[tuple[str, type[Any]]]:
    return [(name, c_void_p) for name in names]


class _Vfs(Structure):
    """sqlite3_vfs; what is behind xCurrentTime is there from version 2 and 3 on."""

    _fields_ = [
        ("iVersion", c_int), ("szOsFile", c_int), ("mxPathname", c_int), ("pNext", c_void_p), ("zName", c_char_p),
        ("pAppData", c_void_p), ("xOpen", _XOpen), ("xDelete", _XDelete), ("xAccess", _XAccess),
        *_pointers("xFullPathname", "xDlOpen", "xDlError", "xDlSym", "xDlClose", "xRandomness", "xSleep",
                   "xCurrentTime", "xGetLastError"),
        *_pointers("xCurrentTimeInt64"),
        *_pointers("xSetSystemCall", "xGetSystemCall", "xNextSystemCall"),
    ]  # fmt: skip


class _Methods(Structure):
    """sqlite3_io_methods; the shared memory is there from version 2 on, xFetch from version 3 on."""

    _fields_ = [
        ("iVersion", c_int), ("xClose", _XClose), ("xRead", _XTransfer), ("xWrite", _XTransfer),
        ("xTruncate", _XTruncate), ("xSync", _XNumber), ("xFileSize", _XSize), ("xLock", _XNumber),
        *_pointers("xUnlock", "xCheckReservedLock", "xFileControl", "xSectorSize", "xDeviceCharacteristics"),
        ("xShmMap", _XShmMap), ("xShmLock", _XShmLock), *_pointers("xShmBarrier", "xShmUnmap"),
        *_pointers("xFetch", "xUnfetch"),
    ]  # fmt: skip


_FIRST_OF_LATER_VERSIONS: dict[type[Structure], dict[int, str]] = {
    _Vfs: {2: "xCurrentTimeInt64", 3: "xSetSystemCall"},
    _Methods: {2: "xShmMap", 3: "xFetch"},
}


def _copy(kind: type[Structure], address: int) -> Any:
    """Copy a structure as far as its version says that it is there; what we do not know of newer ones is left out."""
    version = c_int.from_address(address).value
    later = [name for first, name in _FIRST_OF_LATER_VERSIONS[kind].items() if first > version]
    size = getattr(kind, later[0]).offset if later else sizeof(kind)
    result = kind()
    ctypes.memmove(byref(result), address, size)
    result.iVersion = min(version, max(_FIRST_OF_LATER_VERSIONS[kind]))
    return result


def library() -> CDLL | None:
    """Give the SQLite that Python uses, None where its functions cannot be reached (linked in and not exported)."""
    try:
        result = CDLL(_sqlite3.__file__)
        result.sqlite3_vfs_find.restype = c_void_p
        result.sqlite3_vfs_find.argtypes = [c_char_p]
        result.sqlite3_vfs_register.argtypes = [c_void_p, c_int]
        result.sqlite3_vfs_unregister.argtypes = [c_void_p]
    except (AttributeError, OSError):
        return None
    return result


class FaultyDisk:
    """The disk that SQLite uses within a ``with`` statement; it works until ``fail_at`` is called.

    counts: how many of each operation there were, those that failed too. faults: how many have failed.
    """

    _for_ever: ClassVar[list[FaultyDisk]] = []
    """SQLite keeps pointers to our functions in each open file; a connection may be closed late, by the collector."""

    def __init__(self) -> None:
        found = library()
        if found is None:
            raise OSError("SQLite cannot be reached")
        self._library = found
        self.counts: Counter[str] = Counter()
        self.faults = 0
        self.heal()
        self._names: dict[int, str] = {}
        self._patched: dict[int, _Methods] = {}
        self._real = found.sqlite3_vfs_find(None)
        self._vfs = _copy(_Vfs, self._real)
        self._vfs.zName = b"faulty disk"
        self._patch_vfs()

    def fail_at(self, n: int, code: int, *, persistent: bool = False, only: str = "") -> None:
        """Let the n-th operation from now on fail, and, if persistent, all later ones.

        code: FULL, IOERR, or IOERR_WRITE for a disk that can still be read. Operations that it does not concern are
        not counted, nor files whose names do not end with ``only``.
        """
        self._errors = {FULL: NEED_ROOM, IOERR: IO_ERRORS, IOERR_WRITE: WRITE_ERRORS}[code]
        self._persistent, self._only, self._countdown = persistent, only, n

    def die_at(self, n: int) -> None:
        """Let this process be killed in the midst of the n-th write from now on."""
        self._writes_to_live = n

    def heal(self) -> None:
        """Let everything work from now on."""
        self._errors: dict[str, int] = {}
        self._persistent, self._only, self._countdown = False, "", 0
        self._writes_to_live = 0

    def __enter__(self) -> Self:
        self._for_ever.append(self)
        self._library.sqlite3_vfs_register(byref(self._vfs), 1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._library.sqlite3_vfs_unregister(byref(self._vfs))
        self._library.sqlite3_vfs_register(self._real, 1)

    @property
    def open_files(self) -> list[str]:
        """Give the names of the files that SQLite has open."""
        return sorted(self._names.values())

    def _failure(self, operation: str, name: str) -> int:
        """Count an operation; give the code it is to fail with, OK if it is not."""
        self.counts[operation] += 1
        if operation not in self._errors or not name.endswith(self._only):
            return OK
        self._countdown -= 1
        if self._countdown > 0 or (self._countdown < 0 and not self._persistent):
            return OK
        self.faults += 1
        return self._errors[operation]

    def _patch_vfs(self) -> None:
        real, vfs = self._real, self._vfs
        # a field that is read is a view of the structure: what is to stay as it is has to be in another one
        unpatched = _copy(_Vfs, real)
        x_open, x_delete, x_access = unpatched.xOpen, unpatched.xDelete, unpatched.xAccess

        def opening(_: int, name: int | None, file: int, flags: int, out: int | None) -> int:
            text = ctypes.string_at(name).decode() if name else ""
            failure = self._failure("open", text)
            if failure:
                c_void_p.from_address(file).value = None
                return failure
            code = x_open(real, name, file, flags, out)
            p_methods = c_void_p.from_address(file)
            if code == OK and p_methods.value:
                self._names[file] = text
                p_methods.value = ctypes.addressof(self._patched_methods(p_methods.value))
            return int(code)

        vfs.xOpen = _XOpen(opening)
        vfs.xDelete = _XDelete(lambda _, name, sync: self._failure("delete", _text(name)) or x_delete(real, name, 0))
        vfs.xAccess = _XAccess(
            lambda _, name, flags, out: self._failure("access", _text(name)) or x_access(real, name, flags, out)
        )

    def _patched_methods(self, address: int) -> _Methods:
        """Give the methods for files whose real ones are at an address."""
        if address in self._patched:
            return self._patched[address]
        real, methods = _copy(_Methods, address), _copy(_Methods, address)

        def failing(operation: str, real_method: Callable[..., int], file: int, *rest: Any) -> int:
            return self._failure(operation, self._names[file]) or real_method(file, *rest)

        def close(file: int) -> int:
            del self._names[file]
            return int(real.xClose(file))

        def write(file: int, data: int, size: int, offset: int) -> int:
            failure = self._failure("write", self._names[file])
            self._writes_to_live -= 1
            if failure or self._writes_to_live == 0:
                # as real disks do it: what there was room for is written
                real.xWrite(file, data, size // 2, offset)
            if self._writes_to_live == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return failure or int(real.xWrite(file, data, size, offset))

        def shared_map(file: int, region: int, size: int, extend: int, out: int) -> int:
            failure = self._failure("shmmap", self._names[file] + "-shm")
            if failure:
                c_void_p.from_address(out).value = None
            return failure or int(real.xShmMap(file, region, size, extend, out))

        def shared_lock(file: int, offset: int, count: int, flags: int) -> int:
            # letting go of a lock does not fail
            failure = self._failure("shmlock", self._names[file] + "-shm") if flags & SHM_LOCK else OK
            return failure or int(real.xShmLock(file, offset, count, flags))

        methods.xClose = _XClose(close)
        methods.xRead = _XTransfer(lambda *of: failing("read", real.xRead, *of))
        methods.xWrite = _XTransfer(write)
        methods.xTruncate = _XTruncate(lambda *of: failing("truncate", real.xTruncate, *of))
        methods.xSync = _XNumber(lambda *of: failing("sync", lambda *_: OK, *of))
        methods.xFileSize = _XSize(lambda *of: failing("size", real.xFileSize, *of))
        methods.xLock = _XNumber(lambda *of: failing("lock", real.xLock, *of))
        if methods.iVersion >= 2:
            methods.xShmMap = _XShmMap(shared_map)
            methods.xShmLock = _XShmLock(shared_lock)
        self._patched[address] = methods
        return methods


def _text(name: bytes | None) -> str:
    return (name or b"").decode()
