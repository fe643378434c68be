"""What can go wrong, in two kinds.

    GatelightError
    └── UserError            the user can mend it: one sentence that says what, where and what to do
        ├── FormatError      a file that cannot be read or written as the format it should have
        ├── ModelFileError   an ONNX file that is not a Gatelight tagger, or is damaged
        ├── ProjectError     a project file that cannot be opened, read or written
        │   ├── LostProjectError  there is no sound project at this place; a backup may take it
        │   ├── SavingError      for now: a full disk, another program that writes, a file that was moved
        │   │   └── HeldError    another window has it
        │   └── ReadOnlyError    because it is open to be looked at only
        └── TrainingError    nothing to learn from

Every other exception is a bug: it is reported as one, never shown as the user's fault.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any


class GatelightError(Exception):
    """Base of everything Gatelight raises on purpose."""


class UserError(GatelightError):
    """Tell the user in one sentence what went wrong, where, and what to do about it.

    ``what`` and ``remedy`` are written without capital and full stop, as halves of one sentence:
    ``notes.conll, line 12: the token 'Paris' has no tag; add one in the last column.``
    """

    joint = ": "
    """What stands between the place and ``what``."""

    def __init__(self, what: str, *, path: Path | str | None = None, line: int | None = None, remedy: str = "") -> None:
        self.what = what
        self.path = path
        self.line = line
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        where = str(self.path) if self.path is not None else ""
        if self.line is not None:
            where += f", line {self.line}" if where else f"line {self.line}"
        sentence = f"{where}{self.joint}{self.what}" if where else self.what[:1].upper() + self.what[1:]
        return f"{sentence}; {self.remedy}." if self.remedy else f"{sentence}."

    def __reduce__(self) -> tuple[Callable[..., UserError], tuple[()], dict[str, Any]]:
        """Let it come from another process as it was raised there; an exception alone would keep its sentence only."""
        again = partial(type(self), self.what, path=self.path, line=self.line, remedy=self.remedy)
        return again, (), self.__dict__


class FormatError(UserError):
    """A file cannot be read or written as the format it should have."""


class ModelFileError(UserError):
    """An ONNX file is damaged or is not a Gatelight tagger."""


class ProjectError(UserError):
    """A project file cannot be opened, read or written. The file is the subject: ``what`` begins with a verb."""

    joint = " "


class LostProjectError(ProjectError):
    """What should be a project is missing, empty, damaged or something else; a backup may take its place."""


class SavingError(ProjectError):
    """A project file cannot be read or written as things are now, but may be again: nothing in it is broken."""


class HeldError(SavingError):
    """A project is open in another window, which is the one that changes it."""


class ReadOnlyError(ProjectError):
    """A project is open to be looked at, and was asked to change."""


class TrainingError(UserError):
    """There is nothing to learn from."""
