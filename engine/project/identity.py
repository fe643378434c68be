"""How a project file is told from any other file."""

from __future__ import annotations

from pathlib import Path

APPLICATION_ID = int.from_bytes(b"Gtlt")
"""What ``file`` and SQLite's tools know a project by."""

SQLITE_MAGIC = b"SQLite format 3\0"


def is_project_file(path: Path) -> bool:
    """Tell whether a file says of itself that it is a Gatelight project; whether it is sound shows when it opens."""
    try:
        with path.open("rb") as file:
            header = file.read(72)
    except OSError:
        return False
    # Bytes 68..71 of an SQLite file are its application_id (https://www.sqlite.org/fileformat.html, section 1.3).
    return header.startswith(SQLITE_MAGIC) and int.from_bytes(header[68:72]) == APPLICATION_ID
