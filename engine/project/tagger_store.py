"""The taggers in a project's file: kept, chosen, named and let go of, without a trace in the history."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from engine.errors import ProjectError
from engine.project import tagger_rows
from engine.project.database import Database
from engine.project.tagger_rows import StoredTagger, TaggerRow

T = TypeVar("T")


class TaggerStore(Database):
    """The part of an open project that is about its taggers; see ``tagger_rows`` for how they lie in the file."""

    def taggers(self) -> list[TaggerRow]:
        """Give a row for each tagger, the newest first; reads no bytes."""
        with self._reading() as connection:
            return tagger_rows.list_taggers(connection)

    def tagger(self, number: int) -> StoredTagger:
        """Give a tagger with its bytes. Raises KeyError if there is none of that number, or only its figures."""
        with self._reading() as connection:
            return tagger_rows.read_tagger(connection, number)

    def tagger_in_use(self) -> StoredTagger | None:
        """Give the tagger in use: the one that was chosen, else the newest that has its bytes; None if none has."""
        with self._reading() as connection:
            return tagger_rows.tagger_in_use(connection)

    def save_tagger(
        self,
        onnx: bytes,
        metrics: Mapping[str, Any],
        seed: int,
        revision: int | None,
        info: Mapping[str, Any] | None = None,
        *,
        name: str = "",
        created: datetime | None = None,
    ) -> int:
        """Keep a trained tagger, which is then the one in use; give its number.

        revision: that it was trained on, None if that was not in this project. info: what it learnt from, see
        ``TaggerRow``. created: now if None.
        """
        tagger = StoredTagger(onnx, created or datetime.fromtimestamp(time.time(), UTC), name=name)
        figures = {**metrics, "info": dict(info or {})}
        return self._change_taggers(lambda c: tagger_rows.save_tagger(c, tagger, figures, seed, revision))

    def use_tagger(self, number: int) -> StoredTagger:
        """Make a tagger the one in use; give it. Raises KeyError if there is none, or only its figures."""
        return self._change_taggers(lambda c: tagger_rows.use_tagger(c, number))

    def keep_tagger(self, number: int, *, kept: bool) -> None:
        """Let a tagger keep its bytes whatever comes after it, or no longer."""
        self._change_taggers(lambda c: tagger_rows.keep_tagger(c, number, kept=kept))

    def rename_tagger(self, number: int, name: str) -> None:
        """Give a tagger a name; "": it is called by its number."""
        self._change_taggers(lambda c: tagger_rows.rename_tagger(c, number, name))

    def delete_tagger(self, number: int) -> None:
        """Take a tagger out with its figures. If it was in use, the newest that has its bytes takes its place."""
        self._change_taggers(lambda c: tagger_rows.delete_tagger(c, number))

    def unused_bytes(self) -> int:
        """Give how much of the file holds nothing any more: what comes next goes there, or ``clean_up`` frees it."""
        with self._reading() as connection:
            return _pages(connection, "freelist_count")

    def clean_up(self) -> int:
        """Let go of the bytes of all taggers but the one in use and the kept ones; give the bytes the file shrank by.

        Only whoever asks for it waits until the file is written anew (VACUUM): what becomes unused is used again by
        the next tagger, so the file grows no further by itself, and ``auto_vacuum`` would make every write dearer.
        It takes room for the file twice over. Raises ProjectError if there is none: the space is then unused only.
        """
        self._change_taggers(tagger_rows.clean_up)
        if self.in_memory:
            return 0
        try:
            with self._writing() as connection:
                before = _pages(connection, "page_count")
                connection.execute("VACUUM")
                after = _pages(connection, "page_count")
                # where another window is reading just now, the file becomes shorter later
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return before - after
        except ProjectError as error:
            raise ProjectError(
                f"has let go of the taggers, but it could not be made smaller: it {error.what}",
                path=self.path,
                remedy="its space will be used for what comes next; or make room and clean up once more",
            ) from error

    def _change_taggers(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return self._write(work, compared=False)


def _pages(connection: sqlite3.Connection, which: str) -> int:
    """Give the bytes of a count of pages: ``page_count`` or ``freelist_count``."""
    count, size = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in (which, "page_size"))
    return count * size
