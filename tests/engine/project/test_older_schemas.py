"""What people have on their disks opens for ever: a project of each schema there ever was (tests/fixtures/projects)."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from project_facts import facts

from engine.project import schema
from engine.project.backup_files import list_backups
from engine.project.backups import read_facts
from engine.project.store import Store

FOLDER = Path(__file__).parents[2] / "fixtures" / "projects"
PROJECTS = sorted(FOLDER.glob("schema-*.gatelight"))


def known(seen: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """Leave out what an older schema did not know of."""
    keys = {key for document in said["documents"] for key in document}
    seen = {key: value for key, value in seen.items() if key in said}
    return seen | {"documents": [{k: v for k, v in document.items() if k in keys} for document in seen["documents"]]}


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return schema.schema_version(connection)


def check(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_there_is_a_project_of_every_schema_before_this_one() -> None:
    there = [int(path.stem.removeprefix("schema-")) for path in PROJECTS]
    assert set(range(1, len(schema.MIGRATIONS))) <= set(there)
    assert 1 in there


@pytest.mark.parametrize("fixture", PROJECTS, ids=lambda path: path.stem)
def test_a_project_of_any_schema_opens_with_all_that_was_in_it(fixture: Path, tmp_path: Path) -> None:
    said = json.loads(fixture.with_suffix(".json").read_text())
    path = tmp_path / "old.gatelight"
    shutil.copy(fixture, path)
    before, made = path.read_bytes(), version_of(fixture)

    with Store.open(path) as store:
        assert (store.name, store.revision) == (said["name"], said["revision"])
        assert [[row.title, row.undone] for row in store.actions(1_000)] == said["history"]
        document_id, place = said["last_position"]
        assert (store.last_document(), store.place_in(document_id)) == (document_id, place)
        tagger = store.tagger_in_use()
        assert tagger is not None
        assert tagger.onnx == b"no real tagger \x00\xff"
        assert known(facts(store), said["now"]) == said["now"]
    check(path)
    assert version_of(path) == len(schema.MIGRATIONS)

    with Store.open(path) as store:
        while store.undo():
            pass
        assert known(facts(store), said["first"]) == said["first"]
        assert all(row.undone for row in store.actions(1_000))
        while store.redo():
            pass
        assert known(facts(store), said["last"]) == said["last"]
        assert not any(row.undone for row in store.actions(1_000))
    check(path)

    backups = list_backups(path)
    assert len(backups) == (made < len(schema.MIGRATIONS))
    for backup in backups:
        assert backup.before_update
        assert version_of(backup.path) == made
        assert read_facts(backup.path).revision == said["revision"]
        # the copy is of the file as it was: what is in it is the same, page by page
        check(backup.path)
        assert len(backup.path.read_bytes()) == len(before)


def test_an_older_project_keeps_everything_when_a_schema_is_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add_column(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE documents ADD COLUMN later TEXT NOT NULL DEFAULT ''")

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, add_column))
    test_a_project_of_any_schema_opens_with_all_that_was_in_it(PROJECTS[0], tmp_path)
