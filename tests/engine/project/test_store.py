from __future__ import annotations

import resource
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.project import annotate
from engine.project.actions import (
    Action,
    DocumentHidden,
    DocumentShown,
    LabelAdded,
    LabelChanged,
    LabelRemoved,
    SpanAdded,
    SpanRemoved,
    StateChanged,
    SuggestionRejected,
    applied,
)
from engine.project.schema import MIGRATIONS
from engine.project.store import DocumentRow, ProjectInfo, Store
from engine.project.tagger_rows import NEWEST_WITH_BYTES
from engine.text.document import Document, DocumentState, Span, Suggestion
from engine.text.labels import Label, LabelSet

Make = Callable[..., Document]
TEXT = "Ada met Bob\nin Paris"
ADA, BOB, PARIS = Span(0, 3, "PER"), Span(8, 11, "PER"), Span(15, 20, "LOC")


@pytest.fixture
def filled(store: Store, make_document: Make) -> Store:
    """Give a project with one document and the label PER."""
    store.add_documents([make_document(TEXT, [ADA])], "Import notes")
    return store


def label(store: Store, start: int, end: int, name: str = "PER", document: int = 1) -> int:
    action = annotate.label(store.document(document), start, end, name)
    assert action is not None
    return store.commit(action)


def facts(document: Document) -> tuple[object, ...]:
    tokens = document.tokens
    return (document.name, document.text, tokens.starts.tolist(), tokens.ends.tolist(),
            tokens.sentences.tolist(), document.spans, document.rejected, document.state, document.id,
            document.revision)  # fmt: skip


# Importing and reading


def test_documents_come_back_as_they_were(store: Store, make_document: Make) -> None:
    names = ["notes", "bad \udcff name", "empty"]
    texts = [TEXT, "NUL \0 and \ud83d half\n𝕬da", ""]
    spans = [[ADA, PARIS], [Span(0, 3, "X")], []]
    given = [make_document(*one) for one in zip(texts, spans, names, strict=True)]
    given[0] = given[0].edited(reject=[BOB], state=DocumentState.DONE)

    action = store.add_documents(given, "Import")

    assert action.document_ids == (1, 2, 3)
    assert store.labels == LabelSet().with_names(["PER", "LOC", "X"])
    for number, (before, after) in enumerate(zip(given, store.iter_documents(), strict=True), 1):
        assert facts(after)[:-2] == facts(before)[:-2]
        assert (after.id, after.revision) == (number, 0)


def test_the_list_counts_without_reading_texts(filled: Store) -> None:
    with filled._writer.transaction() as connection:
        connection.execute("DELETE FROM texts")
    assert filled.documents() == [DocumentRow(1, "notes", DocumentState.NEW, 5, 1)]


def test_an_import_without_documents_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="changes nothing"):
        store.add_documents([], "Import")
    assert store.revision == 0


def test_a_document_that_is_not_there_is_a_key_error(filled: Store) -> None:
    with pytest.raises(KeyError):
        filled.document(2)


def test_info_counts_what_is_shown(filled: Store, make_document: Make) -> None:
    filled.add_documents([make_document("gone")], "Import gone")
    filled.commit(Action("Remove", (DocumentHidden(2),)))
    assert filled.info() == ProjectInfo(
        documents=1, sentences=2, tokens=5, spans=1, labels=("PER",), states={"new": 1}, taggers=0,
        revision=3, schema_version=len(MIGRATIONS),
    )  # fmt: skip


def test_documents_hidden_while_iterating_are_passed_over(store: Store, make_document: Make) -> None:
    store.add_documents([make_document(f"text {i}") for i in range(3)], "Import")
    texts = []
    for document in store.iter_documents():
        texts.append(document.text)
        if document.id == 1:
            store.commit(Action("Remove", (DocumentHidden(2),)))
    assert texts == ["text 0", "text 2"]


# Actions, undo and redo


def test_the_stored_document_is_the_edited_one(filled: Store) -> None:
    document = filled.document(1)
    for action in (
        annotate.label(document, 8, 11, "PER"),
        annotate.reject(document.edited(state=DocumentState.IN_PROGRESS), Suggestion(Span(4, 7, "PER"), 0.3)),
    ):
        assert action is not None
        filled.commit(action)
        document = applied(document, action)
        assert facts(filled.document(1)) == facts(document)


def test_undo_gives_the_inverse_and_redo_the_action(filled: Store) -> None:
    action = annotate.label(filled.document(1), 8, 11, "PER")
    assert action is not None
    assert filled.commit(action) == 2
    assert (filled.undo_title, filled.redo_title) == ("Label «Bob» as PER", None)

    assert filled.undo() == action.inverse()
    assert (filled.undo_title, filled.redo_title) == ("Import notes", "Label «Bob» as PER")
    assert filled.document(1).spans == (ADA,)
    assert filled.document(1).state is DocumentState.NEW

    assert filled.redo() == action
    assert filled.document(1).spans == (ADA, BOB)
    assert filled.revision == 4


def test_undo_and_redo_with_nothing_to_do_change_nothing(store: Store) -> None:
    assert (store.undo(), store.redo(), store.revision) == (None, None, 0)


def test_undo_and_redo_survive_a_restart(filled: Store) -> None:
    label(filled, 8, 11)
    filled.undo()
    filled.close()
    with Store.open(filled.path) as store:
        assert (store.undo_title, store.redo_title, store.revision) == (
            "Import notes",
            "Label «Bob» as PER",
            3,
        )
        store.redo()
        assert store.document(1).spans == (ADA, BOB)
    with Store.open(filled.path) as store:
        store.undo()
        assert store.document(1).spans == (ADA,)


def test_a_new_action_ends_what_could_be_redone(filled: Store) -> None:
    label(filled, 8, 11)
    filled.undo()
    label(filled, 4, 7)
    assert (filled.redo_title, filled.redo()) == (None, None)
    assert [(row.title, row.undone) for row in filled.actions()] == [
        ("Label «met» as PER", False), ("Import notes", False),
    ]  # fmt: skip


def test_history_lists_the_newest_first(filled: Store) -> None:
    label(filled, 8, 11)
    filled.undo()
    newest, oldest = filled.actions()
    assert (newest.title, newest.undone) == ("Label «Bob» as PER", True)
    assert (oldest.title, oldest.undone) == ("Import notes", False)
    assert oldest.at <= newest.at
    assert newest.at.tzinfo is not None
    assert filled.actions(limit=1) == [newest]


def test_an_undone_import_comes_back_with_its_spans_and_labels(store: Store, make_document: Make) -> None:
    store.add_documents([make_document(TEXT, [ADA, PARIS])], "Import")
    before = facts(store.document(1))

    store.undo()
    assert (store.documents(), store.labels.names, store.info().spans) == ([], (), 0)
    store.redo()

    assert facts(store.document(1)) == before
    assert store.labels.names == ("PER", "LOC")


def test_an_import_that_can_no_longer_be_redone_leaves_the_file(filled: Store, make_document: Make) -> None:
    filled.add_documents([make_document("secret", [Span(0, 6, "X")])], "Import secret")
    filled.undo()
    label(filled, 8, 11)
    with filled._writer.transaction() as connection:
        for table in ("documents", "texts"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 1
    # and its number is not given again
    assert filled.add_documents([make_document("next")], "Import").document_ids == (3,)


def test_a_document_removed_by_the_user_stays_for_undo(filled: Store) -> None:
    filled.commit(Action("Remove", (DocumentHidden(1),)))
    filled.commit(Action("Restore", (DocumentShown(1),)))
    filled.undo()
    filled.commit(Action("Add label", (LabelAdded(Label("NEW")),)))
    filled.undo()
    filled.undo()
    assert filled.document(1).spans == (ADA,)


# Labels


def test_a_renamed_label_takes_its_spans_along(filled: Store) -> None:
    old = filled.labels.named("PER")
    filled.commit(Action("Rename", (LabelChanged(old, Label("PERSON", 3, "p", "people")),)))
    assert filled.labels == LabelSet([Label("PERSON", 3, "p", "people")])
    assert filled.document(1).spans == (Span(0, 3, "PERSON"),)
    filled.undo()
    assert filled.document(1).spans == (ADA,)
    filled.undo()
    filled.redo()
    assert filled.document(1).spans == (ADA,)


def test_labels_join_at_the_end_even_when_they_come_back(store: Store) -> None:
    one, two = Label("ONE"), Label("TWO", 1)
    store.commit(Action("Add", (LabelAdded(one),)))
    store.commit(Action("Remove", (LabelRemoved(one),)))
    store.commit(Action("Add", (LabelAdded(two),)))
    store.commit(Action("Add", (LabelAdded(one),)))
    assert store.labels.names == ("TWO", "ONE")
    for expected in (("TWO",), (), ("ONE",), ()):
        store.undo()
        assert store.labels.names == expected


def test_of_two_labels_that_left_with_one_name_the_last_comes_back(store: Store, make_document: Make) -> None:
    store.add_documents([make_document(TEXT, [ADA])], "Import")
    per = store.labels.named("PER")
    store.commit(Action("Remove document", (DocumentHidden(1),)))
    store.commit(Action("Remove label", (LabelRemoved(per),)))
    store.commit(Action("Add label", (LabelAdded(Label("LOC")),)))
    store.commit(Action("Rename label", (LabelChanged(Label("LOC"), per),)))
    store.commit(Action("Remove label", (LabelRemoved(per),)))
    for _ in range(5):
        store.undo()
    assert store.document(1).spans == (ADA,)


# Bugs raise, and leave nothing behind


@pytest.mark.parametrize(
    "changes",
    [
        (),
        (SpanAdded(1, Span(2, 5, "PER")),),
        (SpanAdded(1, Span(0, 3, "PER")),),
        (SpanAdded(1, Span(18, 21, "PER")),),
        (SpanAdded(1, Span(4, 7, "NONE")),),
        (SpanAdded(9, Span(4, 7, "PER")),),
        (SpanRemoved(1, Span(0, 3, "LOC")),),
        (SpanRemoved(1, BOB),),
        (SuggestionRejected(1, BOB), SuggestionRejected(1, BOB)),
        (SuggestionRejected(1, BOB).inverse(),),
        (StateChanged(1, DocumentState.DONE, DocumentState.NEW),),
        (DocumentShown(1),),
        (DocumentHidden(9),),
        (LabelAdded(Label("PER")),),
        (LabelRemoved(Label("PER", 0, "1")),),
        (LabelRemoved(Label("ORG")),),
        (LabelChanged(Label("ORG"), Label("PER")),),
        (LabelAdded(Label("ORG")), LabelChanged(Label("ORG"), Label("PER"))),
    ],
    ids=str,
)
def test_an_action_that_does_not_fit_raises_and_does_nothing(filled: Store, changes: tuple) -> None:
    before, rows = facts(filled.document(1)), filled.documents()
    # a good change first: it has to go too
    good = (SpanAdded(1, Span(4, 7, "PER")), SpanRemoved(1, Span(4, 7, "PER")), LabelAdded(Label("EXTRA")))
    with pytest.raises((ValueError, sqlite3.IntegrityError)):
        filled.commit(Action("Wrong", (*good, *changes) if changes else ()))
    assert facts(filled.document(1)) == before
    assert (filled.documents(), filled.labels.names, filled.revision) == (rows, ("PER",), 1)
    assert len(filled.actions()) == 1
    label(filled, 8, 11)


# Trouble with the disk


@contextmanager
def no_room(store: Store) -> Iterator[None]:
    """Let the database grow no further."""
    with store._writer.alone() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    yield
    with store._writer.alone() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")


@contextmanager
def files_may_not_grow() -> Iterator[None]:
    """Let the operating system refuse to write beyond the first kilobytes of any file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_a_sentence_and_half_of_nothing(filled: Store, make_document: Make) -> None:
    before, names = facts(filled.document(1)), filled.labels.names
    big = make_document("word " * 50_000, [Span(0, 4, "NEW")])

    with no_room(filled), pytest.raises(ProjectError, match="the disk is full; make room and try again"):
        filled.add_documents([make_document("small"), big], "Import")

    assert facts(filled.document(1)) == before
    assert (filled.labels.names, len(filled.documents()), filled.revision) == (names, 1, 1)
    assert filled.undo_title == "Import notes"
    filled.add_documents([big], "Import")
    assert filled.document(2).spans == big.spans


def test_a_write_that_fails_is_a_sentence_and_half_of_nothing(filled: Store) -> None:
    before = facts(filled.document(1))

    with files_may_not_grow(), pytest.raises(ProjectError, match=r"; .* try again"):
        label(filled, 8, 11)

    assert facts(filled.document(1)) == before
    assert (filled.revision, filled.undo_title) == (1, "Import notes")
    label(filled, 8, 11)
    filled.close()
    with Store.open(filled.path) as store:
        assert store.document(1).spans == (ADA, BOB)


def test_a_failed_undo_can_be_done_again(filled: Store) -> None:
    label(filled, 8, 11)
    with files_may_not_grow(), pytest.raises(ProjectError):
        filled.undo()
    assert filled.document(1).spans == (ADA, BOB)
    filled.undo()
    assert filled.document(1).spans == (ADA,)


# Threads and processes


def test_a_reader_sees_whole_actions_while_another_thread_commits(store: Store, make_document: Make) -> None:
    text = " ".join(["word"] * 200)
    store.add_documents([make_document(text) for _ in range(2)], "Import")
    store.commit(Action("Add label", (LabelAdded(Label("PER")),)))
    done = threading.Event()
    trouble: list[BaseException] = []

    def work() -> None:
        try:
            for i in range(150):
                span = Span(5 * i, 5 * i + 4, "PER")
                store.commit(Action("Both", (SpanAdded(1, span), SpanAdded(2, span))))
                if i % 10 == 9:
                    store.undo()
                    store.redo()
        except BaseException as error:  # handed to the test's own thread
            trouble.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=work)
    thread.start()
    revisions, reads = [store.revision], 0
    while not done.is_set():
        first, second = store.documents()
        assert first.spans == second.spans
        document = store.document(1)
        assert document.revision >= len(document.spans)
        assert store.labels.names == ("PER",)
        revisions.append(store.revision)
        reads += 1
    thread.join()

    assert trouble == []
    assert reads > 10
    assert revisions == sorted(revisions)
    assert len(store.document(2).spans) == 150


def test_many_threads_may_commit(store: Store, make_document: Make) -> None:
    store.add_documents([make_document("word " * 20) for _ in range(4)], "Import")
    store.commit(Action("Add label", (LabelAdded(Label("PER")),)))
    revisions: list[int] = []

    def work(document: int) -> None:
        for i in range(20):
            span = Span(5 * i, 5 * i + 4, "PER")
            revisions.append(store.commit(Action("Label", (SpanAdded(document, span),))))

    threads = [threading.Thread(target=work, args=[number]) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(revisions) == list(range(3, 83))
    assert store.revision == 82
    assert [row.spans for row in store.documents()] == [20] * 4


def test_two_windows_on_one_project_do_not_hurt_it(filled: Store) -> None:
    with Store.open(filled.path) as other:
        label(filled, 8, 11)
        label(other, 15, 20)
        assert [d.spans for d in filled.iter_documents()] == [d.spans for d in other.iter_documents()]
        filled.undo()
        assert other.document(1).spans == (ADA, BOB)
    label(filled, 4, 7)
    assert filled.revision == 5


# What is not history


def test_the_newest_tagger_is_kept_and_old_ones_lose_their_bytes(store: Store) -> None:
    assert store.tagger_in_use() is None
    numbers = [store.save_tagger(bytes([i]) * 1000, {"f1": i / 10}, seed=i, revision=0) for i in range(5)]
    assert numbers == [1, 2, 3, 4, 5]
    latest = store.tagger_in_use()
    assert latest is not None and latest.onnx == b"\x04" * 1000
    assert (store.info().taggers, store.revision, store.undo_title) == (5, 0, None)
    with store._writer.transaction() as connection:
        kept = connection.execute("SELECT id FROM taggers WHERE onnx IS NOT NULL ORDER BY id").fetchall()
        assert [number for (number,) in kept] == numbers[-NEWEST_WITH_BYTES:]


def test_a_place_in_a_document_that_is_gone_for_good_is_not_remembered(filled: Store) -> None:
    filled.remember(99, 3)
    assert (filled.last_document(), filled.place_in(99)) == (None, 0)


def test_the_position_is_remembered_without_being_an_action(filled: Store) -> None:
    assert (filled.last_document(), filled.place_in(1)) == (None, 0)
    filled.remember(1, 8)
    filled.remember(1, 4)
    assert (filled.revision, filled.undo_title) == (1, "Import notes")
    filled.close()
    with Store.open(filled.path) as store:
        assert (store.last_document(), store.place_in(1)) == (1, 4)
        store.undo()
        assert store.last_document() is None
    with Store.open(filled.path) as store, store._writer.alone() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_commits_are_durable_again_after_remembering(filled: Store) -> None:
    filled.remember(1, 4)
    with filled._writer.alone() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_store_is_usable_from_any_path_type(path: Path) -> None:
    Store.create(str(path)).close()
    with Store.open(str(path)) as store:
        assert store.path == path
