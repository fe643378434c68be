"""The file behind a project, and the copy in memory that takes its place while the file refuses to be written.

Any thread may call any method. There is one connection that writes and one that reads, each with its own
lock: the window reads while a background thread commits and neither waits for the other. A reader sees whole
transactions only.

A database that is opened ``alone``, as a window does, holds the project's lock, and opens what it may not change to
be looked at. What its file refuses is not lost with the error: it goes on with a copy in memory (``unsaved``) until
``save`` gets everything into the file, or ``copy_to`` into another.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Self, TypeVar

from engine.errors import HeldError, ProjectError, SavingError
from engine.project import schema
from engine.project.backups import back_up_before_update
from engine.project.connection import NO_ACCESS, GuardedConnection, impatient, log_of, transaction
from engine.project.head import Head
from engine.project.lock import ProjectLock, take_lock
from engine.project.memory import read_whole
from engine.project.opening import check_identity, check_path, check_tables, discard_file
from engine.project.read_only import check_current, refusal
from engine.project.unsaved import Unsaved, Waiting, Work

T = TypeVar("T")


class Database:
    """An open file; what is in it, a ``Store`` knows. Closes itself at the end of a ``with`` statement."""

    def __init__(
        self,
        path: Path,
        *,
        alone: bool = False,
        lock: ProjectLock | None = None,
        read_only: SavingError | None = None,
    ) -> None:
        """Connect to a file that was just made or that ``open`` has looked at. read_only: why it is not to change."""
        self.path = path
        self._log = log_of(path)
        self._closed = False
        self._alone, self._lock, self._read_only = alone, lock, read_only
        self._changing = Lock()
        self._waiting: Waiting | None = None
        self._behind = False
        self._read_whole = False
        if read_only:
            self._connect_to_look(live=isinstance(read_only, HeldError))
        else:
            self._connect()
        # what is read now: the file, or the copy that is ahead of it
        self._source = self._reader
        self._files = self._file_numbers()

    @classmethod
    def open(cls, path: Path | str, *, alone: bool = False) -> Self:
        """Open a project; one of an older Gatelight is brought to this one's schema. Raises ProjectError.

        alone: be the only one that does so; where another is already, or where nothing can be written, the project is
        opened to be looked at (``read_only``).
        """
        path = Path(path)
        check_path(path)
        if not alone:
            return cls(path)
        lock = None
        try:
            lock = take_lock(path)
            return cls(path, alone=True, lock=lock)
        except BaseException as error:
            if lock is not None:
                lock.give_back()
            if isinstance(error, SavingError):
                return cls(path, read_only=error)
            raise

    @classmethod
    def look(cls, path: Path | str) -> Self:
        """Open a project to read it: as ``open`` does, or, where nothing can be written, to be looked at."""
        try:
            return cls.open(path)
        except SavingError as error:
            return cls(Path(path), read_only=error)

    def _connect(self) -> None:
        # SQLite would open it without a word, and leave files beside it that stay read-only when it no longer is
        if not os.access(self.path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            what, remedy = NO_ACCESS
            raise SavingError(what, path=self.path, remedy=remedy)
        self._writer = self._reader = GuardedConnection(self.path)
        try:
            with self._writer.alone() as connection:
                check_identity(connection, self.path)
                back_up_before_update(connection, self.path)
                schema.migrate(connection)
            self._writer.write_ahead()
            with self._writer.transaction() as connection:
                check_tables(connection)
                # a folder may be read-only too; find out now, not at the first label
                connection.execute("UPDATE meta SET revision = revision")
                self._head = Head.read(connection)
                self._version = _data_version(connection)
            self._reader = GuardedConnection(self.path, read_only=True)
            # It takes hold of the files beside the project at its first look; later they may be gone with it.
            with self._reader.transaction() as connection:
                self.name = _name(connection)
        except BaseException:
            self._reader.close()
            self._writer.close()
            raise

    def _connect_to_look(self, *, live: bool) -> None:
        """Connect without writing anything. live: another window may write, and that is to be seen."""
        self._read_whole = not live
        self._reader = GuardedConnection(self.path, read_only=True) if live else read_whole(self.path)
        self._writer = self._reader
        try:
            with self._reader.transaction() as connection:
                check_identity(connection, self.path)
                check_current(connection, self.path)
                check_tables(connection)
                self._head = Head.read(connection)
                self._version = _data_version(connection)
                self.name = _name(connection)
        except BaseException:
            self._reader.close()
            raise

    def close(self) -> None:
        """Put everything into the one file and close it; a second time does nothing.

        Raises ProjectError, and stays open, if there are changes that the file does not take: they would be lost.
        """
        if self._closed:
            return
        if not self.save() and (unsaved := self.unsaved):
            what = f"{unsaved.reason.what} ({unsaved.changes} in memory only)"
            raise ProjectError(what, path=self.path, remedy=unsaved.reason.remedy)
        self._closed = True
        try:
            if not self._read_only:
                with self._writer.alone() as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._reader.close()
            self._writer.close()
            if self._lock is not None:
                self._lock.give_back()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    @property
    def read_only(self) -> str | None:
        """Give the reason why nothing can be changed here, «it is open in another window»; None if it can."""
        return f"it {self._read_only.what}" if self._read_only else None

    def check_changeable(self) -> None:
        """Refuse what would end in a change, before anybody works for it in vain. Raises ReadOnlyError."""
        if self._read_only:
            raise refusal(self._read_only, self.path)

    @property
    def in_memory(self) -> bool:
        """Tell whether what is read is a copy in memory, because the file cannot be written."""
        return self._read_whole or self._waiting is not None

    # Reading and writing.

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Read one state of the project."""
        with self._at_source() as connection, transaction(connection, write=False):
            yield connection

    @contextmanager
    def _at_source(self) -> Iterator[sqlite3.Connection]:
        while True:
            source = self._source
            with source.alone() as connection:
                # it may have been left, and closed, while we waited for our turn
                if source is self._source:
                    yield connection
                    return

    def _write(self, work: Work[T], *, compared: bool = True) -> T:
        """Do a write as one transaction, durably; if the file refuses and we are alone, in memory for now.

        work: may be done a second time, to the file later. So it takes along all that it needs, also the time.
        compared: see ``Waiting.write``.
        """
        self.check_changeable()
        with self._changing:
            if self._waiting is None:
                try:
                    with self._writing() as connection:
                        return self._write_file(work, connection)
                except SavingError as error:
                    if not self._alone:
                        raise
                    self._waiting = self._detach(error)
            return self._write_memory(self._waiting, work, compared=compared)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._check_place()
        with self._writer.alone() as connection:
            yield connection

    def _write_file(self, work: Work[T], connection: sqlite3.Connection) -> T:
        with transaction(connection):
            result = work(connection)
            head = Head.read(connection)
        self._head = head
        return result

    def _note(self, work: Work[None]) -> None:
        """Write what may be lost: it does not wait for the disk, and if it is refused, then that is that."""
        with self._changing, suppress(SavingError):
            if self._waiting is not None:
                self._waiting.note(work)
                return
            with self._writer.alone() as connection:
                connection.execute("PRAGMA synchronous = NORMAL")
                try:
                    with transaction(connection):
                        work(connection)
                finally:
                    connection.execute("PRAGMA synchronous = FULL")

    def refresh(self) -> bool:
        """Take note of what another process has written since the last look; True if it has written anything."""
        with self._changing:
            if self._waiting is not None:
                behind, self._behind = self._behind, False
                return behind
            with self._writer.alone() as connection:
                version = _data_version(connection)
                if version == self._version:
                    return False
                self._version = version
                self._head = Head.read(connection)
                return True

    def _check_place(self) -> None:
        """Refuse to write into files that are no longer at their names: it would be gone at the end."""
        if self.moved:
            raise SavingError(
                "was moved, deleted or replaced while it is open, so nothing can be saved",
                path=self.path,
                remedy="put it back in its place",
            )

    @property
    def moved(self) -> bool:
        """Tell whether the file that is read, or its log, is no longer at its name."""
        return self._file_numbers() != self._files

    def _file_numbers(self) -> list[tuple[int, int] | None]:
        """Give what stays the same as long as the names of the project and its log lead to the same files.

        The log counts: what is written is there before it is in the project.
        """
        return [_file_number(place) for place in (self.path, self._log)]

    # What the file refuses.

    @property
    def unsaved(self) -> Unsaved | None:
        """Give what is not in the file yet, None if everything is."""
        waiting = self._waiting
        return waiting.unsaved if waiting else None

    def save(self) -> bool:
        """Try to put into the file what it refused before, all or nothing; True when nothing waits any more.

        If it is refused again, ``unsaved`` has the reason.
        """
        with self._changing:
            waiting = self._waiting
            if waiting is None:
                return True
            try:
                with self._writing() as connection, impatient(connection):
                    self._write_file(waiting.replay, connection)
            except ProjectError as error:
                waiting.reason = error
                return False
            self._attach(self._head)
        return True

    def discard(self) -> None:
        """Let go of what is not in the file. Whoever goes on with what is there has to read it anew."""
        with self._changing:
            if self._waiting is not None:
                self._attach(self._left)

    def copy_to(self, path: Path | str) -> None:
        """Write a copy of the project as it is now, unsaved changes too, to a new file.

        Raises ProjectError if something is there; a log that a lost project left there would be taken for its own.
        """
        path = Path(path)
        if any(Path(f"{path}{ending}").exists() for ending in ("", "-wal", "-journal")):
            raise ProjectError("exists already", path=path, remedy="choose another name")
        try:
            made = GuardedConnection(path, database=path.absolute().as_uri())
            with self._at_source() as connection, closing(made) as guarded, guarded.alone() as copy:
                connection.backup(copy)
        except BaseException:
            discard_file(path)
            raise

    def _detach(self, error: SavingError) -> Waiting:
        """Go on with a copy in memory, or raise the error if there cannot be one."""
        try:
            waiting = Waiting(self._reader, self.path, error)
        except ProjectError:
            raise error from None
        self._left = self._head
        with waiting.memory.alone() as connection:
            # others may have written before the copy was made
            self._behind = Head.read(connection).revision != self._head.revision
        self._source = waiting.memory
        return waiting

    def _write_memory(self, waiting: Waiting, work: Work[T], *, compared: bool) -> T:
        try:
            result = waiting.write(work, compared=compared)
            with waiting.memory.alone() as connection:
                self._head = Head.read(connection)
            return result
        finally:
            if not waiting.unsaved.count:
                self._attach(self._left)

    def _attach(self, head: Head) -> None:
        """Go on with the file."""
        waiting, self._waiting, self._source = self._waiting, None, self._reader
        self._head, self._behind = head, False
        if waiting is not None:
            waiting.memory.close()


def _name(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT name FROM meta").fetchone()[0])


def _data_version(connection: sqlite3.Connection) -> int:
    """Give a number that changes when another connection commits (https://www.sqlite.org/pragma.html)."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _file_number(path: Path) -> tuple[int, int] | None:
    """Give what stays the same as long as a name leads to the same file, None if it leads nowhere."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
