from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.project.store import Store
from engine.text.document import Document
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize

LABELLER = Path(__file__).with_name("labeller.py")


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("actions", [3, 17, 40])
def test_every_label_on_the_screen_survives_a_kill(environment: dict[str, str], tmp_path: Path, actions: int) -> None:
    path = tmp_path / "p.gatelight"
    text = "\n".join(f"Sentence number {i} tells of Ada and of Bob in Paris." for i in range(40))
    with Store.create(path, LabelSet([Label("PER", key="1")])) as store:
        store.add_documents([Document("long", text, tokenize(text))], "Import")

    child = subprocess.Popen(
        [sys.executable, str(LABELLER), str(path)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    shown: dict = {"spans": []}
    while len(shown["spans"]) < actions:
        line = child.stdout.readline()
        assert line, "the window ended by itself"
        shown = json.loads(line)
    child.send_signal(signal.SIGKILL)
    for line in child.stdout:  # what it still got onto the screen
        if line.endswith("\n"):
            shown = json.loads(line)
    child.wait()

    with Store.open(path) as store:
        document = store.document(shown["id"])
        kept = [[s.start, s.end, s.label] for s in document.spans]
        assert kept[: len(shown["spans"])] == shown["spans"]
        before = len(kept)
        assert store.undo() is not None
        assert len(store.document(shown["id"]).spans) == before - 1
        assert store.redo() is not None
        while store.undo_title != "Import":
            store.undo()
        assert store.document(shown["id"]).spans == ()
