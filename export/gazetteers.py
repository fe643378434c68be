"""Lists of names as files: a line a name, ``text TAB label``, in any encoding that a text may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from engine.errors import FormatError
from engine.files import write_atomically
from engine.text.labels import Label
from export.formats.encoding import read_text

LONGEST_NAME = 200
"""Code points; a longer line is no name but a text."""


MOST_LABELS = 500
"""A file with more labels is no list of names: its second column is something else."""


class Problem(NamedTuple):
    """Why a line was left out. line: from 1; what: half a sentence."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class NamesFile:
    """What a file lists: names by label, in the order of the file.

    problems: why lines were left out. repeated: how many say the same as one before.
    """

    names: Mapping[str, Sequence[str]]
    problems: tuple[Problem, ...] = ()
    repeated: int = 0

    @property
    def size(self) -> int:
        """Give the number of names."""
        return sum(map(len, self.names.values()))


def read_names(path: Path) -> NamesFile:
    """Read a list of names. Empty lines are passed over, and what stands there twice counts once.

    Raises FormatError for a file that cannot be read, that has no name at all, or more labels than a project can use.
    """
    names: dict[str, list[str]] = {}
    seen: dict[str, tuple[str, int]] = {}
    problems: list[Problem] = []
    repeated = 0
    remedy = "write a name, a tab and its label on each line"
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        what = _trouble(line)
        if what:
            problems.append(Problem(number, what))
            continue
        name, label = _parts(line)
        before = seen.setdefault(name, (label, number))
        if before == (label, number):
            names.setdefault(label, []).append(name)
        elif before[0] == label:
            repeated += 1
        else:
            problems.append(Problem(number, f"«{name}» is {before[0]} already, in line {before[1]:,}"))
    if not names:
        first = f" (line {problems[0].line:,}: {problems[0].what})" if problems else ""
        raise FormatError(f"there is no name in it{first}", path=path, remedy=remedy)
    if len(names) > MOST_LABELS:
        raise FormatError(f"it has {len(names):,} different labels, more than {MOST_LABELS}", path=path, remedy=remedy)
    return NamesFile(names, tuple(problems), repeated)


def write_names(path: Path, names: Mapping[str, Sequence[str]]) -> None:
    """Write a list that can be read again, in UTF-8. Raises UserError if that cannot be written."""
    lines = [f"{name}\t{label}\n" for label, forms in names.items() for name in forms]
    write_atomically(path, "".join(lines).encode("utf-8", "surrogateescape"))


def _parts(line: str) -> tuple[str, str]:
    """Give the name and the label of a line with one tab."""
    name, label = line.split("\t")
    return " ".join(name.split()), label.strip()


def _trouble(line: str) -> str:
    """Say what is wrong with a line, "" if nothing is."""
    tabs = line.count("\t")
    if tabs != 1:
        return "there is more than one tab" if tabs else "there is no tab between a name and its label"
    name, label = _parts(line)
    if not name:
        return "the name is missing"
    if not label:
        return "the label is missing"
    if len(name) > LONGEST_NAME:
        return f"the name has {len(name):,} characters, more than {LONGEST_NAME}"
    try:
        _check_label(label)
    except ValueError as error:
        return str(error)
    return ""


@lru_cache(maxsize=1_000)
def _check_label(name: str) -> None:
    """Refuse what can be no label; a list has few of them. Raises ValueError."""
    Label(name)
