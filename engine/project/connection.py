"""A connection to a project file: how it is opened, guarded and what its complaints mean.

SQLite's errors are of two kinds. Disk full, locked, read-only, damaged: the user can mend it, so it becomes a
ProjectError, and a SavingError where the file is sound and may be written again later. A constraint that failed
or a statement that is wrong is a bug and is let through.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from engine.errors import LostProjectError, SavingError
from engine.project.backup_files import remedy
from engine.project.codec import DamagedError, decode_text

BUSY_TIMEOUT_SECONDS = 2.0
"""How long to wait for another process that writes to the same project."""

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NOT_AS_MADE = ("no such table", "no such column", "unsupported file format", "foreign key mismatch", "malformed JSON")
"""How complaints begin about a file that does not hold what was made: what asks for it has been tested."""
NO_ACCESS = ("cannot be written", "make sure that neither the file nor its folder is read-only")
_LOCKED = ("is in use by another program", "close it there and try again")
_TROUBLES = {
    sqlite3.SQLITE_FULL: ("cannot be saved because the disk is full", "make room and try again"),
    sqlite3.SQLITE_IOERR: (
        "could not be read or written, the disk reported an error",
        "check the disk and its free space and try again",
    ),
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: NO_ACCESS,
    sqlite3.SQLITE_PERM: NO_ACCESS,
    sqlite3.SQLITE_CANTOPEN: NO_ACCESS,
}


def log_of(path: Path) -> Path:
    """Give the file beside a project where SQLite puts what is written first; links are followed, as it does."""
    target = path.resolve()
    return target.with_name(f"{target.name}-wal")


@contextmanager
def user_errors(path: Path) -> Iterator[None]:
    """Turn the complaints of SQLite that a user can mend into a ProjectError; let bugs through."""
    try:
        with damage():
            yield
    except DamagedError as error:
        to_do = remedy(path, "restore it from a backup copy")
        raise LostProjectError(error.sentence, path=path, remedy=to_do) from error
    except sqlite3.Error as error:
        trouble = _TROUBLES.get(error_code(error))
        if trouble is None:
            raise
        what, to_do = trouble
        raise SavingError(what, path=path, remedy=to_do) from error


@contextmanager
def damage() -> Iterator[None]:
    """Make a DamagedError of what SQLite finds wrong with a file."""
    try:
        yield
    except UnicodeDecodeError as error:
        # Python's module wants the text of a complaint to be UTF-8, also where it quotes what is not
        raise DamagedError("its tables cannot be read") from error
    except sqlite3.DatabaseError as error:
        if error_code(error) not in _DAMAGE and not str(error).startswith(_NOT_AS_MADE):
            raise
        # «database disk image is malformed» says no more than that
        raise DamagedError("" if error_code(error) in _DAMAGE else str(error)) from error


def error_code(error: sqlite3.Error) -> int:
    """Give SQLite's primary code of an error, which is the low byte of an extended one; 0 if Python raised it."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


@contextmanager
def transaction(connection: sqlite3.Connection, *, write: bool = True) -> Iterator[None]:
    """Do everything inside, or, when anything at all is raised, nothing.

    A transaction that only reads sees one state of the file, however many statements it has.
    """
    connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        # still open only if something was raised; SQLite itself rolls back after some I/O errors
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def impatient(connection: sqlite3.Connection) -> Iterator[None]:
    """Do not wait inside for another process that writes."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout = {round(BUSY_TIMEOUT_SECONDS * 1000)}")


class GuardedConnection:
    """One SQLite connection that any thread may use, one at a time.

    database: what to connect to if it is not the file of that path: a URI, or «:memory:».
    """

    def __init__(self, path: Path, *, read_only: bool = False, database: str | None = None) -> None:
        self._path = path
        self._write = not read_only
        self._lock = Lock()
        with user_errors(path):
            self._connection = sqlite3.connect(
                # rw: where a project was moved away meanwhile, no empty file shall take its place
                database or f"{path.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=BUSY_TIMEOUT_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
        self._connection.text_factory = decode_text
        # a project may come from a stranger: nothing in its schema may call functions with side effects
        self._connection.execute("PRAGMA trusted_schema = OFF")
        self._connection.execute("PRAGMA foreign_keys = ON")
        if read_only:
            self._connection.execute("PRAGMA query_only = ON")

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection without a transaction."""
        with self._lock, user_errors(self._path):
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for one transaction. Raises ProjectError for what the user can mend."""
        with self.alone() as connection, transaction(connection, write=self._write):
            yield connection

    def write_ahead(self) -> None:
        """Let readers and the writer not wait for each other; make commits durable before they return."""
        with self.alone() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            # without it, macOS says «written» while the bytes are in the drive's cache; no effect elsewhere
            connection.execute("PRAGMA fullfsync = ON")

    def close(self) -> None:
        """Close the connection; a second time does nothing."""
        with self._lock:
            self._connection.close()
