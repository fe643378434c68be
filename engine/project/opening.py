"""Make the file of a new project, and refuse in one sentence what is not a project of ours."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterable
from contextlib import closing
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from engine.errors import LostProjectError, ProjectError
from engine.project import schema
from engine.project.backup_files import remedy
from engine.project.codec import DamagedError, encode_text
from engine.project.connection import GuardedConnection, user_errors
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
    """Refuse what is missing, no file, empty, cut off or not SQLite. Raises ProjectError."""
    try:
        found = path.stat()
        mode, size = found.st_mode, found.st_size
        if not stat.S_ISREG(mode):
            what = "is a folder" if stat.S_ISDIR(mode) else "is not a file"
            raise ProjectError(what, path=path, remedy="choose a project file")
        if size and application_id(path) is not None:
            # one that this process has open, perhaps, so nobody but SQLite may look into it
            _check_end(path, size)
            return
        with path.open("rb") as file:
            magic = file.read(len(SQLITE_MAGIC))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise LostProjectError("does not exist", path=path, remedy=remedy(path, "check its name and folder")) from error
    except OSError as error:
        raise ProjectError(f"cannot be read ({error.strerror})", path=path, remedy="check its permissions") from error
    if not magic:
        raise LostProjectError("is empty", path=path, remedy=remedy(path, _BACKUP))
    if magic != SQLITE_MAGIC:
        raise _no_project(path)


def _check_end(path: Path, size: int) -> None:
    """Refuse a file of which the last page is not whole: SQLite finds pages that are missing, this it takes for zeros.

    While there is a log, the file may end anywhere: the rest is there.
    """
    if not Path(f"{path}-wal").exists():
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with user_errors(path), closing(sqlite3.connect(uri, uri=True)) as connection:
            if size % connection.execute("PRAGMA page_size").fetchone()[0]:
                raise DamagedError("its end is missing")


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
    there = _columns(connection)
    for table, columns in _columns_of(schema.MIGRATIONS[: schema.schema_version(connection)]).items():
        if table not in there:
            raise DamagedError(f"it has no table {table}")
        if missing := columns - there[table]:
            raise DamagedError(f"its table {table} has no column {min(missing)}")
    if connection.execute("SELECT count(*) FROM meta").fetchone()[0] != 1:
        raise DamagedError("its head is missing")


@lru_cache(maxsize=8)
def _columns_of(migrations: tuple[schema.Migration, ...]) -> dict[str, set[str]]:
    """Give the columns that each table has after some migrations, by making the tables."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for migration in migrations:
            migration(connection)
        return _columns(connection)


def _columns(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Give the columns of each table of a file, but for the index of texts, which can be made anew; reads no rows."""
    tables = connection.execute(
        """SELECT tables.name, columns.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
        WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'
        AND tables.name NOT LIKE 'text_index%' ORDER BY tables.name"""
    )
    return {table: {column for _, column in rows} for table, rows in groupby(tables, key=itemgetter(0))}


def _no_project(path: Path) -> ProjectError:
    return LostProjectError(
        "is not a Gatelight project",
        path=path,
        remedy=remedy(path, "choose a project file, or import this one as a document"),
    )
