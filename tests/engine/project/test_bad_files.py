"""Whatever a project file holds, the work is done or a sentence says why not: never another exception, never a hang."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ProjectError
from engine.project.codec import DamagedError, unpack_tokens
from engine.project.connection import GuardedConnection
from engine.project.store import Store

WHOLE = Path(__file__).parents[2] / "fixtures" / "projects" / "schema-1.gatelight"
"""53,248 bytes of a real project, with a little of everything."""

LONGEST_S = 20.0


def use(path: Path) -> list[str]:
    """Open, list, read each document, undo and redo everything; give the sentences of what failed."""
    said: list[str] = []

    def attempt(work: Callable[[], object]) -> object:
        try:
            return work()
        except ProjectError as error:
            said.append(str(error))
            return None

    def all_of(step: Callable[[], object]) -> None:
        for _ in range(1_000):
            if step() is None:
                return
        raise AssertionError("a log of 21 actions has no end")

    began = time.monotonic()
    store = attempt(lambda: Store.open(path))
    if isinstance(store, Store):
        for row in attempt(store.documents) or ():  # type: ignore[attr-defined]
            attempt(lambda: store.document(row.id))  # noqa: B023
        for work in (store.actions, store.info, store.tagger_in_use, store.last_document, store.label_use):
            attempt(work)
        attempt(lambda: list(store.iter_documents()))
        attempt(lambda: all_of(store.undo))
        attempt(lambda: all_of(store.redo))
        attempt(store.close)
    assert time.monotonic() - began < LONGEST_S
    assert all("\n" not in sentence and sentence.endswith(".") for sentence in said), said
    return said


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a project of this schema, closed."""
    path = tmp_path_factory.mktemp("whole") / "whole.gatelight"
    shutil.copy(WHOLE, path)
    assert use(path) == []
    return path.read_bytes()


def cut(path: Path, whole: bytes, length: int) -> None:
    path.write_bytes(whole[:length])


@pytest.mark.parametrize(
    "length", [0, 1, 15, 16, 17, 60, 71, 99, 100, 101, 512, 4095, 4096, 4097, 8192, 30_000, -4097, -1]
)
def test_a_cut_file_is_refused_in_a_sentence(path: Path, whole: bytes, length: int) -> None:
    cut(path, whole, length)
    (sentence,) = use(path)
    assert sentence.startswith(f"{path} is ")


def test_hundreds_of_files_with_bytes_turned_over_do_no_harm(
    path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    durable = GuardedConnection.write_ahead

    def write_ahead(self: GuardedConnection) -> None:
        durable(self)
        with self.alone() as connection:
            connection.execute("PRAGMA synchronous = OFF")  # thousands of commits that nobody needs tomorrow

    monkeypatch.setattr(GuardedConnection, "write_ahead", write_ahead)
    chance = random.Random(5)
    outcomes = {"sound": 0, "opened": 0, "refused": 0}
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 3, 30))):
            # half of them in the first page, where the schema is
            place = chance.randrange(4096 if chance.random() < 0.3 else len(data))
            data[place] ^= chance.randrange(1, 256)
        path.write_bytes(data)
        for side in ("-wal", "-shm"):
            path.with_name(path.name + side).unlink(missing_ok=True)
        said = use(path)
        outcomes["sound" if not said else "refused" if len(said) == 1 else "opened"] += 1
    assert min(outcomes.values()) > 0, outcomes


# What only shows when it is read


def broken(path: Path, whole: bytes, *statements: str) -> list[str]:
    """Give what is said of a project after some statements of somebody else."""
    path.write_bytes(whole)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    said = use(path)
    assert all(sentence.startswith(f"{path} is damaged (") for sentence in said), said
    return [sentence.removeprefix(f"{path} is damaged (").partition(")")[0] for sentence in said]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DROP TABLE rejections", "it has no table rejections"),
        ("ALTER TABLE documents DROP COLUMN state", "its table documents has no column state"),
        ("ALTER TABLE meta RENAME COLUMN revision TO version", "its table meta has no column revision"),
        ("DELETE FROM meta", "its head is missing"),
        ("UPDATE meta SET revision = 'many'", "revision: invalid literal for int"),
        ("UPDATE labels SET name = x'ff' || name", "label set: text is not UTF-8: invalid start byte"),
        ("UPDATE labels SET colour = 99", "label set: label PER: colour 99 is not in 0..11"),
        ("UPDATE labels SET name = x'' WHERE id = 2", "label set: "),
    ],
)
def test_what_nothing_can_be_done_with_is_refused_by_name(
    path: Path, whole: bytes, statement: str, sentence: str
) -> None:
    (said,) = broken(path, whole, statement)
    assert said.startswith(sentence)


GARBAGE = ("NULL", "''", "7", "x'00'", "x'789c030000000001'", "zeroblob(100000)")


@pytest.mark.parametrize("garbage", GARBAGE[1:])
def test_tokens_that_are_none_spoil_their_document_alone(path: Path, whole: bytes, garbage: str) -> None:
    said = broken(path, whole, f"UPDATE texts SET tokens = {garbage} WHERE document_id = 3")
    # once when it is read, once when all are
    assert len(said) == 2
    assert said[0] == said[1]
    assert said[0].startswith("document «bidi \u202b.txt»: packed tokens: ")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE texts SET text = CAST(x'c328' AS TEXT) WHERE document_id = 4",
        "UPDATE texts SET text = 'short' WHERE document_id = 4",
        "DELETE FROM texts WHERE document_id = 4",
        'UPDATE spans SET "end" = 99999 WHERE document_id = 4',
        "UPDATE spans SET label_id = 99 WHERE document_id = 4",
    ],
)
def test_one_document_that_cannot_be_read_leaves_the_others(path: Path, whole: bytes, statement: str) -> None:
    said = broken(path, whole, "PRAGMA foreign_keys = OFF", statement)
    assert len(said) <= 3
    assert all("4" in words or "not UTF-8" in words or "no Span" in words for words in said), said


@pytest.mark.parametrize(
    "garbage",
    ["NULL", "''", "7", "x'ff'", "'[['", "'{}'", "'[1]'", "'[[]]'", "'[[\"span+\"]]'", "'[[\"label+\"]]'",
     "'[[\"label+\",[7]]]'", "'[[\"span+\",[],0,1,\"PER\"]]'", "'[[\"span-\",1,0,1e300,\"PER\"]]'",
     f"'[[\"document-\",{10**30}]]'", "'[[\"state\",1,\"new\",\"gone\"]]'",
     f"'{'[' * 100_000}'", "'[[\"span-\",1,0,11,\"PER\"],[\"span-\",1,0,11,\"PER\"]]'"],
)  # fmt: skip
def test_a_log_that_makes_no_sense_stops_undo_in_a_sentence(path: Path, whole: bytes, garbage: str) -> None:
    # the constraint is of no help against who does not keep to it
    said = broken(
        path, whole, "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, 'changes TEXT NOT NULL', 'changes TEXT') WHERE name = 'actions'",
        "PRAGMA writable_schema = RESET",
        f"UPDATE actions SET changes = {garbage} WHERE id = 10",
    )  # fmt: skip
    assert said
    assert all(words.startswith("action ") for words in said)
    with Store.open(path) as store:
        assert {1, 2, 3, 4, 5} <= {row.id for row in store.documents()}
        assert store.document(1).text


def test_a_log_with_moments_that_are_none_is_a_sentence(path: Path, whole: bytes) -> None:
    assert broken(path, whole, "UPDATE actions SET at = 1e300 WHERE id = 3")[0].startswith("action log: ")


def test_a_state_that_is_none_is_a_sentence(path: Path, whole: bytes) -> None:
    said = broken(path, whole, "UPDATE documents SET state = 'asleep' WHERE id = 2")
    assert said[0].startswith("list of documents: ")


# Side files


def log_of(path: Path) -> bytes:
    """Give the log of a project of which a window was open."""
    copy = path.with_name("open.gatelight")
    shutil.copy(path, copy)
    with Store.open(copy) as store:
        store.undo()
        return Path(f"{copy}-wal").read_bytes()


@pytest.mark.parametrize("length", [0, 10, 32, 40, 4_000, 4_152, 10_000])
def test_a_log_that_ends_early_loses_what_it_does_not_hold_and_no_more(path: Path, whole: bytes, length: int) -> None:
    path.write_bytes(whole)
    log = log_of(path)
    assert len(log) > 10_000
    Path(f"{path}-wal").write_bytes(log[:length])
    assert use(path) == []


def test_a_log_of_another_file_does_no_more_than_a_sentence(path: Path, whole: bytes, tmp_path: Path) -> None:
    other = tmp_path / "other" / "other.gatelight"
    other.parent.mkdir()
    with Store.create(other) as store:
        Path(f"{path}-wal").write_bytes(Path(f"{store.path}-wal").read_bytes())
    path.write_bytes(whole)
    use(path)


@pytest.mark.parametrize("side", ["-wal", "-shm", "-journal"])
@pytest.mark.parametrize("content", [b"", b"letter" * 1_000])
def test_side_files_of_somebody_else_do_no_harm(path: Path, whole: bytes, side: str, content: bytes) -> None:
    path.write_bytes(whole)
    Path(f"{path}{side}").write_bytes(content)
    assert use(path) == []


def test_a_folder_in_the_place_of_the_log_is_a_sentence(path: Path, whole: bytes) -> None:
    path.write_bytes(whole)
    Path(f"{path}-wal").mkdir()
    assert len(use(path)) == 1


def test_offsets_that_overflow_are_no_offsets() -> None:
    numbers = np.array([2, 1, 2**31 - 1, 2**31 - 1, 1, 1, 2], "<i4")
    with pytest.raises(DamagedError, match="do not fit the text"):
        unpack_tokens(zlib.compress(numbers.tobytes()), "Ada met")
