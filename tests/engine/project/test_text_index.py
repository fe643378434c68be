from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from engine.project import text_index
from engine.project.search import Query
from engine.project.store import Store
from engine.text.document import Document

Make = Callable[..., Document]


def asked(store: Store, text: str, *, whole_words: bool = False) -> list[int] | None:
    with store._reader.transaction() as connection:
        return text_index.documents_with(connection, text, whole_words=whole_words)


def found(store: Store, text: str) -> list[int]:
    return [hit.document_id for hit in store.search(Query(text)).hits]


@pytest.fixture
def filled(store: Store, make_document: Make) -> Store:
    """Give a project of a hundred documents: «all», and the number of each as a word."""
    store.add_documents([make_document(f"all number{i}") for i in range(1, 101)], "Import")
    return store


def test_the_index_knows_who_may_hold_the_words(store: Store, make_document: Make) -> None:
    store.add_documents([make_document(text) for text in ("New York", "York, New", "new\nYORKSHIRE", "old")], "Import")
    assert asked(store, "new york") == [1, 3]
    assert asked(store, "new york", whole_words=True) == [1]
    assert asked(store, "york!") == [1, 2]
    assert asked(store, "nowhere") == []


def test_without_words_it_may_be_any(filled: Store) -> None:
    assert asked(filled, "++") is None


@pytest.mark.parametrize("text", ['"', '" OR "x', "all* NEAR(x)", "text: all", "-all", "^all", "{text} : all", "a + b"])
def test_nothing_in_a_query_is_syntax(filled: Store, text: str) -> None:
    asked(filled, text)
    assert found(filled, text) == []


def test_words_that_are_syntax_elsewhere_are_words(store: Store, make_document: Make) -> None:
    store.add_documents([make_document(text) for text in ("this OR that", 'say "x" NEAR me', "NOT AND *")], "Import")
    assert [found(store, text) for text in ("this OR that", "or", '"x" NEAR', "NOT AND *", "*")] == [
        [1], [1], [2], [3], [3],
    ]  # fmt: skip


def test_a_long_query_is_looked_up_by_its_first_words(store: Store, make_document: Make) -> None:
    text = " ".join(f"w{i}" for i in range(40))
    store.add_documents([make_document(text), make_document(text.replace("w39", "x"))], "Import")
    assert asked(store, text) == [1, 2]
    assert found(store, text) == [1]


def test_an_older_project_gets_an_index_of_what_it_holds(path: Path) -> None:
    shutil.copy(Path(__file__).parents[2] / "fixtures/projects/schema-1.gatelight", path)
    with Store.open(path) as store:
        while store.redo() is not None:
            pass
        for document in store.iter_documents():
            word = next((form for form in document.tokens.forms() if form.isascii() and form.isalpha()), None)
            assert word is None or document.id in found(store, word)
            assert word is None or document.id in (asked(store, word) or ())


DAMAGES = [
    "DELETE FROM text_index_data",
    "DELETE FROM text_index_data WHERE id > 10",
    "UPDATE text_index_data SET block = x'ffffffff' WHERE id = 10",
    "UPDATE text_index_config SET v = 99",
    "DELETE FROM text_index_config",
    "DROP TABLE text_index_data",
    "DROP TABLE text_index_idx",
    "DROP TABLE text_index_config",
    "DROP TABLE text_index",
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_costs_nothing_but_time(
    filled: Store, make_document: Make, damage: str, tmp_path: Path
) -> None:
    filled.close()
    broken = tmp_path / "broken.gatelight"
    shutil.copy(filled.path, broken)
    with closing(sqlite3.connect(broken)) as connection:
        connection.execute(damage)
        connection.commit()
    with Store.open(broken) as store:
        if "ffffffff" not in damage:  # which is an index without entries, and nothing tells it from one
            with pytest.raises(text_index.IndexDamagedError):
                asked(store, "number7")
            assert found(store, "number77") == [77]
        assert store.document(7).text == "all number7"
        store.add_documents([make_document("all number77 again")], "Import")
        with store._writer.transaction() as connection:
            text_index.rebuild(connection)
        assert found(store, "number77") == [77, 101]
        assert asked(store, "number77") == [77, 101]
        with store._reader.transaction() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_an_import_makes_an_index_anew_that_cannot_take_it(filled: Store, make_document: Make) -> None:
    with filled._writer.transaction() as connection:
        connection.execute("DROP TABLE text_index")
    filled.add_documents([make_document("all number77 again")], "Import")
    assert asked(filled, "number77") == [77, 101]


def test_an_index_that_is_refused_leaves_no_half_of_an_import(filled: Store, make_document: Make) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("in the middle")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_index, "_insert", broken)
        with pytest.raises(RuntimeError):
            filled.add_documents([make_document("all lost")], "Import")
    assert len(filled.documents()) == 100
    filled.add_documents([make_document("all well")], "Import")
    assert found(filled, "well") == [101]
