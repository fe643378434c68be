"""A project that a window may only look at: another has it, or it cannot be written."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from engine.errors import ProjectError, ReadOnlyError
from engine.project import connection as connection_module
from engine.project.actions import Action, LabelAdded, SpanAdded
from engine.project.store import Store
from engine.text.document import Document, Span
from engine.text.labels import Label

Make = Callable[..., Document]
ROOT = Path(__file__).parents[3]
ADA, BOB = Span(0, 3, "PER"), Span(8, 11, "PER")

WINDOW = """
import sys
from engine.project.store import Store

store = Store.open(sys.argv[1], alone=True)
print(store.read_only, flush=True)
sys.stdin.readline()
store.close()
"""


def fill(path: Path, make_document: Make) -> None:
    with Store.create(path, [Label("PER")]) as store:
        store.add_documents([make_document("Ada met Bob", [ADA])], "Import")


def check_that_nothing_changes(store: Store, reason: str) -> None:
    label = Action("Label", (SpanAdded(1, BOB),))
    writes: list[Callable[[], object]] = [
        lambda: store.commit(label), store.undo, store.redo,
        lambda: store.add_documents([store.document(1)], "Again"),
        lambda: store.save_tagger(b"onnx", {}, seed=1, revision=1),
    ]  # fmt: skip
    for write in writes:
        with pytest.raises(ReadOnlyError, match=f"cannot be changed here because it {reason}") as caught:
            write()
        assert str(caught.value).endswith(", or save a copy.")
    store.remember(1, 4)
    assert (store.last_document(), store.unsaved, store.save()) == (None, None, True)
    assert (store.document(1).spans, store.info().revision, store.undo_title) == ((ADA,), 1, "Import")


def test_a_second_window_looks_and_sees_what_the_first_one_does(path: Path, make_document: Make) -> None:
    fill(path, make_document)
    first = Store.open(path, alone=True)
    assert first.read_only is None
    with Store.open(path, alone=True) as second:
        assert second.read_only == f"it is open in another window (process {os.getpid()})"
        check_that_nothing_changes(second, "is open in another window")
        assert not second.refresh()
        first.commit(Action("Label", (SpanAdded(1, BOB), LabelAdded(Label("NEW")))))
        assert second.refresh()
        assert (second.revision, second.labels.names) == (2, ("PER", "NEW"))
        assert second.document(1).spans == (ADA, BOB)
        first.close()
        assert second.document(1).spans == (ADA, BOB), "it can go on after the first one"
    assert list(path.parent.iterdir()) == [path]
    with Store.open(path, alone=True) as third:
        assert third.read_only is None


def test_a_copy_of_what_can_only_be_looked_at_can_be_changed(path: Path, make_document: Make) -> None:
    fill(path, make_document)
    copy = path.with_name("copy.gatelight")
    with Store.open(path, alone=True), Store.open(path, alone=True) as second:
        second.copy_to(copy)
        with Store.open(copy, alone=True) as third:
            assert third.read_only is None
            third.undo()


def test_programs_that_are_no_window_write_beside_one(path: Path, make_document: Make) -> None:
    fill(path, make_document)
    with Store.open(path, alone=True) as window, Store.open(path) as other:
        other.commit(Action("Label", (SpanAdded(1, BOB),)))
        assert window.refresh()
        window.undo()
        assert other.document(1).spans == (ADA,)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes are killed otherwise here")
def test_a_window_that_was_killed_keeps_nobody_out(path: Path, make_document: Make) -> None:
    fill(path, make_document)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    ) as window:  # fmt: skip
        assert window.stdout is not None
        assert window.stdout.readline() == "None\n"
        with Store.open(path, alone=True) as other:
            assert other.read_only == f"it is open in another window (process {window.pid})"
        window.kill()
        window.wait()
        with Store.open(path, alone=True) as other:
            assert other.read_only is None
    assert list(path.parent.iterdir()) == [path]


def test_a_project_that_is_refused_leaves_no_lock(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 500)
    with pytest.raises(ProjectError, match="is damaged"):
        Store.open(path, alone=True)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("file", "folder"), [(0o444, 0o777), (0o666, 0o555), (0o444, 0o555)], ids=["file", "folder", "both"]
)
def test_what_cannot_be_written_can_be_looked_at(
    open_folder: Path, ordinary_user: Callable, make_document: Make, file: int, folder: int
) -> None:
    path = open_folder / "Ünï #1 %20?.gatelight"
    fill(path, make_document)
    path.chmod(file)
    open_folder.chmod(folder)
    before = path.read_bytes()
    with ordinary_user():
        with Store.open(path, alone=True) as store:
            assert store.read_only == "it cannot be written"
            check_that_nothing_changes(store, "cannot be written; make sure that neither the file nor its folder is")
        with pytest.raises(ProjectError, match="cannot be written; make sure that neither"):
            Store.open(path)
    open_folder.chmod(0o777)
    assert list(open_folder.iterdir()) == [path], "nothing is left beside it"
    assert path.read_bytes() == before


def test_what_is_still_in_the_log_is_seen_or_the_project_refused(
    open_folder: Path, ordinary_user: Callable, make_document: Make
) -> None:
    path, copy = open_folder / "work.gatelight", open_folder / "copy"
    copy.mkdir()
    with Store.create(path, [Label("PER")]) as store:
        store.add_documents([make_document("Ada met Bob", [ADA])], "Import")
        for ending in ("", "-wal"):
            shutil.copy(f"{path}{ending}", copy)
            (copy / f"{path.name}{ending}").chmod(0o444)
    copy.chmod(0o555)
    with ordinary_user(), pytest.raises(ProjectError, match="cannot be written; make sure that neither"):
        Store.open(copy / path.name, alone=True)
    copy.chmod(0o777)
    with ordinary_user(), Store.open(copy / path.name, alone=True) as store:
        assert store.read_only == "it cannot be written"
        assert store.document(1).spans == (ADA,)


def test_a_project_that_another_program_writes_can_be_looked_at(
    path: Path, make_document: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "BUSY_TIMEOUT_SECONDS", 0.05)
    fill(path, make_document)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(path, alone=True) as store:
        assert store.read_only == "it is in use by another program"
        assert store.document(1).spans == (ADA,)
    other.execute("ROLLBACK")
    other.close()
    with Store.open(path, alone=True) as store:
        assert store.read_only is None


def test_an_older_project_that_cannot_be_written_is_refused_in_a_sentence(
    open_folder: Path, ordinary_user: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = open_folder / "work.gatelight"
    Store.create(path).close()
    path.chmod(0o444)
    monkeypatch.setattr("engine.project.schema.MIGRATIONS", (*[lambda _: None] * 9,))
    with ordinary_user(), pytest.raises(ProjectError, match="was made by an older Gatelight and has to be changed"):
        Store.open(path, alone=True)


@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o777), (0o444, 0o555)], ids=["file", "both"])
def test_who_only_reads_may_read_what_cannot_be_written(
    open_folder: Path,
    make_document: Make,
    ordinary_user: Callable[[], AbstractContextManager[None]],
    file: int,
    folder: int,
) -> None:
    path = open_folder / "archive.gatelight"
    fill(path, make_document)
    path.chmod(file)
    open_folder.chmod(folder)
    with ordinary_user():
        with pytest.raises(ProjectError, match="cannot be written"):
            Store.open(path)
        with Store.look(path) as store:
            assert len(store.documents()) == store.info().documents > 0
            with store.one_state() as state:
                assert len(list(state.documents())) == len(store.documents())
    open_folder.chmod(0o777)
