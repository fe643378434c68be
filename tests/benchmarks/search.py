"""How soon the first hits of a search are there, and all of them, as a project grows from 1,000 to 50,000 documents.

The projects are made on the spot (``projects.py``). Beside each search stands a scan in the same process: every text is
read from the file and matched, which is what a search without an index has to do. Its hits must be as many. Where
only spans are asked for, the scan reads all spans. What a busy machine adds is not in the milliseconds of the CPU.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

from common import ROOT, Row, commit, finish, positive, save, say

sys.path.insert(0, str(ROOT))

from projects import HAN, LABELS, RARE_LABEL, make_project, vocabulary

from engine.project import document_rows, search_rows, text_index
from engine.project.search import Page, Query
from engine.project.store import Store

SEED = 1


def main() -> None:
    """Measure projects of each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=positive, nargs="+", default=[1_000, 10_000, 50_000], metavar="N")
    parser.add_argument("--repeat", type=positive, default=100, metavar="N", help="first pages of each query")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here after each size, not to stdout at the end")
    options = parser.parse_args()
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    result: Row = {"benchmark": "search", "machine": machine, "commit": commit(), "projects": [], "searches": []}
    with tempfile.TemporaryDirectory() as folder:
        for documents in options.documents:
            path = Path(folder) / f"{documents}.gatelight"
            result["projects"].append(make(path, documents))
            say(str(result["projects"][-1]))
            for row in measure(path, documents, options.repeat):
                result["searches"].append(row)
                say(str(row))
            save(result, options.out)
    finish(result, options.out)


def make(path: Path, documents: int) -> Row:
    """Make a project and say what the index adds to it."""
    spent = [0.0]
    add = text_index.add

    def timed(*arguments: object) -> None:
        began = time.process_time()
        add(*arguments)  # type: ignore[arg-type]
        spent[0] += time.process_time() - began

    document_rows.text_index.add = timed  # type: ignore[assignment]
    began = time.process_time()
    make_project(path, documents, SEED)
    whole = time.process_time() - began
    document_rows.text_index.add = add
    with Store.open(path) as store:
        info = store.info()
    with closing(sqlite3.connect(path)) as connection:
        (characters,) = connection.execute("SELECT sum(character_count) FROM documents").fetchone()
        (index,) = connection.execute("SELECT sum(length(block)) FROM text_index_data").fetchone()
    return {
        "documents": documents,
        "characters": characters,
        "tokens": info.tokens,
        "spans": info.spans,
        "file_bytes": path.stat().st_size,
        "index_bytes": index,
        "make_cpu_seconds": round(whole, 2),
        "of_that_index_seconds": round(spent[0], 2),
    }


def queries() -> dict[str, Query]:
    """Give what is looked for: words by how common they are."""
    words = vocabulary(Random(SEED))
    return {
        "common word": Query(words[0]),
        "medium word": Query(words[300]),
        "rare word": Query(words[25_000]),
        "one letter": Query(words[0][0]),
        "phrase": Query(f"{words[0]} {words[1]}"),
        "Han character": Query(chr(HAN + 50)),
        "two Han characters": Query(chr(HAN) + chr(HAN + 1)),
        "signs": Query("++"),
        "expression": Query(r"\b\w{9}zen\b", regex=True),
        "common expression": Query(r"\b[a-d]\w+\.", regex=True),
        "label": Query(labels=frozenset(LABELS[:1])),
        "rare label": Query(labels=frozenset({RARE_LABEL})),
        "common word in a label": Query(words[0], labels=frozenset(LABELS[:1])),
        "common word, unlabelled": Query(words[0], unlabelled=True),
        "at most 0.5 sure": Query(most_confidence=0.5),
    }


def measure(path: Path, documents: int, repeat: int) -> Iterator[Row]:
    """Search a project for everything."""
    for name, query in queries().items():
        with Store.open(path) as store:
            opening, page = first_page(store, query)
            firsts, cpu = zip(*(first_page(store, query)[0] for _ in range(repeat)), strict=True)
            began = time.perf_counter()
            hits = sum(len(page.hits) for page in store.search_pages(query))
            whole = time.perf_counter() - began
            began = time.perf_counter()
            scanned = scan(store, query)
            naive = time.perf_counter() - began
        if scanned != hits:
            raise AssertionError(f"{name}: {hits} hits, but {scanned} by reading everything")
        yield {
            "documents": documents,
            "query": name,
            "hits": hits,
            "first_page_hits": len(page.hits),
            "first_page_ms_after_opening": ms(opening[0]),
            "first_page_ms_median": ms(statistics.median(firsts)),
            "first_page_ms_p99": ms(sorted(firsts)[len(firsts) * 99 // 100]),
            "first_page_cpu_ms_p99": ms(sorted(cpu)[len(cpu) * 99 // 100]),
            "all_ms": ms(whole),
            "scan_ms": ms(naive),
        }


def first_page(store: Store, query: Query) -> tuple[tuple[float, float], Page]:
    """Give the seconds until the first page is there, those of them that this process had, and the page."""
    began, cpu = time.perf_counter(), time.process_time()
    page = next(store.search_pages(query))
    return (time.perf_counter() - began, time.process_time() - cpu), page


def ms(seconds: float) -> float:
    """Give milliseconds."""
    return round(seconds * 1_000, 2)


def scan(store: Store, query: Query) -> int:
    """Count what there is without the index, a document at a time, with all spans of each where spans matter."""
    matcher = query.matcher()
    with store._reader.transaction() as connection:
        ids = document_rows.document_ids(connection)
        position, found = 0, 0
        while position < len(ids):
            texts, read = search_rows.read_texts(connection, Query(), ids[position : position + 1_000])
            position += read
            spans = query.for_spans or query.unlabelled
            items = search_rows.read_items(connection, query, [row.id for row in texts]) if spans else {}
            for row in texts:
                matches = list(matcher.find(row.text)) if matcher else None
                gold = items.get(row.id, [])[1:]
                if query.for_spans:
                    found += sum(
                        item.wanted and (matches is None or any(s < item.end and item.start < e for s, e in matches))
                        for item in gold
                    )
                else:
                    found += sum(
                        not (query.unlabelled and any(s < item.end and item.start < e for item in gold))
                        for s, e in matches or ()
                    )
    return found


if __name__ == "__main__":
    main()
