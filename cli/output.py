"""What the commands print: one JSON object, or lines for people, and a progress bar on a terminal."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from typing import Any, Self


def print_json(data: dict[str, Any]) -> None:
    """Print exactly one JSON object."""
    print(json.dumps(data, ensure_ascii=False))


def print_facts(facts: dict[str, Any]) -> None:
    """Print names and values in two columns."""
    width = max(map(len, facts), default=0)
    for name, value in facts.items():
        print(f"{name.replace('_', ' '):<{width}}  {shown(value)}")


def shown(value: object) -> str:
    """Give a value as people read it."""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(inner)}" for key, inner in value.items()) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value)) or "none"
    return str(value)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows below their headings: the first column to the left, the others, which are numbers, to the right."""
    lines = [list(headings), *([shown(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *numbers in lines:
        cells = [first.ljust(widths[0]), *map(str.rjust, numbers, widths[1:])]
        print("  ".join(cells).rstrip())


class ProgressLine:
    """A bar on stderr that overwrites itself and is gone at the end of ``with``; silent where there is no terminal.

    hidden: draw nothing, because the results themselves go to the terminal.
    """

    WIDTH = 30

    def __init__(self, *, hidden: bool = False) -> None:
        self._on = not hidden and sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._clear()

    def show(self, share: float, text: str) -> None:
        """Draw the bar with a share in [0, 1] and a few words."""
        if self._on:
            filled = round(self.WIDTH * min(1.0, share))
            bar = "█" * filled + "░" * (self.WIDTH - filled)
            room = max(0, shutil.get_terminal_size().columns - self.WIDTH - 2)  # a second row would stay
            print(f"\r{bar} {text[:room]}\x1b[K", end="", file=sys.stderr, flush=True)

    def say(self, sentence: str) -> None:
        """Write a line to stderr in the place of the bar, which comes again when it is next drawn."""
        self._clear()
        print(sentence, file=sys.stderr, flush=True)

    def _clear(self) -> None:
        if self._on:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
