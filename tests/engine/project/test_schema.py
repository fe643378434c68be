from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.project import schema, text_index
from engine.project.store import Store

NEWEST = len(schema.MIGRATIONS)


def _add_later(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE documents ADD COLUMN later TEXT NOT NULL DEFAULT ''")
    connection.execute("CREATE TABLE later (id INTEGER PRIMARY KEY)")


def _fail_half_way(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE half (id INTEGER PRIMARY KEY)")
    raise RuntimeError("half way")


def _break_a_reference(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO texts VALUES (99, '', x'')")


def _version_and_tables(path: Path) -> tuple[int, set[str]]:
    connection = sqlite3.connect(path)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    version = schema.schema_version(connection)
    connection.close()
    return version, tables


def test_table_names_are_the_tables(path: Path) -> None:
    Store.create(path).close()
    assert _version_and_tables(path) == (NEWEST, {*schema.TABLE_NAMES, *text_index.TABLE_NAMES, "sqlite_sequence"})


def test_an_older_project_is_brought_to_the_newest_schema(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.create(path, name="kept").close()
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, _add_later, lambda _: None))

    with Store.open(path) as store:
        assert store.name == "kept"
        assert store.info().schema_version == NEWEST + 2

    version, tables = _version_and_tables(path)
    assert version == NEWEST + 2
    assert "later" in tables


@pytest.mark.parametrize(
    ("broken", "error"), [(_fail_half_way, RuntimeError), (_break_a_reference, sqlite3.IntegrityError)]
)
def test_a_failed_migration_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, broken: schema.Migration, error: type[Exception]
) -> None:
    Store.create(path).close()
    before = _version_and_tables(path)

    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
        with pytest.raises(error):
            Store.open(path)

    assert _version_and_tables(path) == before
    Store.open(path).close()


def test_steps_before_the_failed_one_stay(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.create(path).close()
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, _add_later, _fail_half_way))
    with pytest.raises(RuntimeError):
        Store.open(path)
    assert _version_and_tables(path)[0] == NEWEST + 1


def test_a_project_of_a_newer_gatelight_is_refused_and_left_alone(path: Path) -> None:
    Store.create(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(
        ProjectError, match=rf"newer Gatelight \(schema 99, this one knows {NEWEST}\); update Gatelight"
    ):
        Store.open(path)

    assert path.read_bytes() == before
