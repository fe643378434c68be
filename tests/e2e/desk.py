"""A person at a screen: the real program under a virtual X server, with real keys and a real mouse.

What is stored is read from the file, as nobody but the program writes there. Where things are on the screen is asked
of the program itself (``places.py``), because a person sees that and a test does not.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.project.store import Store
from engine.text.document import Document

PLACES = Path(__file__).with_name("places.py")


def until(ready: Callable[[], object], what: str, limit_s: float = 30.0) -> object:
    """Look again and again until something is true; give what it is."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if result := ready():
            return result
        time.sleep(0.05)
    raise AssertionError(f"waited in vain: {what}")


class Desk:
    """One running program with a project, and the hands before it."""

    def __init__(self, project: Path, environment: dict[str, str], display: str) -> None:
        self.project = project
        self._environment = environment | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._errors = project.with_suffix(".stderr")
        with self._errors.open("w") as errors:  # a pipe that nobody reads would fill up and stop the program
            self._program = subprocess.Popen(
                [sys.executable, str(PLACES), str(project)],
                env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
        title = f"{project.stem} – Gatelight"
        until(lambda: self._xdotool("search", "--onlyvisible", "--name", title).split(), "the window")
        self._xdotool("windowfocus", "--sync", self._xdotool("search", "--onlyvisible", "--name", title).split()[0])
        self.wait_for("the text", lambda: self.place("token", 0))

    def stored(self, document_id: int = 1) -> Document:
        """Give a document as the file has it."""
        with Store.look(self.project) as store:
            return store.document(document_id)

    def gold(self, document_id: int = 1) -> list[tuple[str, str]]:
        """Give the names that are labelled in the file, with their labels."""
        document = self.stored(document_id)
        return [(document.text[span.start : span.end], span.label) for span in document.spans]

    def wait_for(self, what: str, ready: Callable[[], object]) -> object:
        """Wait until something is true. Raises AssertionError if the program ended or it takes too long."""

        def look() -> object:
            assert self._program.poll() is None, f"the program ended: {self.said()}"
            return ready()

        return until(look, what)

    def keys(self, *names: str) -> None:
        """Press keys, each as xdotool names it: «Right», «shift+Right», «ctrl+z»."""
        if names:
            self._xdotool("key", "--delay", 15, *names)

    def type(self, words: str) -> None:
        """Type words."""
        self._xdotool("type", "--delay", 15, words)

    def place(self, *question: object) -> tuple[int, int] | None:
        """Ask the program where something is on the screen, None if it is not to be seen."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        print(json.dumps(question), file=self._program.stdin, flush=True)
        answer = json.loads(self._program.stdout.readline() or "null")
        return None if answer is None else (answer[0], answer[1])

    def click(self, *question: object) -> None:
        """Click on something as soon as it is to be seen."""
        self._point(self._seen(*question))
        self._xdotool("click", 1)

    def double_click(self, *question: object) -> None:
        """Click twice on something as soon as it is to be seen."""
        self._point(self._seen(*question))
        self._xdotool("click", "--repeat", 2, "--delay", 60, 1)

    def drag(self, begin: Sequence[object], end: Sequence[object]) -> None:
        """Press the button on one thing and let it go on another."""
        (x, y), target = self._seen(*begin), self._seen(*end)
        self._point((x, y))
        self._xdotool("mousedown", 1)
        for step in range(1, 5):  # a hand does not jump
            self._point((x + (target[0] - x) * step // 4, y + (target[1] - y) * step // 4))
        self._xdotool("mouseup", 1)

    def ended(self) -> str:
        """Wait until the program has ended well; give what it said to its standard error."""
        assert self._program.wait(20) == 0
        return self.said()

    def clear(self) -> None:
        """End the program if it is still there."""
        if self._program.poll() is None:
            self._program.kill()
            self._program.wait()

    def _seen(self, *question: object) -> tuple[int, int]:
        place = self.wait_for(f"{question} on the screen", lambda: self.place(*question))
        assert isinstance(place, tuple)
        return place

    def _point(self, place: tuple[int, int]) -> None:
        self._xdotool("mousemove", *place)  # not «--sync», which waits fifteen seconds where the mouse is there already

    def _xdotool(self, *words: object) -> str:
        command = ["xdotool", *map(str, words)]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=30).stdout

    def said(self) -> str:
        """Give what the program said to its standard error so far."""
        return self._errors.read_text()
