"""Notes and confirmed parts by real keys: a popup takes the keyboard and gives it back."""

from __future__ import annotations

import time
from pathlib import Path

from engine.project.store import Store
from engine.text.document import Document
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize

TEXT = "Ada Brandt left Quillport. Nobody came."


def test_a_note_is_written_by_keys_alone_and_the_keyboard_is_in_the_text_again(tmp_path: Path, desk) -> None:
    path = tmp_path / "p.gatelight"
    with Store.create(path, LabelSet([Label("PER", key="1")])) as store:
        store.add_documents([Document("ferry", TEXT, tokenize(TEXT))], "Import")
    person = desk(path)

    def write(words: str, last_key: str) -> None:
        person.keys("ctrl+m")
        time.sleep(0.5)  # nothing outside tells when the popup takes the keys
        person.type(words)
        person.keys(last_key)

    person.keys("shift+Right", "1")
    person.wait_for("a span", lambda: person.gold())
    write("which Ada", "ctrl+Return")
    person.wait_for("the note", lambda: dict(person.stored().notes) == {(0, 10): "which Ada"})
    write(" or not", "Escape")
    person.keys("ctrl+period")
    person.wait_for("the confirmation", lambda: person.stored().confirmed == ((0, 27),))
    assert dict(person.stored().notes) == {(0, 10): "which Ada"}
    person.keys("ctrl+z", "ctrl+z")
    person.wait_for("undo", lambda: not person.stored().notes)
    person.keys("ctrl+q")
    assert "Traceback" not in person.ended()
