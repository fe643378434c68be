from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.project.store import Store
from engine.text.document import Document
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize

pytestmark = pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool")

TEXT = "Ada Brandt left Quillport. Nobody came."


def until(ready: Callable[[], object], what: str, limit_s: float = 30.0) -> None:
    """Look again and again until something is true."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if ready():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited in vain: {what}")


def test_a_note_is_written_by_keys_alone_and_the_keyboard_is_in_the_text_again(
    environment: dict[str, str], tmp_path: Path, display: str
) -> None:
    path = tmp_path / "p.gatelight"
    with Store.create(path, LabelSet([Label("PER", key="1")])) as store:
        store.add_documents([Document("ferry", TEXT, tokenize(TEXT))], "Import")
    env = environment | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def xdotool(*words: object) -> str:
        return subprocess.run(["xdotool", *map(str, words)], env=env, capture_output=True, text=True, timeout=30).stdout

    def stored() -> Document:
        with Store.open(path) as reader:
            return reader.document(1)

    app = subprocess.Popen([sys.executable, "-m", "cli", str(path)], env=env, stderr=subprocess.PIPE, text=True)
    try:
        until(lambda: xdotool("search", "--onlyvisible", "--name", "p – Gatelight").split(), "the window")
        window = xdotool("search", "--onlyvisible", "--name", "p – Gatelight").split()[0]
        xdotool("windowfocus", "--sync", window)
        time.sleep(0.5)
        xdotool("key", "shift+Right", "1")
        until(lambda: stored().spans, "a span")
        xdotool("key", "ctrl+m")
        time.sleep(0.5)
        xdotool("type", "which Ada")
        xdotool("key", "ctrl+Return")
        until(lambda: dict(stored().notes) == {(0, 10): "which Ada"}, "the note")
        xdotool("key", "ctrl+m")
        time.sleep(0.5)
        xdotool("type", " or not")
        xdotool("key", "Escape")
        xdotool("key", "ctrl+period")
        until(lambda: stored().confirmed == ((0, 27),), "the confirmation")
        assert dict(stored().notes) == {(0, 10): "which Ada"}
        xdotool("key", "ctrl+z", "ctrl+z")
        until(lambda: not stored().notes, "undo")
        xdotool("key", "ctrl+q")
        assert app.wait(20) == 0
        assert "Traceback" not in (app.stderr.read() if app.stderr else "")
    finally:
        if app.poll() is None:
            app.kill()
            app.wait()
