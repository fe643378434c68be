from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.project.store import Store
from engine.text.document import Document, Span
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize

pytestmark = pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool")

TEXT = " ".join(["The quick ferry left Quillport with Ada Brandt and eleven crates of paper on Monday."] * 25)


def until(ready: Callable[[], object], what: str, limit_s: float = 30.0) -> object:
    """Look again and again until something is true."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if result := ready():
            return result
        time.sleep(0.05)
    raise AssertionError(f"waited in vain: {what}")


def test_a_token_is_labelled_with_the_mouse_and_one_with_the_keyboard(
    environment: dict[str, str], tmp_path: Path, display: str
) -> None:
    path = tmp_path / "p.gatelight"
    with Store.create(path, LabelSet([Label("PER", key="1"), Label("LOC", 2, "2")])) as store:
        store.add_documents([Document("ferry", TEXT, tokenize(TEXT))], "Import")
    env = environment | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def xdotool(*words: object) -> str:
        ran = subprocess.run(["xdotool", *map(str, words)], env=env, capture_output=True, text=True, timeout=30)
        return ran.stdout

    def spans() -> tuple[Span, ...]:
        with Store.open(path) as reader:
            return next(iter(reader.iter_documents())).spans

    app = subprocess.Popen([sys.executable, "-m", "cli", str(path)], env=env, stderr=subprocess.PIPE, text=True)
    try:
        window = until(lambda: xdotool("search", "--onlyvisible", "--name", "p – Gatelight").split(), "the window")
        assert isinstance(window, list)
        xdotool("windowfocus", "--sync", window[0])
        geometry = dict(
            line.split("=") for line in xdotool("getwindowgeometry", "--shell", window[0]).split() if "=" in line
        )
        x, y = int(geometry["X"]), int(geometry["Y"])
        width, height = int(geometry["WIDTH"]), int(geometry["HEIGHT"])
        time.sleep(0.5)

        # The mouse: drag over a part of a line in the middle of the text, then click the first label of the bar.
        def drag() -> bool:
            row = y + int(height * 0.45)
            xdotool("mousemove", x + int(width * 0.40), row, "mousedown", 1)
            xdotool("mousemove", x + int(width * 0.44), row)
            xdotool("mousemove", x + int(width * 0.50), row, "mouseup", 1)
            xdotool("mousemove", x + 315, y + 50, "click", 1)  # the chip of the first label
            time.sleep(0.3)
            return bool(spans())

        until(drag, "a span made with the mouse")
        (by_mouse,) = spans()
        assert by_mouse.label == "PER"
        chosen = TEXT[by_mouse.start : by_mouse.end]
        assert chosen == chosen.strip()
        assert len(chosen.split()) >= 2

        # The keyboard alone: five tokens on, two tokens long. The click has left the focus in the text.
        xdotool("key", "Right", "Right", "Right", "Right", "Right", "shift+Right", "2")
        until(lambda: len(spans()) == 2, "a span made with the keyboard")
        by_key = next(span for span in spans() if span.label == "LOC")
        assert by_key.start >= by_mouse.end
        assert tokenize(TEXT).aligned(by_key.start, by_key.end)

        xdotool("key", "ctrl+z")
        until(lambda: spans() == (by_mouse,), "undo by key")
        xdotool("key", "ctrl+q")
        assert app.wait(20) == 0
        assert "Traceback" not in (app.stderr.read() if app.stderr else "")
    finally:
        if app.poll() is None:
            app.kill()
            app.wait()
