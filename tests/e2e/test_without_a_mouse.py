"""A whole document is labelled, undone, labelled otherwise, extended and saved by real keys alone."""

from __future__ import annotations

from pathlib import Path

from engine.project.store import Store
from engine.text.document import Document, DocumentState
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize

TEXT = (
    "Ada Brandt left Quillport on Monday. Nobody saw the ferry go.\n"
    "In Harbek she met Tolvik, who sells paper. The Vorrin Ferry Company paid both.\n"
)
NAMES = [("Ada Brandt", "1"), ("Quillport", "2"), ("Harbek", "2"), ("Tolvik", "1"), ("Vorrin Ferry Company", "3")]


def test_a_document_is_labelled_undone_changed_extended_and_done_without_a_mouse(tmp_path: Path, desk) -> None:
    path, tokens = tmp_path / "p.gatelight", tokenize(TEXT)
    with Store.create(path, LabelSet([Label("PER", 0, "1"), Label("LOC", 2, "2"), Label("ORG", 1, "3")])) as store:
        store.add_documents([Document("one", TEXT, tokens), Document("two", "Ada came.", tokenize("Ada came."))], "Add")
    person = desk(path)
    caret = 0

    def go_to(token: int) -> None:
        nonlocal caret
        person.keys(*(["Right"] * (token - caret) or ["Left"] * (caret - token)))
        caret = token

    for name, key in NAMES:
        start = TEXT.index(name)
        first, last = tokens.covering(start, start + len(name))
        go_to(first)
        person.keys(*["shift+Right"] * (last - first - 1), key)
        caret = last - 1
    labels = {"1": "PER", "2": "LOC", "3": "ORG"}
    whole = [(name, labels[key]) for name, key in NAMES]
    person.wait_for("all names labelled", lambda: person.gold() == whole)

    person.keys("ctrl+z", "ctrl+z")
    person.wait_for("two actions undone", lambda: person.gold() == whole[:3])
    person.keys("ctrl+shift+z", "ctrl+shift+z")
    person.wait_for("and redone", lambda: person.gold() == whole)

    person.keys("Home", "ctrl+Home")
    caret = 0
    go_to(tokens.covering(TEXT.index("Harbek"), TEXT.index("Harbek") + 6)[0])
    person.keys("3")
    person.wait_for("another label", lambda: ("Harbek", "ORG") in person.gold())
    person.keys("alt+Right", "alt+Left")
    person.wait_for("a longer span", lambda: ("In Harbek she", "ORG") in person.gold())
    person.keys("alt+shift+Left", "alt+shift+Right")
    person.wait_for("a shorter one again", lambda: ("Harbek", "ORG") in person.gold())
    person.keys("Delete")
    person.wait_for("the span is gone", lambda: len(person.gold()) == len(NAMES) - 1)
    person.keys("ctrl+z")
    person.wait_for("and is back", lambda: ("Harbek", "ORG") in person.gold())

    person.keys("ctrl+Return")
    person.wait_for("the document is done", lambda: person.stored().state is DocumentState.DONE)
    person.keys("1")
    person.wait_for("a key labels in the next document", lambda: person.gold(2) == [("Ada", "PER")])
    person.keys("ctrl+q")
    assert "Traceback" not in person.ended()
    assert dict(person.gold()) == dict(whole) | {"Harbek": "ORG"}
