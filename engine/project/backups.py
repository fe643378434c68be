"""Backups of a project: made by SQLite's own backup, verified, and put back in the place of what is damaged.

A backup is never half of one: it is written under another name, checked, brought to the disk and then renamed. Only
then do old ones go. It is a single file, and a project like any other.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from engine.errors import ProjectError, UserError
from engine.files import make_folder
from engine.project import schema
from engine.project.backup_files import (
    SIDE_FILES,
    Backup,
    backups_folder,
    list_backups,
    name_aside,
    next_backup,
    outdated,
    real_path,
)
from engine.project.codec import DamagedError, reading
from engine.project.connection import GuardedConnection, damage, error_code
from engine.project.history import read_revision
from engine.project.lock import take_lock
from engine.project.opening import check_identity, check_path, check_tables

PAGES_AT_A_TIME = 256
"""A mebibyte: how much is copied before somebody may say stop."""
FORGOTTEN_AFTER_S = 86_400
"""A half-written file of a program that was killed goes when it is this old; a younger one may still be written."""

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EACCES: "its folder may not be written to",
    errno.EPERM: "its folder may not be written to",
    errno.EROFS: "its folder may not be written to",
    errno.ENAMETOOLONG: "its name is too long",
}
_SQLITE_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk reported an error",
    sqlite3.SQLITE_CANTOPEN: "its folder may not be written to",
    sqlite3.SQLITE_READONLY: "its folder may not be written to",
    sqlite3.SQLITE_BUSY: "it is in use by another program",
}

EVERY = timedelta(minutes=55)
"""So far apart are two backups of a day at least. The window looks each hour, and backups are named to the minute."""


class _StoppedError(Exception):
    """Whoever asked for a backup wants it no longer."""


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What is in a backup: the project's schema and revision, and how many documents and spans."""

    schema_version: int
    revision: int
    documents: int
    spans: int


def make_backup(
    source: sqlite3.Connection,
    project: Path,
    now: datetime,
    *,
    before_update: bool = False,
    stopped: Callable[[], bool] = lambda: False,
) -> Backup:
    """Copy a project as it is at this moment; others may read and write it meanwhile. Then thin out the old ones.

    source: a connection to the project, in no transaction. Raises ProjectError when the copy cannot be written, and
    DamagedError when the project itself is damaged; then the backups are as they were. Before an update there is a copy
    of a damaged one too, as it is, but nothing goes for it.
    """
    backup = next_backup(project, now, before_update=before_update)
    with _told(project):
        make_folder(backup.path.parent)
        with _written_beside(backup.path) as beside:
            _copy(source, beside, stopped)
            with suppress(OSError):
                shutil.copymode(project, beside)
            try:
                _check_sound(beside)
            except DamagedError:
                if not before_update:
                    raise
                return backup
        for old in outdated(list_backups(project), backup):
            with suppress(OSError):
                old.path.unlink()
    return backup


def back_up_now(project: Path, now: datetime, stopped: Callable[[], bool] = lambda: False) -> Backup | None:
    """Make a backup with a connection of its own; None if it was stopped. Raises ProjectError."""
    check_path(project)
    with closing(GuardedConnection(project, read_only=True)) as guarded, guarded.alone() as connection:
        try:
            return make_backup(connection, project, now, stopped=stopped)
        except _StoppedError:
            return None


def back_up_if_due(project: Path, now: datetime, stopped: Callable[[], bool] = lambda: False) -> Backup | None:
    """Make today's backup, unless there is one already or nothing has changed. Raises ProjectError."""
    check_path(project)
    with closing(GuardedConnection(project, read_only=True)) as guarded, guarded.alone() as connection:
        revision = read_revision(connection)
    return back_up_now(project, now, stopped) if backup_due(project, revision, now) else None


def backup_due(project: Path, revision: int, now: datetime) -> bool:
    """Tell whether it is time for a backup: the newest is an hour old or of another day, and of another revision."""
    backups = list_backups(project)
    newest = next((backup.made_at for backup in backups if not backup.before_update), None)
    if newest is not None and newest.date() == now.date() and now - newest < EVERY:
        return False
    try:
        return revision != (read_facts(backups[0].path).revision if backups else 0)
    except ProjectError:
        return True  # the newest one is no good


def back_up_before_update(connection: sqlite3.Connection, project: Path) -> None:
    """Keep a copy of a project of an older Gatelight, whose tables are to be changed next.

    Raises ProjectError if there can be none: then the project must stay as it is.
    """
    if schema.schema_version(connection) >= len(schema.MIGRATIONS):
        return
    newest = next((backup for backup in list_backups(project) if backup.before_update), None)
    with suppress(ProjectError):
        if newest is not None and read_facts(newest.path) == _facts(connection):
            return  # an update that was interrupted is tried once more
    try:
        make_backup(connection, project, datetime.now(), before_update=True)
    except ProjectError as error:
        raise ProjectError(
            f"was made by an older Gatelight and has to be brought up to date, but {error.what}",
            path=project,
            remedy="make sure that there is room and that its folder can be written to, then open it again; "
            "nothing in it was changed",
        ) from error


def read_facts(path: Path) -> BackupFacts:
    """Count what is in a backup. Raises ProjectError if it is damaged."""
    with closing(_open(path)) as connection, _of_backup(path):
        return _facts(connection)


def _facts(connection: sqlite3.Connection) -> BackupFacts:
    with reading("list of documents"):
        documents, spans = connection.execute(
            "SELECT count(*), total(span_count) FROM documents WHERE present = 1"
        ).fetchone()
        return BackupFacts(schema.schema_version(connection), read_revision(connection), int(documents), int(spans))


def describe_backups(project: Path) -> tuple[tuple[Backup, BackupFacts | None], ...]:
    """Give the backups of a project with what is in them, the newest first; None for one that cannot be read."""

    def facts(backup: Backup) -> BackupFacts | None:
        try:
            return read_facts(backup.path)
        except ProjectError:
            return None

    return tuple((backup, facts(backup)) for backup in list_backups(project))


def restore(project: Path, backup: Path, now: datetime, *, word: str = "damaged") -> Path | None:
    """Put a copy of a backup in a project's place; give where what was there has been put, None if nothing was.

    Nothing is deleted: what was there keeps its side files and is called after what is with it (``word``). The project
    must not be open in a window. Raises ProjectError if it is, if the backup is no sound project or if the files cannot
    be moved; then everything is as it was.
    """
    real = real_path(project)
    if real.is_dir():
        raise ProjectError("is a folder", path=project, remedy="move it away first")
    aside, beside = name_aside(real, word, now), _beside(real)
    lock = take_lock(project)
    try:
        with closing(_open(backup)) as source:
            _copy(source, beside)
        try:
            _check_sound(beside)
        except DamagedError as error:
            raise ProjectError(error.sentence, path=backup, remedy="choose another backup") from error
        with suppress(OSError):
            shutil.copymode(backup, beside)
        with _moved_aside(real, aside) as moved:
            beside.replace(real)
        _sync(real.parent)
    except (OSError, sqlite3.Error) as error:
        raise ProjectError(
            f"could not be restored, because {_reason(error)}",
            path=project,
            remedy="make sure that there is room and that its folder can be written to; nothing was changed",
        ) from error
    finally:
        _forget(beside)
        if lock is not None:
            lock.give_back()
    return aside if moved else None


@contextmanager
def _moved_aside(real: Path, aside: Path) -> Iterator[bool]:
    """Give another name to a file and its side files, and the old ones back if what is done meanwhile fails.

    Gives whether there was a file. It goes last: its log must never lie beside another file, which would take it for
    its own.
    """
    moved = []
    try:
        for side in (*SIDE_FILES, ""):
            with suppress(FileNotFoundError):
                Path(f"{real}{side}").rename(f"{aside}{side}")
                moved.append(side)
        yield "" in moved
    except BaseException:
        for side in reversed(moved):
            with suppress(OSError):
                Path(f"{aside}{side}").rename(f"{real}{side}")
        raise


def _copy(source: sqlite3.Connection, target: Path, stopped: Callable[[], bool] = lambda: False) -> None:
    """Copy a project into a new file, page by page; it is on the disk when this returns."""

    def go_on(*_: int) -> None:
        if stopped():
            raise _StoppedError

    with closing(sqlite3.connect(target.absolute(), isolation_level=None)) as copy:
        # One state from the first page to the last: without it, SQLite begins anew after each commit of another.
        source.execute("BEGIN")
        try:
            source.execute("SELECT 1 FROM sqlite_schema").fetchone()
            source.backup(copy, pages=PAGES_AT_A_TIME, progress=go_on)
        finally:
            source.execute("ROLLBACK")
    with target.open("rb+") as file:
        # Bytes 18 and 19 say that there is a log beside a file (https://www.sqlite.org/fileformat.html, section 1.3).
        # A backup is one file, also while somebody looks at it.
        file.seek(18)
        file.write(b"\1\1")
        file.flush()
        os.fsync(file.fileno())


def _check_sound(path: Path) -> None:
    """Look at every page of a copy. Raises DamagedError."""
    with damage(), closing(sqlite3.connect(path.absolute(), isolation_level=None)) as connection:
        connection.text_factory = lambda data: data.decode(errors="replace")
        said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    if said != "ok":
        raise DamagedError(said.replace("*** in database main ***", "").strip())


def _open(path: Path) -> sqlite3.Connection:
    """Connect to a backup, to read it without a trace. Raises ProjectError if it is no project that can be read."""
    # a log beside it is there only if somebody opened the backup itself, and is a part of it then
    still = "" if Path(f"{path}-wal").exists() else "&immutable=1"
    with _of_backup(path):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{still}", uri=True, isolation_level=None)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            check_identity(connection, path)
            check_tables(connection)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def _of_backup(path: Path) -> Iterator[None]:
    """Tell of a backup that it is of no use."""
    try:
        with damage():
            yield
    except DamagedError as error:
        raise ProjectError(error.sentence, path=path, remedy="choose another backup") from error
    except sqlite3.Error as error:
        raise ProjectError(f"cannot be read ({error})", path=path, remedy="choose another backup") from error


@contextmanager
def _written_beside(target: Path) -> Iterator[Path]:
    """Give a name to write to; what is there at the end takes its place, unless something is raised."""
    beside = _beside(target)
    try:
        yield beside
        beside.replace(target)
        _sync(target.parent)
    finally:
        _forget(beside)
        _forget_old(target.parent)


def _beside(target: Path) -> Path:
    return target.with_name(f".gatelight-{os.urandom(6).hex()}.tmp")


def _forget(beside: Path) -> None:
    for side in ("", *SIDE_FILES):
        with suppress(OSError):
            Path(f"{beside}{side}").unlink(missing_ok=True)


def _forget_old(folder: Path) -> None:
    """Clear away what a program that was killed left half written."""
    for path in folder.glob(".gatelight-*.tmp*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > FORGOTTEN_AFTER_S:
                path.unlink()


def _sync(folder: Path) -> None:
    """Bring a folder's names to the disk, where the system can (Windows does it by itself)."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def _told(project: Path) -> Iterator[None]:
    """Tell in a sentence why a backup could not be written."""
    try:
        yield
    except (OSError, UserError, sqlite3.Error) as error:
        raise ProjectError(
            f"could not be backed up, because {_reason(error)}",
            path=project,
            remedy=f"make room, or see to it that {backups_folder(project).name} beside it can be written to",
        ) from error


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)
    if isinstance(error, sqlite3.Error):
        return _SQLITE_REASONS.get(error_code(error), str(error))
    return error.what if isinstance(error, UserError) else str(error)
