from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from cli.main import main
from engine.project.backup_files import backups_folder, list_backups
from engine.project.backups import back_up_now


@pytest.fixture
def project(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "p.gatelight"
    assert main(["import", str(path), str(source)]) == 0
    capsys.readouterr()
    return path


@pytest.mark.parametrize("length", [0, 10, 5_000, 20_001])
@pytest.mark.parametrize("command", ["info", "import", "export"])
def test_a_damaged_project_is_one_sentence_that_names_the_last_backup(
    project: Path, source: Path, capsys: pytest.CaptureFixture[str], command: str, length: int
) -> None:
    back_up_now(project, datetime(2026, 11, 26, 14, 3))
    project.write_bytes(project.read_bytes()[:length])
    more = {"import": [str(source)], "export": ["--format", "conll", "--out", str(project.with_name("o.conll"))]}
    assert main([command, str(project), *more.get(command, [])]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"gatelight: {project} is ")
    assert said.endswith(
        f"; put the last backup, of 26 November 2026, 14:03, in its place: it is in {backups_folder(project)}.\n"
    )
    assert said.count("\n") == 1
    assert not project.with_name("o.conll").exists()


def test_commands_make_a_backup_before_an_update_and_no_other(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.project import schema

    project = tmp_path / "old.gatelight"
    shutil.copy(Path(__file__).parents[1] / "fixtures" / "projects" / "schema-1.gatelight", project)

    def add_table(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE later (id INTEGER PRIMARY KEY)")

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, add_table))
    assert main(["info", str(project)]) == 0
    assert [backup.before_update for backup in list_backups(project)] == [True]
    assert main(["import", str(project), str(source)]) == 0
    assert len(list_backups(project)) == 1
    with closing(sqlite3.connect(list_backups(project)[0].path)) as connection:
        assert schema.schema_version(connection) == 1
