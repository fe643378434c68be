"""Make the file of a new project, and refuse in one sentence what is not a project of ours."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from engine.errors import ProjectError
from engine.project import schema
from engine.project.codec import DamagedError, encode_text
from engine.project.connection import GuardedConnection
from engine.project.identity import APPLICATION_ID, SQLITE_MAGIC, application_id
from engine.project.label_rows import add_label
from engine.text.labels import Label

_BACKUP = "restore it from a backup copy, or create a project under another name"


def create_file(path: Path, name: str, labels: Iterable[Label]) -> None:
    """Make the file with its tables. Raises ProjectError; then nothing is left behind."""
    try:
        path.open("xb").close()
    except FileExistsError as error:
        raise ProjectError("exists already", path=path, remedy="open it, or choose another name") from error
    except FileNotFoundError as error:
        raise ProjectError(
            "cannot be made because its folder does not exist", path=path, remedy="create the folder first"
        ) from error
    except OSError as error:
        raise ProjectError(f"cannot be created ({error.strerror})", path=path, remedy="choose another place") from error
    try:
        with closing(GuardedConnection(path)) as guarded:
            with guarded.alone() as connection:
                schema.migrate(connection)
            with guarded.transaction() as connection:
                connection.execute("UPDATE meta SET name = CAST(? AS TEXT)", [encode_text(name)])
                for label in labels:
                    add_label(connection, label)
    except BaseException:
        discard_file(path)
        raise


def discard_file(path: Path) -> None:
    """Take a file away that was never a project anybody worked on, with what SQLite has put beside it."""
    for ending in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def check_path(path: Path) -> None:
    """Refuse what is missing, no file, empty or not SQLite. Raises ProjectError."""
    try:
        stat_result = path.stat()
        mode = stat_result.st_mode
        if not stat.S_ISREG(mode):
            what = "is a folder" if stat.S_ISDIR(mode) else "is not a file"
            raise ProjectError(what, path=path, remedy="choose a project file")
        if stat_result.st_size and application_id(path) is not None:
            return  # one that this process has open, perhaps, so nobody but SQLite may look into it
        with path.open("rb") as file:
            magic = file.read(len(SQLITE_MAGIC))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ProjectError("does not exist", path=path, remedy="check its name and folder") from error
    except OSError as error:
        raise ProjectError(f"cannot be read ({error.strerror})", path=path, remedy="check its permissions") from error
    if not magic:
        raise ProjectError("is empty", path=path, remedy=_BACKUP)
    if magic != SQLITE_MAGIC:
        raise _no_project(path)


def check_identity(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse another program's database and a newer Gatelight's project. Raises ProjectError."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise _no_project(path)
    version, known = schema.schema_version(connection), len(schema.MIGRATIONS)
    if version > known:
        raise ProjectError(
            f"was made by a newer Gatelight (schema {version}, this one knows {known})",
            path=path,
            remedy="update Gatelight to open it",
        )
    if version < 1:
        raise DamagedError("it has no schema version")


def check_tables(connection: sqlite3.Connection) -> None:
    """Refuse a project whose tables are not all there. Raises DamagedError."""
    missing = schema.TABLE_NAMES - {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if missing:
        raise DamagedError(f"it has no table {min(missing)}")
    if connection.execute("SELECT count(*) FROM meta").fetchone()[0] != 1:
        raise DamagedError("its head is missing")


def _no_project(path: Path) -> ProjectError:
    return ProjectError(
        "is not a Gatelight project",
        path=path,
        remedy="choose a project file, or import this one as a document",
    )
