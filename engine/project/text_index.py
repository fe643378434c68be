"""The full-text index: which documents may hold some words, without reading a text.

An FTS5 table without content. SQLite's tokenizer cuts at ASCII blanks alone: what a word is, is decided by
``search_words``, which is also asked about what is looked for, so that the index never misses a match. It may
give documents that have none (other signs between the words, capitals), and such as were deleted for good:
who asks looks at the texts.

Everything in it can be made anew from the texts. Where it is damaged, adding to it does that, and asking it
raises ``IndexDamagedError``, so that the texts are read instead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from engine.project.search_words import joins, search_words
from engine.text.folding import fold

TABLE_NAMES = frozenset(("text_index", "text_index_data", "text_index_idx", "text_index_config"))

MOST_WORDS = 16
"""A query of more words is looked up by its first ones, which few texts share."""

_CREATE = "CREATE VIRTUAL TABLE text_index USING fts5 (text, content='', columnsize=0, tokenize='ascii')"

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT)
"""What SQLite says of an index that is not as it was written, or misses a table; the statements are never wrong."""


class IndexDamagedError(Exception):
    """The index cannot be asked; the texts can."""


def create(connection: sqlite3.Connection) -> None:
    """Make the index and put all texts into it."""
    connection.execute(_CREATE)
    _insert(connection, connection.execute("SELECT document_id, text FROM texts"))


def add(connection: sqlite3.Connection, texts: Iterable[tuple[int, str]]) -> None:
    """Put texts in, each with the id of its document. They are in the table of texts already.

    A damaged index is made anew: an import must not fail because of it.
    """
    connection.execute("SAVEPOINT before_index")
    try:
        with _damage():
            _insert(connection, texts)
            # FTS5 keeps what is new in memory until a savepoint or the commit, where it would be too late
            connection.execute("SAVEPOINT after_index")
    except IndexDamagedError:
        connection.execute("ROLLBACK TO before_index")
        rebuild(connection)
    connection.execute("RELEASE before_index")


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index anew from the texts, whatever is left of it."""
    try:
        connection.execute("DROP TABLE IF EXISTS text_index")
    except sqlite3.DatabaseError:
        _remove_remains(connection)
    create(connection)


def documents_with(connection: sqlite3.Connection, text: str, *, whole_words: bool) -> list[int] | None:
    """Give, in order, the ids of all documents that may hold a text, None if that may be any.

    The text may go on inside the last word, unless whole words are asked for. Raises IndexDamagedError.
    """
    folded = fold(text.strip())
    words = search_words(folded)
    if not words:
        return None
    open_end = not whole_words and len(words) <= MOST_WORDS and joins(folded[-1])
    # search words hold neither quotes nor blanks, so nothing in them can be syntax
    phrase = '"' + " ".join(words[:MOST_WORDS]) + '"' + ("*" if open_end else "")
    with _damage():
        rows = connection.execute(
            "SELECT rowid FROM text_index WHERE text_index MATCH CAST(? AS TEXT) ORDER BY rowid",
            [phrase.encode("utf-8", "surrogatepass")],
        )
        return [number for (number,) in rows]


def _insert(connection: sqlite3.Connection, texts: Iterable[tuple[int, str]]) -> None:
    connection.executemany(
        "INSERT INTO text_index (rowid, text) VALUES (?, ?)",
        ((number, " ".join(search_words(fold(text)))) for number, text in texts),
    )


@contextmanager
def _damage() -> Iterator[None]:
    """Tell what is wrong with the index from what is wrong with the disk."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
            raise
        raise IndexDamagedError(str(error)) from error


def _remove_remains(connection: sqlite3.Connection) -> None:
    """Take out the tables of an index that FTS5 itself cannot drop any more."""
    for name in sorted(TABLE_NAMES - {"text_index"}):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.execute("PRAGMA writable_schema = ON")
    try:
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'text_index'")
    finally:
        connection.execute("PRAGMA writable_schema = RESET")
