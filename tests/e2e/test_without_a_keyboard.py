"""A whole document is labelled, undone, labelled otherwise, extended and saved with a real mouse alone."""

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
PER, LOC = "Label PER, key 1", "Label LOC, key 2"
NAMES = [("Ada Brandt", PER), ("Tolvik", PER), ("Quillport", LOC), ("Harbek", LOC)]


def test_a_document_is_labelled_undone_changed_extended_and_done_without_a_keyboard(tmp_path: Path, desk) -> None:
    path, tokens = tmp_path / "p.gatelight", tokenize(TEXT)
    with Store.create(path, LabelSet([Label("PER", 0, "1"), Label("LOC", 2, "2")])) as store:
        store.add_documents([Document("one", TEXT, tokens), Document("two", "Ada came.", tokenize("Ada came."))], "Add")
    person = desk(path)

    def tokens_of(name: str) -> tuple[int, int]:
        first, last = tokens.covering(TEXT.index(name), TEXT.index(name) + len(name))
        return first, last - 1

    def command(menu: str, name: str) -> None:
        person.click("menu", menu)
        person.click("entry", name)

    armed = None
    for name, chip in NAMES:  # an armed label stays armed: one drag an entity
        if chip != armed:
            if armed:
                person.click("button", armed)
            person.click("button", chip)
            armed = chip
        first, last = tokens_of(name)
        before = len(person.gold())
        if first == last:
            person.double_click("token", first)
        else:
            person.drag(["token", first], ["token", last])
        person.wait_for(f"{name} labelled", lambda before=before: len(person.gold()) == before + 1)
    person.click("button", armed)
    whole = [("Ada Brandt", "PER"), ("Quillport", "LOC"), ("Harbek", "LOC"), ("Tolvik", "PER")]
    assert person.gold() == whole

    command("Edit", "undo")
    person.wait_for("the last action undone", lambda: ("Harbek", "LOC") not in person.gold())
    command("Edit", "redo")
    person.wait_for("and redone", lambda: person.gold() == whole)

    harbek = tokens_of("Harbek")[0]
    person.double_click("token", harbek)
    person.click("button", PER)
    person.wait_for("another label", lambda: ("Harbek", "PER") in person.gold())
    person.drag(["edge", harbek, "end"], ["token", harbek + 1])
    person.wait_for("a longer span", lambda: ("Harbek she", "PER") in person.gold())
    person.drag(["edge", harbek + 1, "end"], ["token", harbek])
    person.wait_for("a shorter one", lambda: ("Harbek", "PER") in person.gold())
    person.click("token", harbek)
    command("Label", "remove")
    person.wait_for("the span is gone", lambda: len(person.gold()) == 3)

    command("Document", "done")
    person.wait_for("the document is done", lambda: person.stored().state is DocumentState.DONE)
    command("Project", "quit")
    assert "Traceback" not in person.ended()
    assert person.gold() == [pair for pair in whole if pair[0] != "Harbek"]
