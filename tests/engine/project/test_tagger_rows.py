from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.project.actions import Action, SpanAdded
from engine.project.connection import GuardedConnection
from engine.project.store import Store
from engine.project.tagger_rows import NEWEST_WITH_BYTES
from engine.tagger.metrics import Metrics, Score
from engine.text.document import Document, Span

METRICS = Metrics(Score(0.8, 0.7, 0.75, 40), {"PER": Score(0.8, 0.7, 0.75, 40)}, 0.97, 12, 200, 0.04)
INFO = {"sentences": 80, "spans": 130, "held_out": "split", "measured_on": "abc", "epochs": 20}
SIZE = 100_000


def train(store: Store, times: int = 1) -> int:
    """Save taggers whose bytes say their number."""
    for _ in range(times):
        number = len(store.taggers()) + 1
        saved = store.save_tagger(bytes([number]) * SIZE, METRICS.to_json(), 7, store.revision, INFO)
    return saved


def with_bytes(store: Store) -> list[int]:
    return [row.number for row in store.taggers() if row.size is not None]


def in_use(store: Store) -> int | None:
    found = [row.number for row in store.taggers() if row.in_use]
    tagger = store.tagger_in_use()
    assert found == ([] if tagger is None else [tagger.number])
    assert tagger is None or tagger.onnx == bytes([tagger.number]) * SIZE
    return found[0] if found else None


def on_disk(path: Path) -> int:
    """The bytes of a project with its log."""
    return sum(file.stat().st_size for file in (path, path.with_name(path.name + "-wal")) if file.exists())


def spoil(path: Path, statement: str, *values: object) -> None:
    """Change a project as a stranger or a bad disk would."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, values)
        connection.commit()


def test_a_row_says_all_that_a_comparison_needs_without_the_bytes(store: Store) -> None:
    before = datetime.now(UTC)
    train(store)
    (row,) = store.taggers()
    assert (row.number, row.title, row.seed, row.revision, row.size) == (1, "Tagger 1", 7, 0, SIZE)
    assert (row.metrics, row.sentences, row.spans, row.held_out, row.measured_on) == (METRICS, 80, 130, "split", "abc")
    assert (row.kept, row.in_use) == (False, True)
    assert before <= row.created <= datetime.now(UTC)


def test_taggers_are_no_history(store: Store) -> None:
    train(store, 2)
    store.use_tagger(1)
    store.keep_tagger(1, kept=True)
    store.rename_tagger(1, "best")
    store.delete_tagger(2)
    store.clean_up()
    assert (store.revision, store.undo_title, store.actions()) == (0, None, [])


def test_a_training_that_ends_makes_its_tagger_the_one_in_use(store: Store) -> None:
    assert in_use(store) is None
    train(store, 3)
    assert in_use(store) == 3
    assert store.use_tagger(1).onnx == b"\x01" * SIZE
    assert in_use(store) == 1
    train(store)
    assert in_use(store) == 4


def test_the_tagger_that_was_chosen_is_used_after_a_restart(store: Store, path: Path) -> None:
    train(store, 3)
    store.use_tagger(2)
    store.close()
    with Store.open(path) as again:
        assert in_use(again) == 2


def test_the_newest_the_kept_and_the_one_in_use_have_their_bytes_and_all_their_figures(store: Store) -> None:
    train(store, 2)
    store.keep_tagger(1, kept=True)
    last = train(store, NEWEST_WITH_BYTES + 2)
    newest = list(range(last, last - NEWEST_WITH_BYTES, -1))
    assert with_bytes(store) == [*newest, 1]
    assert [row.number for row in store.taggers()] == list(range(last, 0, -1))
    assert all(row.metrics == METRICS for row in store.taggers())
    store.keep_tagger(1, kept=False)
    assert with_bytes(store) == [*newest, 1], "nothing is lost before there is a newer one"
    train(store)
    assert 1 not in with_bytes(store)


def test_the_one_that_a_training_takes_the_place_of_can_be_used_again(store: Store) -> None:
    train(store, NEWEST_WITH_BYTES)
    store.use_tagger(1)
    train(store)
    assert 1 in with_bytes(store), "though it is not of the newest"
    train(store)
    assert 1 not in with_bytes(store)


def test_a_tagger_of_which_only_figures_are_left_cannot_be_used(store: Store) -> None:
    train(store, NEWEST_WITH_BYTES + 1)
    for take in (store.use_tagger, store.tagger):
        with pytest.raises(KeyError):
            take(1)
    assert in_use(store) == NEWEST_WITH_BYTES + 1


def test_a_name_is_shown_in_place_of_the_number(store: Store) -> None:
    train(store)
    store.rename_tagger(1, "  with\nnews ")
    assert (store.taggers()[0].title, store.tagger_in_use().title) == ("with news", "with news")
    store.rename_tagger(1, " ")
    assert store.taggers()[0].title == "Tagger 1"


def test_a_name_may_hold_what_utf_8_cannot(store: Store) -> None:
    train(store)
    store.rename_tagger(1, "odd \udc80")
    assert store.taggers()[0].name == "odd \udc80"


def test_after_the_one_in_use_the_newest_with_bytes_follows(store: Store) -> None:
    train(store, 3)
    store.use_tagger(1)
    store.delete_tagger(1)
    assert in_use(store) == 3
    store.delete_tagger(3)
    store.delete_tagger(2)
    assert (in_use(store), store.taggers()) == (None, [])


def test_a_cleanup_leaves_the_one_in_use_the_kept_ones_and_all_figures(store: Store, path: Path) -> None:
    train(store, 5)
    store.use_tagger(2)
    store.keep_tagger(4, kept=True)
    assert [row.number for row in store.taggers() if row.goes_with_a_cleanup] == [5, 3, 1]
    before = on_disk(path)
    freed = store.clean_up()
    assert with_bytes(store) == [4, 2]
    assert len(store.taggers()) == 5
    assert in_use(store) == 2
    assert freed >= 3 * SIZE
    assert before - on_disk(path) >= 3 * SIZE, "the file and its log are smaller at once"
    assert store.unused_bytes() == 0
    assert store.clean_up() == 0


def test_space_of_a_deleted_tagger_is_used_again_or_freed(store: Store, path: Path) -> None:
    train(store, 2)
    store.delete_tagger(1)
    assert store.unused_bytes() >= SIZE
    assert store.clean_up() >= SIZE
    assert store.unused_bytes() == 0


def test_a_cleanup_does_not_disturb_who_is_reading(store: Store, path: Path) -> None:
    train(store, 3)
    with closing(GuardedConnection(path, read_only=True)) as other, other.transaction() as connection:
        count = "SELECT count(*) FROM taggers WHERE onnx IS NOT NULL"
        assert connection.execute(count).fetchone() == (3,)
        store.clean_up()
        assert connection.execute(count).fetchone() == (3,)
    assert with_bytes(store) == [3]


def test_a_disk_too_full_for_a_cleanup_is_told_and_loses_nothing(store: Store, path: Path) -> None:
    train(store, 3)

    class Full:
        """A connection whose VACUUM finds the disk full, as SQLite tells it."""

        def __init__(self, connection: sqlite3.Connection) -> None:
            self._connection = connection

        def __getattr__(self, name: str) -> object:
            return getattr(self._connection, name)

        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
            if statement == "VACUUM":
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise error
            return self._connection.execute(statement, *values)

    store._writer._connection = Full(store._writer._connection)
    with pytest.raises(ProjectError, match="the disk is full; its space will be used"):
        store.clean_up()
    assert with_bytes(store) == [3]
    assert in_use(store) == 3


@pytest.mark.parametrize("onnx", [b"", b"no tagger", "text", 5, 1.5])
def test_bytes_that_are_no_tagger_do_not_keep_the_project_from_opening(store: Store, path: Path, onnx: object) -> None:
    train(store, 2)
    store.close()
    spoil(path, "UPDATE taggers SET onnx = ? WHERE id = 2", onnx)
    with Store.open(path) as again:
        tagger = again.tagger_in_use()
        assert tagger is not None
        assert (tagger.number, tagger.onnx) == ((2, onnx) if isinstance(onnx, bytes) else (1, b"\x01" * SIZE))
        again.use_tagger(1)
        assert in_use(again) == 1


@pytest.mark.parametrize("figures", ["", "{", "[]", "7", '{"f1": 2}', '{"info": []}', "[" * 100_000, b"\x00", None])
def test_figures_that_make_no_sense_are_no_figures(store: Store, path: Path, figures: object) -> None:
    train(store)
    store.close()
    spoil(path, "UPDATE taggers SET metrics = ifnull(?, '')", figures)
    with Store.open(path) as again:
        (row,) = again.taggers()
        assert (row.metrics, row.sentences, row.spans, row.held_out) == (None, 0, 0, "")


@pytest.mark.parametrize("created", [1e300, float("inf"), "never", b"\xff"])
def test_a_moment_that_no_calendar_has_is_told_as_the_first_one(store: Store, path: Path, created: object) -> None:
    train(store)
    store.close()
    spoil(path, "UPDATE taggers SET created = ?, seed = 'x', revision = 'y'", created)
    with Store.open(path) as again:
        assert again.taggers()[0].created == datetime.fromtimestamp(0, UTC)
        assert again.tagger_in_use() is not None


def test_a_row_of_an_older_gatelight_has_metrics_and_nothing_else(store: Store, path: Path) -> None:
    train(store)
    store.close()
    spoil(path, "UPDATE taggers SET metrics = ?", json.dumps(METRICS.to_json()))
    with Store.open(path) as again:
        (row,) = again.taggers()
        assert (row.metrics, row.sentences, row.spans, row.held_out, row.measured_on) == (METRICS, 0, 0, "", "")


def test_a_choice_that_leads_nowhere_is_none(store: Store, path: Path) -> None:
    train(store, 2)
    store.close()
    spoil(path, "UPDATE meta SET tagger_id = 99")
    with Store.open(path) as again:
        assert in_use(again) == 2


def test_a_tagger_from_elsewhere_saw_no_revision(store: Store) -> None:
    day = datetime(2024, 5, 1, tzinfo=UTC)
    store.save_tagger(b"onnx", METRICS.to_json(), 3, None, name="news", created=day)
    (row,) = store.taggers()
    assert (row.title, row.revision, row.seed, row.created, row.in_use) == ("news", None, 3, day, True)


def test_one_state_does_not_see_what_is_written_meanwhile(store: Store, make_document: Callable[..., Document]) -> None:
    store.add_documents([make_document("Ada"), make_document("Bob")], "Import", ["PER"])
    with store.one_state() as state:
        documents = state.documents()
        next(documents)
        store.commit(Action("Label", (SpanAdded(2, Span(0, 3, "PER")),)))
        assert [d.spans for d in documents] == [()]
        assert (state.revision, store.revision) == (1, 2)
        assert state.labels.names == ("PER",)
        assert store.document(2).spans == (Span(0, 3, "PER"),), "the window reads what is new"
