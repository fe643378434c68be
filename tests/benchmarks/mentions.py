"""How soon all mentions of a name are listed and labelled in a large project, and how soon names of a list are found.

The project is made on the spot (``projects.py``): 50,000 documents of 20 tokens. The list has 100,000 names of one to
three words that nobody ever wrote, half of the words from the text; every third sentence of a document of 1,000,000
tokens has one of them. Figures are the least of several runs, as the machine may have other things to do; those of the
CPU are what this process had of it. A commit is made once.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from common import ROOT, Row, commit, finish, positive, say

sys.path.insert(0, str(ROOT))

from projects import LABELS, make_project, vocabulary

from engine.project.editor import Editor
from engine.project.mentions import Mention, MentionQuery, Task
from engine.project.store import Store
from engine.text.names import NameList, NameMatcher
from engine.text.tokenizer import tokenize
from export.reading_order import ReadingOrder

SEED = 1
RUNS = 5
FEW, MANY = 500, 20_000
SENTENCES_AT_A_TIME = 500
"""As the window takes them (``gui/controllers/suggesting.py``)."""


def main() -> None:
    """Measure mentions, then lists of names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=positive, default=50_000, metavar="N")
    parser.add_argument("--tokens", type=positive, default=1_000_000, metavar="N", help="of the text for the list")
    parser.add_argument("--names", type=positive, default=100_000, metavar="N", help="of the list")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here, not to stdout")
    options = parser.parse_args()
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    result: Row = {"benchmark": "mentions", "machine": machine, "commit": commit()}
    result["names"] = names(options.tokens, options.names)
    say(str(result["names"]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "project.gatelight"
        make_project(path, options.documents, SEED)
        result["mentions"] = mentions(path, options.documents)
    say(str(result["mentions"]))
    finish(result, options.out)


def mentions(path: Path, documents: int) -> Row:
    """List the mentions of common and rare words, and label some of them."""
    words = vocabulary(Random(SEED))
    row: Row = {"documents": documents}
    with Store.open(path) as store:
        editor = Editor(store)
        for name, word in (("common", words[0]), ("medium", words[300]), ("rare", words[25_000])):
            query = MentionQuery(word, Task.LABEL, LABELS[1])
            found = all_of(store, query)
            row[name] = {
                "mentions": len(found),
                "first_page": least(lambda query=query: next(store.find_mentions(query))),
                "all": least(lambda query=query: all_of(store, query), 3),
            }
            if name == "common":
                for count in (FEW, MANY):
                    row[f"label_{count}"] = label(editor, query, found[:count])
    return row


def label(editor: Editor, query: MentionQuery, chosen: list[Mention]) -> Row:
    """Label some mentions as one action, and take that back."""
    done = 0

    def change() -> None:
        nonlocal done
        _, done = editor.change_mentions(query, chosen)

    labelled, undone = least(change, 1), least(editor.undo, 1)
    if done != len(chosen):
        raise AssertionError(f"{done} of {len(chosen)} mentions were labelled")
    return {
        "mentions": done,
        "documents": len({mention.document_id for mention in chosen}),
        "commit": labelled,
        "undo": undone,
    }


def names(tokens_wanted: int, count: int) -> Row:
    """Find the names of a list in a long text, the first sentences first."""
    random = Random(SEED)
    words = vocabulary(random)
    foreign = [word[::-1].capitalize() for word in words]
    listed: dict[str, None] = {}
    while len(listed) < count:
        one = [random.choice(foreign)]  # else every word of the text would be a name
        several = [random.choice(random.choice((words, foreign))) for _ in range(random.randint(2, 3))]
        listed[" ".join(several if len(listed) % 5 else one)] = None
    chosen = list(listed)

    def sentence(number: int) -> str:
        inside = [random.choice(chosen)] if number % 3 == 0 else []
        words_of_it = [*random.choices(words, k=9), *inside, *random.choices(words, k=9)]
        return f"{words_of_it[0].capitalize()} {' '.join(words_of_it[1:])}."

    text = " ".join(sentence(number) for number in range(tokens_wanted // 20))
    tokens = tokenize(text)
    row: Row = {"tokens": len(tokens), "names": len(listed)}
    for match_case in (True, False):
        lists = [NameList("list", {"LOC": list(listed)}, match_case)]
        matcher = NameMatcher(lists)

        def find(matcher: NameMatcher = matcher, batches: int | None = None) -> int:
            order, found = ReadingOrder(tokens.sentence_count), 0
            while batches != 0 and len(sentences := order.take(SENTENCES_AT_A_TIME)):
                found += sum(1 for _ in matcher.find(tokens, sentences.tolist()))
                batches = None if batches is None else batches - 1
            return found

        row["exact" if match_case else "any_case"] = {
            "found": find(),
            "make": least(lambda lists=lists: NameMatcher(lists), 3),
            "first_batch": least(lambda: find(batches=1)),
            "all": least(find, 3),
        }
    return row


def all_of(store: Store, query: MentionQuery) -> list[Mention]:
    """Give all mentions."""
    return [mention for page in store.find_mentions(query) for mention in page.mentions]


def least(work: Callable[[], object], runs: int = RUNS) -> Row:
    """Give the milliseconds of the quickest of some runs, by the clock and of the CPU."""
    times, cpu = [], []
    for _ in range(runs):
        began, cpu_began = time.perf_counter(), time.process_time()
        work()
        times.append(time.perf_counter() - began)
        cpu.append(time.process_time() - cpu_began)
    return {"ms": ms(min(times)), "cpu_ms": ms(min(cpu))}


def ms(seconds: float) -> float:
    """Give milliseconds."""
    return round(seconds * 1_000, 1)


if __name__ == "__main__":
    main()
