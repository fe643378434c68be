"""What a store that is open alone does while its file refuses to be written."""

from __future__ import annotations

import resource
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from engine.errors import ProjectError, SavingError
from engine.project import annotate
from engine.project import connection as connection_module
from engine.project.actions import Action, LabelAdded, LabelChanged
from engine.project.search import Query
from engine.project.store import Store
from engine.text.document import Document, Span
from engine.text.labels import Label

Make = Callable[..., Document]
TEXT = "Ada met Bob\nin Paris"
ADA, MET, BOB = Span(0, 3, "PER"), Span(4, 7, "PER"), Span(8, 11, "PER")


@pytest.fixture
def store(path: Path, make_document: Make) -> Iterator[Store]:
    """Give a project of one document that is open alone."""
    with Store.create(path, [Label("PER")]) as made:
        made.add_documents([make_document(TEXT, [ADA])], "Import notes")
    store = Store.open(path, alone=True)
    yield store
    store.discard()
    with suppress(ProjectError):
        store.close()


def label(store: Store, start: int, end: int, name: str = "PER", document: int = 1) -> int:
    action = annotate.label(store.document(document), start, end, name)
    assert action is not None
    return store.commit(action)


def state(store: Store) -> tuple[object, ...]:
    """Everything that can be seen of a project."""
    documents = [(d.id, d.name, d.text, d.spans, d.rejected, d.state, d.revision) for d in store.iter_documents()]
    return (documents, store.documents(), store.labels, store.revision, store.undo_title, store.redo_title,
            store.actions(), store.info(), (store.last_document(), store.place_in(1)))  # fmt: skip


def state_on_disk(path: Path) -> tuple[object, ...]:
    with Store.open(path) as other:
        return state(other)


@contextmanager
def full_disk(store: Store) -> Iterator[None]:
    """Let the database grow no further."""
    with store._writer.alone() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    yield
    with store._writer.alone() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")


@contextmanager
def no_writing(store: Store) -> Iterator[None]:
    """Let the operating system refuse to write beyond the first kilobytes of any file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def moved_away(store: Store) -> Iterator[None]:
    elsewhere = store.path.with_name("elsewhere")
    store.path.rename(elsewhere)
    yield
    elsewhere.rename(store.path)


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Let another program be in the middle of writing."""
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def no_room_for(store: Store, make_document: Make) -> Iterator[None]:
    """Refuse a first write of any size."""
    with full_disk(store):
        store.add_documents([make_document("word " * 20_000, name="big")], "Import big")
        yield


REFUSALS = pytest.mark.parametrize(
    ("refusing", "sentence"),
    [
        (no_writing, "disk"),
        (moved_away, "was moved, deleted or replaced while it is open"),
        (locked, "is in use by another program"),
    ],
    ids=["no-writing", "moved", "locked"],
)


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "BUSY_TIMEOUT_SECONDS", 0.05)


@REFUSALS
def test_what_the_file_refuses_is_done_in_memory_and_saved_later(
    store: Store, make_document: Make, refusing: Callable, sentence: str
) -> None:
    with refusing(store):
        label(store, 8, 11)
        assert store.unsaved is not None
        assert (store.unsaved.count, store.unsaved.changes) == (1, "1 change")
        assert sentence in str(store.unsaved.reason)
        # and so is everything else
        assert store.document(1).spans == (ADA, BOB)
        store.undo()
        assert store.document(1).spans == (ADA,)
        store.redo()
        store.add_documents([make_document("Cleo", [Span(0, 4, "NEW")], name="two")], "Import two", ["MORE"])
        label(store, 0, 4, "PER", document=2)
        store.save_tagger(b"onnx", {"f1": 0.5}, seed=1, revision=store.revision)
        store.remember(2, 1)
        store.commit(Action("Rename", (LabelChanged(store.labels.named("PER"), Label("PERSON", 3, "p")),)))
        assert store.undo_title == "Rename"
        assert [hit.document for page in store.search_pages(Query("Cleo")) for hit in page.hits] == ["two"]
        assert not store.save()
        assert store.unsaved.changes == "7 changes"
        before = state(store)
    assert store.save()
    assert (store.unsaved, store.save()) == (None, True)
    assert state(store)[:-1] == before[:-1]
    store.close()
    assert state_on_disk(store.path)[:-1] == before[:-1]


def test_a_full_disk_is_a_reason_with_what_to_do_about_it(store: Store, make_document: Make) -> None:
    with no_room_for(store, make_document):
        assert store.unsaved is not None
        assert "cannot be saved because the disk is full; make room" in str(store.unsaved.reason)
        label(store, 8, 11)
        assert not store.save()
    assert store.save()
    assert state_on_disk(store.path)[0] == state(store)[0]


def test_nothing_of_it_is_in_the_file_until_everything_is(store: Store, make_document: Make) -> None:
    before = state_on_disk(store.path)
    with full_disk(store):
        label(store, 8, 11)  # there is room for this one
        assert store.unsaved is None
        before = state_on_disk(store.path)
        store.add_documents([make_document("word " * 20_000)], "Import big")
        label(store, 4, 7)
        assert not store.save()
        assert state_on_disk(store.path) == before
    assert store.save()
    assert state_on_disk(store.path)[3] == 4


def test_a_store_that_is_not_alone_raises_and_keeps_nothing(store: Store) -> None:
    store.close()
    with Store.open(store.path) as other:
        with moved_away(other), pytest.raises(SavingError, match="was moved"):
            label(other, 8, 11)
        assert other.unsaved is None
        assert other.document(1).spans == (ADA,)


def test_the_time_of_an_action_is_when_it_was_done_not_when_it_was_saved(
    store: Store, make_document: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with moved_away(store):
        monkeypatch.setattr("time.time", lambda: 1_000.0)
        label(store, 8, 11)
        store.add_documents([make_document("Cleo")], "Import")
        store.save_tagger(b"onnx", {}, seed=1, revision=3)
    monkeypatch.setattr("time.time", lambda: 2_000.0)
    assert store.save()
    assert [row.at.timestamp() for row in store.actions(limit=2)] == [1_000.0, 1_000.0]
    tagger = store.tagger_in_use()
    assert tagger is not None
    assert tagger.created.timestamp() == 1_000.0


@REFUSALS
def test_what_does_not_fit_is_still_a_bug_and_leaves_the_file_in_use(
    store: Store, refusing: Callable, sentence: str
) -> None:
    with refusing(store):
        with pytest.raises(ValueError, match="already"):
            store.commit(Action("Wrong", (LabelAdded(Label("NEW")), LabelAdded(Label("PER")))))
        assert store.redo() is None
        assert (store.unsaved, store.revision, store.labels.names) == (None, 1, ("PER",))
    label(store, 8, 11)
    assert state_on_disk(store.path) == state(store)


def test_the_place_is_never_a_reason_to_leave_the_file(store: Store) -> None:
    with locked(store):
        store.remember(1, 4)
        assert store.unsaved is None
    assert store.last_document() is None
    store.remember(1, 8)
    assert (store.last_document(), store.place_in(1)) == (1, 8)


def test_without_a_copy_in_memory_the_write_fails_as_it_did(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise SavingError("could not be read", path=store.path)

    monkeypatch.setattr("engine.project.unsaved.copied", refuse)
    with moved_away(store), pytest.raises(SavingError, match="was moved"):
        label(store, 8, 11)
    assert (store.unsaved, store.document(1).spans) == (None, (ADA,))
    label(store, 8, 11)


def test_trying_again_does_not_wait_for_who_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "BUSY_TIMEOUT_SECONDS", 1.0)
    Store.create(path).close()
    with Store.open(path, alone=True) as store:
        with locked(store):
            store.commit(Action("Add", (LabelAdded(Label("PER")),)))
            before = time.perf_counter()
            assert not store.save()
            assert time.perf_counter() - before < 0.5
        assert store.save()
        with store._writer.alone() as connection:
            assert connection.execute("PRAGMA busy_timeout").fetchone()[0] == 1000


# Ways out


def test_a_copy_has_what_the_lost_file_has_not(store: Store, path: Path) -> None:
    store.path.unlink()
    label(store, 8, 11)
    store.remember(1, 4)
    assert not store.save()
    copy = path.with_name("copy.gatelight")
    store.copy_to(copy)
    with Store.open(copy, alone=True) as other:
        assert other.read_only is None
        assert state(other) == state(store)
        other.undo()
        assert other.document(1).spans == (ADA,)
    assert copy.read_bytes()[:16] == b"SQLite format 3\0"


def test_a_copy_never_goes_over_anything(store: Store, path: Path) -> None:
    for name in ("copy", "copy-wal", "copy-journal"):
        (path.parent / name).write_text("precious")
        with pytest.raises(ProjectError, match="copy exists already; choose another name"):
            store.copy_to(path.parent / "copy")
        assert (path.parent / name).read_text() == "precious"
        (path.parent / name).unlink()


def test_a_copy_that_fails_leaves_nothing_and_names_its_own_place(store: Store, path: Path) -> None:
    copy = path.parent / "copy"
    with no_writing(store), pytest.raises(ProjectError, match=r"copy (cannot|could not) be"):
        store.copy_to(copy)
    assert not copy.exists()
    with pytest.raises(ProjectError, match=r"copy cannot be written"):
        store.copy_to(path.parent / "nowhere" / "copy")
    store.copy_to(copy)
    assert state_on_disk(copy) == state(store)


def test_closing_saves_what_it_can_and_loses_nothing_if_it_cannot(store: Store) -> None:
    with moved_away(store):
        label(store, 8, 11)
        with pytest.raises(ProjectError, match=r"was moved, .*\(1 change in memory only\); put it back in its place"):
            store.close()
        assert store.document(1).spans == (ADA, BOB)
    store.close()
    assert list(store.path.parent.iterdir()) == [store.path]
    with Store.open(store.path) as other:
        assert other.document(1).spans == (ADA, BOB)


def test_what_is_discarded_is_gone_and_the_file_as_it_was(store: Store) -> None:
    before = state(store)
    with moved_away(store):
        label(store, 8, 11)
        store.discard()
    assert (store.unsaved, state(store)) == (None, before)
    store.close()
    assert state_on_disk(store.path) == before


def test_nothing_is_written_into_a_log_that_nobody_else_can_see(store: Store, path: Path) -> None:
    label(store, 4, 7)
    path.with_name(f"{path.name}-wal").unlink()
    label(store, 8, 11)
    assert store.unsaved is not None
    assert not store.save()
    copy = path.with_name("copy.gatelight")
    store.copy_to(copy)
    with Store.open(copy) as other:
        assert other.document(1).spans == (ADA, MET, BOB)


# Others who write to the file meanwhile


def test_what_others_wrote_meanwhile_stays(store: Store, make_document: Make) -> None:
    with locked(store):
        label(store, 8, 11)
    with Store.open(store.path) as other:
        other.add_documents([make_document("Cleo", name="two")], "Import two")
        other.commit(Action("Add", (LabelAdded(Label("NEW")),)))
    assert store.save()
    assert store.refresh()
    assert [row.name for row in store.documents()] == ["notes", "two"]
    assert store.document(1).spans == (ADA, BOB)
    assert (store.labels.names, store.revision, store.undo_title) == (("PER", "NEW"), 4, "Label «Bob» as PER")
    assert state_on_disk(store.path) == state(store)


def _label_the_same(other: Store, make: Make) -> None:
    label(other, 8, 11)


def _import(other: Store, make: Make) -> None:
    other.add_documents([make("Cleo", name="theirs")], "Import theirs")


def _rename(other: Store, make: Make) -> None:
    other.commit(Action("Rename", (LabelChanged(other.labels.named("PER"), Label("PERSON")),)))


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (lambda store, make: label(store, 8, 11), _label_the_same),
        (lambda store, make: label(store, 8, 11), _rename),
        (lambda store, make: store.undo(), _import),
        (lambda store, make: store.add_documents([make("Dora", name="mine")], "Import mine"), _import),
    ],
    ids=["same-span", "renamed", "undo-of-another", "same-number"],
)
def test_what_does_not_fit_what_others_wrote_is_refused_as_a_whole(
    store: Store, make_document: Make, mine: Callable, theirs: Callable
) -> None:
    with locked(store):
        store.commit(Action("Add", (LabelAdded(Label("FIRST")),)))
        store.undo()
        mine(store, make_document)
        before = state(store)
    with Store.open(store.path) as other:
        theirs(other, make_document)
        kept = state(other)
    assert not store.save()
    assert store.unsaved is not None
    assert "was changed by another program meanwhile" in str(store.unsaved.reason)
    assert "; save a copy." in str(store.unsaved.reason)
    assert state(store) == before
    assert state_on_disk(store.path) == kept


def test_what_others_wrote_just_before_the_file_refused_is_told(store: Store, make_document: Make) -> None:
    with Store.open(store.path) as other:
        other.add_documents([make_document("Cleo", name="two")], "Import two")
    with locked(store):
        label(store, 8, 11)
        assert (store.refresh(), store.refresh()) == (True, False)
        assert [row.name for row in store.documents()] == ["notes", "two"]
    assert store.save()
    assert (store.revision, store.document(1).spans) == (3, (ADA, BOB))


# Threads


def test_a_reader_never_notices_where_it_reads(store: Store, make_document: Make) -> None:
    store.add_documents([make_document("word " * 40) for _ in range(5)], "Import")
    trouble: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                spans = [len(d.spans) for d in store.iter_documents()]
                assert len(spans) == 6
                assert sum(row.spans for row in store.documents()) >= sum(spans)
        except BaseException as error:  # handed to the test's own thread
            trouble.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for i in range(30):
        with moved_away(store):
            label(store, 5 * i, 5 * i + 4, document=2)
            label(store, 5 * i, 5 * i + 4, document=3)
            assert store.unsaved is not None
        assert store.save()
    done.set()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert [row.spans for row in store.documents()] == [1, 30, 30, 0, 0, 0]
    assert state_on_disk(store.path) == state(store)


def test_many_threads_may_write_while_the_file_comes_and_goes(store: Store, make_document: Make) -> None:
    store.add_documents([make_document("word " * 20) for _ in range(4)], "Import")
    done = threading.Event()

    def work(document: int) -> None:
        for i in range(20):
            label(store, 5 * i, 5 * i + 4, document=document)

    def save() -> None:
        while not done.is_set():
            store.save()

    saver = threading.Thread(target=save)
    saver.start()
    threads = [threading.Thread(target=work, args=[number]) for number in range(2, 6)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        with moved_away(store):
            pass
    done.set()
    for thread in (*threads, saver):
        thread.join()
    assert store.save()
    assert [row.spans for row in store.documents()] == [1, 20, 20, 20, 20]
    assert store.revision == 82
    assert state_on_disk(store.path) == state(store)


def test_a_moved_project_is_read_whole_though_another_lies_in_its_place(
    store: Store, path: Path, make_document: Make
) -> None:
    path.rename(path.with_name("elsewhere"))
    for other in (False, True):
        if other:
            with Store.create(path) as another:
                another.add_documents([make_document("Dora")], "Import")
        with store.one_state() as state:
            assert [document.text for document in state.documents()] == [TEXT]


def test_where_the_person_was_meanwhile_comes_into_the_file_with_the_rest(store: Store, path: Path) -> None:
    store.remember(1, 3)
    path.rename(path.with_name("elsewhere"))
    label(store, 8, 11)
    store.remember(1, 8)
    assert store.unsaved is not None
    assert store.unsaved.count == 1
    path.with_name("elsewhere").rename(path)
    assert store.save()
    assert store.place_in(1) == 8
    assert state_on_disk(path) == state(store)
