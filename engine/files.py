"""Write a file whole or not at all; make folders."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.errors import UserError
from engine.project.identity import is_project_file

_SURROGATE = re.compile("[\ud800-\udfff]")


def write_atomically(path: Path | str, data: bytes | str) -> None:
    """Write a file beside its place and move it there: the old one stays until the new one is complete.

    data: text is written as UTF-8 with its line ends as they are; a lone surrogate, which UTF-8 cannot hold,
    becomes U+FFFD. A symbolic link is followed, and the permissions of a file that is replaced are kept.
    Raises UserError when the folder is missing or read-only or the disk is full.
    """
    write_pieces_atomically(path, [data])


def write_pieces_atomically(path: Path | str, pieces: Iterable[bytes | str]) -> None:
    """Write a file as :func:`write_atomically` does, a piece at a time, so that it need not fit into memory.

    pieces: made while the file is written. What they raise passes through; then the old file stays.
    """
    target = Path(path).resolve()
    beside = _beside(target)
    with _told(path):
        _refuse(path, target)
        file = beside.open("xb")
    try:
        for piece in pieces:
            content = _SURROGATE.sub("\ufffd", piece).encode() if isinstance(piece, str) else piece
            with _told(path):
                file.write(content)
        with _told(path):
            file.flush()
            os.fsync(file.fileno())
            file.close()
            if target.exists():
                shutil.copymode(target, beside)
            beside.replace(target)
    finally:
        # Closing tries once more to write what a full disk refused; that has been told already.
        with suppress(OSError):
            file.close()
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def check_writable(path: Path | str, inputs: Iterable[Path | str] = ()) -> None:
    """Find out before the work whether its result can be written there. Raises UserError as the writing would.

    inputs: files the result must not take the place of.
    """
    target = Path(path).resolve()
    # realpath: Path.resolve raises RuntimeError for a symbolic link to itself.
    if any(os.path.realpath(name) == str(target) for name in inputs):
        raise UserError("the result would take the place of what it is made from", path=path, remedy="choose another")
    beside = _beside(target)
    try:
        _refuse(path, target)
        beside.open("xb").close()
        beside.unlink()
    except OSError as error:
        raise _write_error(error, path) from error


def make_folder(path: Path | str) -> None:
    """Make a folder and those above it; one that exists is fine. Raises UserError when it cannot be made."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise UserError("this is a file", path=path, remedy="give the name of a folder") from error
    except OSError as error:
        raise _write_error(error, path) from error


def _beside(target: Path) -> Path:
    return target.with_name(f".gatelight-{os.urandom(6).hex()}.tmp")


def _refuse(path: Path | str, target: Path) -> None:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 (Path's raise for some odd names)
        # A device or a pipe: a file would take its place, for the whole machine.
        raise UserError("this is no ordinary file", path=path, remedy="choose another name")
    if is_project_file(target):
        # A result in the place of a project would take weeks of labour with it.
        raise UserError("there is a Gatelight project at this place", path=target, remedy="choose another name")


@contextmanager
def _told(path: Path | str) -> Iterator[None]:
    """Tell what the system refuses as a UserError about the file that is written."""
    try:
        yield
    except OSError as error:
        raise _write_error(error, path) from error


def _write_error(error: OSError, path: Path | str) -> UserError:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return UserError("the disk is full", path=path, remedy="free some space or choose another folder")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return UserError("this folder may not be written to", path=path, remedy="choose another folder")
        case errno.ENOENT | errno.ENOTDIR:
            return UserError("its folder does not exist", path=path, remedy="create it or choose another one")
        case errno.EISDIR:
            return UserError("this is a folder", path=path, remedy="give the name of a file in it")
        case errno.ENAMETOOLONG:
            return UserError("this name is too long", path=path, remedy="choose a shorter one")
        case _:
            reason = error.strerror or type(error).__name__
            return UserError(f"it cannot be written ({reason})", path=path, remedy="choose another place")
