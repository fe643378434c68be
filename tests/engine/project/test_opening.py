from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.project import connection as connection_module
from engine.project.identity import APPLICATION_ID
from engine.project.schema import MIGRATIONS
from engine.project.store import Store
from engine.text.document import Document, Span
from engine.text.labels import Label, LabelSet


def test_create_keeps_the_labels_and_names_the_project_like_its_file(path: Path) -> None:
    labels = LabelSet().with_names(["PER", "ORG"])
    with Store.create(path, labels) as store:
        assert (store.labels, store.name, store.revision) == (labels, "work", 0)
        assert (store.undo_title, store.redo_title) == (None, None)
    with Store.open(path) as store:
        assert (store.labels, store.name) == (labels, "work")


def test_a_closed_project_is_one_file(path: Path, make_document: Callable[..., Document]) -> None:
    with Store.create(path) as store:
        store.add_documents([make_document("Ada met Bob")], "Import")
        assert len(list(path.parent.iterdir())) > 1
        store.close()
        store.close()
    assert list(path.parent.iterdir()) == [path]


def test_the_file_says_what_it_is_and_keeps_its_promises(store: Store) -> None:
    with store._writer.alone() as connection:
        names = ("application_id", "user_version", "journal_mode", "synchronous", "foreign_keys")
        ask = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
    assert ask == {
        "application_id": APPLICATION_ID, "user_version": len(MIGRATIONS), "journal_mode": "wal", "synchronous": 2,
        "foreign_keys": 1,
    }  # fmt: skip


def test_create_refuses_an_existing_file_and_leaves_it_alone(path: Path) -> None:
    path.write_text("precious")
    with pytest.raises(ProjectError, match="exists already; open it, or choose another name"):
        Store.create(path)
    assert path.read_text() == "precious"


def test_create_in_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="its folder does not exist"):
        Store.create(tmp_path / "nowhere" / "work.gatelight")


def test_a_failed_create_leaves_nothing_behind(path: Path) -> None:
    with pytest.raises(ValueError, match="already"):
        Store.create(path, [Label("PER"), Label("PER")])
    assert list(path.parent.iterdir()) == []


def _foreign_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE meta (id)")
    connection.close()


def _without_a_table(path: Path) -> None:
    Store.create(path).close()
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE texts")
    connection.close()


def _without_its_head(path: Path) -> None:
    Store.create(path).close()
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM meta")
    connection.commit()
    connection.close()


def _cut_in_half(path: Path) -> None:
    Store.create(path).close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _overwritten_pages(path: Path) -> None:
    Store.create(path).close()
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))


def _overwritten_header(path: Path) -> None:
    Store.create(path).close()
    data = path.read_bytes()
    path.write_bytes(data[:16] + b"\xff" * 52 + data[68:])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: None, "does not exist; check its name and folder"),
        (lambda path: path.mkdir(), "is a folder; choose a project file"),
        (lambda path: path.touch(), "is empty; restore it from a backup copy"),
        (lambda path: path.write_text("Ada met Bob"), "is not a Gatelight project; choose"),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + b"\x00" * 500), "is damaged; restore it"),
        (_foreign_database, "is not a Gatelight project; choose"),
        (_without_a_table, r"is damaged \(it has no table texts\); restore it"),
        (_without_its_head, r"is damaged \(its head is missing\); restore it"),
        (_cut_in_half, r"is damaged( \(its end is missing\))?; restore it from a backup copy"),
        (_overwritten_pages, "is damaged; restore it from a backup copy"),
        (_overwritten_header, "is damaged; restore it from a backup copy"),
    ],
    ids=["missing", "folder", "empty", "text", "zeros", "foreign", "no-table", "no-head", "cut", "pages",
         "header"],
)  # fmt: skip
def test_what_is_no_project_is_refused_in_one_sentence(
    path: Path, make: Callable[[Path], object], sentence: str
) -> None:
    make(path)
    with pytest.raises(ProjectError, match=sentence) as caught:
        Store.open(path)
    assert str(caught.value).startswith(f"{path} ")
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_without_waiting_for_it(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(ProjectError, match="is not a file"):
        Store.open(path)


def test_a_file_in_the_place_of_the_folder_is_a_missing_project(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ProjectError, match="does not exist"):
        Store.open(tmp_path / "file" / "work.gatelight")


def test_damage_that_shows_later_is_a_sentence_too(path: Path, make_document: Callable[..., Document]) -> None:
    with Store.create(path) as store:
        store.add_documents([make_document("Ada met Bob", [Span(0, 3, "PER")])], "Import")
    for statement in ("UPDATE texts SET tokens = x'00'", "UPDATE actions SET changes = '[['"):
        connection = sqlite3.connect(path)
        connection.execute(statement)
        connection.commit()
        connection.close()
    with Store.open(path) as store:
        with pytest.raises(ProjectError, match=r"is damaged \(document «notes»: packed tokens"):
            store.document(1)
        with pytest.raises(ProjectError, match=r"is damaged \(action 1: action log"):
            store.undo()
        assert store.revision == 1
        assert len(store.documents()) == 1


def test_a_read_only_file_is_refused_when_it_is_opened(open_folder: Path, ordinary_user: Callable) -> None:
    path = open_folder / "work.gatelight"
    Store.create(path).close()
    path.chmod(0o444)
    with ordinary_user(), pytest.raises(ProjectError, match="cannot be written; make sure that neither"):
        Store.open(path)


def test_a_read_only_folder_is_refused_when_it_is_opened(open_folder: Path, ordinary_user: Callable) -> None:
    path = open_folder / "work.gatelight"
    Store.create(path).close()
    path.chmod(0o666)
    open_folder.chmod(0o555)
    with ordinary_user():
        with pytest.raises(ProjectError, match="cannot be written; make sure that neither"):
            Store.open(path)
        with pytest.raises(ProjectError, match="cannot be created"):
            Store.create(open_folder / "other.gatelight")
    open_folder.chmod(0o777)


def test_an_unreadable_file_is_refused(open_folder: Path, ordinary_user: Callable) -> None:
    path = open_folder / "work.gatelight"
    Store.create(path).close()
    path.chmod(0o000)
    with ordinary_user(), pytest.raises(ProjectError, match=r"cannot be read \(Permission denied\)"):
        Store.open(path)


def test_a_locked_project_is_said_to_be_in_use(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "BUSY_TIMEOUT_SECONDS", 0.05)
    Store.create(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(ProjectError, match="is in use by another program; close it there and try again"):
        Store.open(path)

    other.execute("ROLLBACK")
    other.close()
    Store.open(path).close()


def test_a_project_with_any_name_in_any_folder_opens(tmp_path: Path) -> None:
    for name in (":memory:", "file:x?mode=ro", "Ünï #1 %20.gatelight", "\udcff.gatelight"):
        Store.create(tmp_path / name).close()
        with Store.open(tmp_path / name) as store:
            assert store.revision == 0
        assert (tmp_path / name).stat().st_size > 0


def test_a_connection_to_what_is_not_there_makes_no_file(path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot be written"):
        connection_module.GuardedConnection(path)
    assert not path.exists()


def test_a_copy_of_a_project_that_was_not_closed_opens(path: Path, make_document: Callable[..., Document]) -> None:
    with Store.create(path) as store:
        store.add_documents([make_document("Ada met Bob")], "Import")
        copy = path.parent / "copy"
        copy.mkdir()
        for file in (path, path.with_name(path.name + "-wal")):
            shutil.copy(file, copy)
    with Store.open(copy / path.name) as store:
        assert [row.tokens for row in store.documents()] == [3]
