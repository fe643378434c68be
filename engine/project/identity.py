"""How a project file is told from any other file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

APPLICATION_ID = int.from_bytes(b"Gtlt")
"""What ``file`` and SQLite's tools know a project by."""

SQLITE_MAGIC = b"SQLite format 3\0"


def is_project_file(path: Path) -> bool:
    """Tell whether a file says of itself that it is a Gatelight project; whether it is sound shows when it opens."""
    read = application_id(path)
    if read is not None:
        return read == APPLICATION_ID
    try:
        with path.open("rb") as file:
            header = file.read(72)
    except OSError:
        return False
    # Bytes 68..71 of an SQLite file are its application_id (https://www.sqlite.org/fileformat.html, section 1.3).
    return header.startswith(SQLITE_MAGIC) and int.from_bytes(header[68:72]) == APPLICATION_ID


def application_id(path: Path) -> int | None:
    """Ask SQLite for a file's application_id; None if it cannot tell, for want of a file or a sound header.

    A database that this process has open must not be opened by anybody but SQLite: closing it drops all locks that
    the process has on it (https://www.sqlite.org/howtocorrupt.html, section 2.2). The next program to come and go
    would then take itself for the last one and remove the log, and with it what is written from then on.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return int(connection.execute("PRAGMA application_id").fetchone()[0])
    except sqlite3.Error:
        return None
