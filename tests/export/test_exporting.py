from __future__ import annotations

from itertools import cycle
from pathlib import Path
from threading import Event, Thread

import pytest

from engine.errors import FormatError
from engine.project.actions import Action, SpanAdded, SpanRemoved
from engine.project.store import Store
from engine.text.document import Document, Span
from engine.text.labels import Label
from engine.text.tokenizer import tokenize
from export.exporting import write_project

COUNT = 60
SPAN = Span(0, 3, "PER")


@pytest.fixture
def store(tmp_path: Path):
    with Store.create(tmp_path / "p.gatelight", [Label("PER")]) as store:
        store.add_documents([Document(f"note {i}", "Ada left.", tokenize("Ada left.")) for i in range(COUNT)], "Import")
        yield store


def test_an_export_names_the_revision_it_was_made_from(store: Store, tmp_path: Path) -> None:
    store.commit(Action("Label", (SpanAdded(1, SPAN),)))
    ledger = write_project(store, tmp_path / "out.conll", "conll")
    assert (ledger.revision, store.revision) == (2, 2)
    assert ledger.summary == "60 documents, 1 span in, 1 out, made from revision 2"
    assert ledger.to_json()["revision"] == 2
    assert (tmp_path / "out.conll").read_text().count("B-PER") == 1


def test_an_export_is_all_of_one_revision_while_somebody_labels(store: Store, tmp_path: Path) -> None:
    """Odd revisions have no span, even ones have one in each document."""
    enough = Event()

    def label() -> None:
        for change in cycle((SpanAdded, SpanRemoved)):
            if enough.is_set():
                return
            store.commit(Action("Label", tuple(change(i, SPAN) for i in range(1, COUNT + 1))))

    writer = Thread(target=label)
    writer.start()
    seen = set()
    try:
        for number in range(30):
            path = tmp_path / f"{number}.conll"
            ledger = write_project(store, path, "conll")
            expected = 0 if ledger.revision % 2 else COUNT
            assert path.read_text().count("B-PER") == expected == ledger.spans_out
            seen.add(ledger.revision)
    finally:
        enough.set()
        writer.join()
    assert len(seen) > 1, "somebody labelled meanwhile"


def test_what_cannot_be_written_leaves_the_project_usable(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FormatError):
        write_project(store, tmp_path / "out.txt", "text")
    store.commit(Action("Label", (SpanAdded(1, SPAN),)))
    assert write_project(store, tmp_path / "out.conll", "conll").revision == 2
