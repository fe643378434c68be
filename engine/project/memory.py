"""A whole project in memory: what a file holds at one moment, to be read and changed without the file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from engine.project.connection import GuardedConnection, log_of


def copied(source: GuardedConnection, path: Path) -> GuardedConnection:
    """Copy a database into memory. path: what its errors speak of. Raises ProjectError if it cannot be read."""
    memory = GuardedConnection(path, database=":memory:")
    try:
        with source.alone() as connection, memory.alone() as copy:
            connection.backup(copy)
    except BaseException:
        memory.close()
        raise
    return memory


def read_whole(path: Path) -> GuardedConnection:
    """Read a file into memory that cannot be written, and beside which nothing can be written.

    Raises ProjectError where that is not possible: after a crash, when the folder must be written to.
    """
    # SQLite needs files of its own beside a database that it shares, even to read it; not, when it is told that
    # nobody writes. That would pass over what is in the log, if there is one, so then it has to share.
    log = log_of(path)
    shared = log.exists() and log.stat().st_size > 0
    uri = f"{path.absolute().as_uri()}?{'mode=ro' if shared else 'mode=ro&immutable=1'}"
    with closing(GuardedConnection(path, read_only=True, database=uri)) as source:
        return copied(source, path)
