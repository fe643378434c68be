"""The tables of a project file, and how a file of an older Gatelight becomes a file of this one.

    meta         one row: the project's name, its revision, the document the person was in last, the tagger in use
    actions      the log that undo and redo read; undone = 1 for those that redo would bring back
    labels       removed_at: grows with each label that leaves, NULL while it is in the label set
    label_log    what a label was called from a revision on; name is NULL where it left, perhaps into another one
    documents    what a list of documents shows; small rows, so that 50,000 of them are listed at once
    texts        the text and the packed tokens of a document (see codec.py)
    spans        gold; they hold label_id, so renaming a label touches none of them
    rejections   spans that a person said no to
    notes        on spans, by their range, and on documents (range [0, 0))
    places       where the person was in each document
    gazetteers   lists of names whose places are suggested, as label ids and the names
    taggers      trained taggers; only the newest, and those a person wants to keep, keep their ONNX bytes
    text_index   which documents hold a word (see text_index.py); FTS5 keeps it in tables of its own

``TABLES`` are those of version 1; what came later is in the migrations. Tokens are stored, not computed anew,
because labels must never shift when the tokenizer changes. Documents are in the order of their ids. A document
is never deleted by undo or by a person, only hidden (``present = 0``), with the spans it had. It goes for good
when the import that brought it was undone and can no longer be redone (``added_by`` cascades).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from engine.project import text_index
from engine.project.connection import transaction
from engine.project.identity import APPLICATION_ID

TABLES = (
    """CREATE TABLE meta (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        name TEXT NOT NULL,
        revision INTEGER NOT NULL DEFAULT 0,
        last_document INTEGER,
        last_caret INTEGER
    )""",
    """CREATE TABLE actions (
        id INTEGER PRIMARY KEY,
        at REAL NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0,
        title TEXT NOT NULL,
        changes TEXT NOT NULL
    )""",
    "CREATE INDEX undone_actions ON actions (id) WHERE undone = 1",
    """CREATE TABLE labels (
        id INTEGER PRIMARY KEY,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        colour INTEGER NOT NULL,
        key TEXT NOT NULL,
        description TEXT NOT NULL,
        removed_at INTEGER
    )""",
    "CREATE UNIQUE INDEX label_names ON labels (name) WHERE removed_at IS NULL",
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        present INTEGER NOT NULL DEFAULT 0,
        added_by INTEGER NOT NULL REFERENCES actions ON DELETE CASCADE,
        name TEXT NOT NULL,
        state TEXT NOT NULL,
        revision INTEGER NOT NULL DEFAULT 0,
        character_count INTEGER NOT NULL,
        token_count INTEGER NOT NULL,
        sentence_count INTEGER NOT NULL,
        span_count INTEGER NOT NULL
    )""",
    "CREATE INDEX documents_added_by ON documents (added_by)",
    """CREATE TABLE texts (
        document_id INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
        text TEXT NOT NULL,
        tokens BLOB NOT NULL
    )""",
    """CREATE TABLE spans (
        document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL CHECK ("end" > start),
        label_id INTEGER NOT NULL REFERENCES labels,
        PRIMARY KEY (document_id, start)
    ) WITHOUT ROWID""",
    """CREATE TABLE rejections (
        document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL CHECK ("end" > start),
        label_id INTEGER NOT NULL REFERENCES labels,
        PRIMARY KEY (document_id, start, "end", label_id)
    ) WITHOUT ROWID""",
    """CREATE TABLE taggers (
        id INTEGER PRIMARY KEY,
        created REAL NOT NULL,
        seed INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        metrics TEXT NOT NULL,
        onnx BLOB
    )""",
)

TABLE_NAMES = frozenset(
    (
        "meta", "actions", "labels", "label_log", "documents", "texts", "spans", "rejections", "notes", "places",
        "taggers", "gazetteers",
    )
)  # fmt: skip


def _make_tables(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in TABLES:
        connection.execute(statement)
    connection.execute("INSERT INTO meta (id, name) VALUES (1, '')")


SECOND = (
    "ALTER TABLE actions ADD COLUMN who TEXT NOT NULL DEFAULT ''",
    # the first document it touched, for the reader of a history; it may be gone for good
    "ALTER TABLE actions ADD COLUMN document_id INTEGER",
    "DROP INDEX undone_actions",
    "CREATE INDEX actions_in_order ON actions (undone, id)",
    "ALTER TABLE documents ADD COLUMN confirmed TEXT NOT NULL DEFAULT '[]'",
    # Version 1 did not note where a span is from. Those that no action added came with an import.
    "ALTER TABLE spans ADD COLUMN source TEXT NOT NULL DEFAULT 'import'",
    "ALTER TABLE spans ADD COLUMN confidence REAL",
    """UPDATE spans SET source = added.source FROM (
        SELECT
            json_extract(value, '$[1]') AS document_id,
            json_extract(value, '$[2]') AS start,
            CASE WHEN title LIKE 'Accept %' THEN 'suggestion' ELSE 'hand' END AS source,
            max(actions.id)  -- of several, the source is that of the last
        FROM actions, json_each(CASE WHEN json_valid(changes) THEN changes ELSE '[]' END)
        WHERE undone = 0 AND json_extract(value, '$[0]') = 'span+'
        GROUP BY 1, 2
    ) AS added WHERE spans.document_id = added.document_id AND spans.start = added.start""",
    "CREATE INDEX spans_by_label ON spans (label_id)",
    "CREATE INDEX rejections_by_label ON rejections (label_id)",
    """CREATE TABLE notes (
        document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (document_id, start, "end")
    ) WITHOUT ROWID""",
    """CREATE TABLE places (
        document_id INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
        caret INTEGER NOT NULL
    )""",
    """INSERT INTO places SELECT documents.id, last_caret FROM meta JOIN documents ON documents.id = last_document
        WHERE last_caret IS NOT NULL""",
    "ALTER TABLE meta DROP COLUMN last_caret",
    "ALTER TABLE meta ADD COLUMN tagger_id INTEGER",
    "ALTER TABLE taggers ADD COLUMN kept INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE taggers ADD COLUMN name TEXT NOT NULL DEFAULT ''",
    # what labels were called from which revision on, so that an older tagger can be followed (label_names.py)
    """CREATE TABLE label_log (
        label_id INTEGER NOT NULL REFERENCES labels,
        revision INTEGER NOT NULL,
        name TEXT,
        merged_into INTEGER REFERENCES labels,
        PRIMARY KEY (label_id, revision)
    ) WITHOUT ROWID""",
    "INSERT INTO label_log SELECT id, 0, name, NULL FROM labels WHERE removed_at IS NULL",
)


def _know_who_where_and_why(connection: sqlite3.Connection) -> None:
    for statement in SECOND:
        connection.execute(statement)
    text_index.create(connection)


THIRD = (
    "ALTER TABLE labels ADD COLUMN heading TEXT NOT NULL DEFAULT ''",
    # as a document, one that an undo takes away is hidden, and goes for good with the action that brought it
    """CREATE TABLE gazetteers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        present INTEGER NOT NULL DEFAULT 0,
        added_by INTEGER NOT NULL REFERENCES actions ON DELETE CASCADE,
        name TEXT NOT NULL,
        entries TEXT NOT NULL
    )""",
    "CREATE INDEX gazetteers_added_by ON gazetteers (added_by)",
)


def _know_groups_and_lists(connection: sqlite3.Connection) -> None:
    for statement in THIRD:
        connection.execute(statement)


Migration = Callable[[sqlite3.Connection], None]

MIGRATIONS: tuple[Migration, ...] = (_make_tables, _know_who_where_and_why, _know_groups_and_lists)
"""``MIGRATIONS[v]`` makes version v + 1 of version v. What is here is never edited again, only added to."""


def schema_version(connection: sqlite3.Connection) -> int:
    """Give the version of the tables in a file, 0 for a new one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to the version this Gatelight knows.

    Each step is one transaction together with its version number, so a crash leaves the file at one version
    or the next. Foreign keys are checked at the end of a step, because a step may have to rebuild a table.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    while (version := schema_version(connection)) < len(MIGRATIONS):
        with transaction(connection):
            # another process may have been faster between the loop's look and our lock
            if schema_version(connection) != version:
                continue
            MIGRATIONS[version](connection)
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise sqlite3.IntegrityError(f"migration to version {version + 1} breaks references: {broken}")
            connection.execute(f"PRAGMA user_version = {version + 1}")
    connection.execute("PRAGMA foreign_keys = ON")
