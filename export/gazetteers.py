"""Lists of names as files: a line a name, ``text TAB label``, in any encoding that a text may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import FormatError
from engine.files import write_atomically
from engine.text.labels import Label
from export.formats.encoding import read_text

LONGEST_NAME = 200
"""Code points; a longer line is no name but a text."""


@dataclass(frozen=True, slots=True)
class NamesFile:
    """What a file lists: names by label, in the order of the file. problems: a sentence for each line left out."""

    names: Mapping[str, Sequence[str]]
    problems: tuple[str, ...]

    @property
    def size(self) -> int:
        """Give the number of names."""
        return sum(map(len, self.names.values()))


def read_names(path: Path) -> NamesFile:
    """Read a list of names. Empty lines and what stands there twice are passed over.

    Raises FormatError for a file that cannot be read, or that has no name at all.
    """
    names: dict[str, list[str]] = {}
    seen: dict[str, tuple[str, int]] = {}
    problems: list[str] = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        name, label, problem = _read_line(line)
        if not problem and seen.get(name, (label, 0))[0] != label:
            problem = f"«{name}» is {seen[name][0]} already, in line {seen[name][1]:,}"
        if problem:
            problems.append(f"Line {number:,}: {problem}.")
        elif name not in seen:
            seen[name] = label, number
            names.setdefault(label, []).append(name)
    if not names:
        first = f" ({problems[0].rstrip('.')})" if problems else ""
        remedy = "write a name, a tab and its label on each line"
        raise FormatError(f"there is no name in it{first}", path=path, remedy=remedy)
    return NamesFile(names, tuple(problems))


def write_names(path: Path, names: Mapping[str, Sequence[str]]) -> None:
    """Write a list that can be read again, in UTF-8. Raises UserError if that cannot be written."""
    lines = [f"{name}\t{label}\n" for label, forms in names.items() for name in forms]
    write_atomically(path, "".join(lines).encode("utf-8", "surrogateescape"))


def _read_line(line: str) -> tuple[str, str, str]:
    """Give a name, its label and what is wrong with the line, "" if nothing is."""
    parts = line.split("\t")
    if len(parts) != 2:
        return (
            "",
            "",
            "there is no tab between a name and its label" if len(parts) == 1 else "there is more than one tab",
        )
    name, label = " ".join(parts[0].split()), parts[1].strip()
    if not name or not label:
        return "", "", "the name is missing" if label else "the label is missing"
    if len(name) > LONGEST_NAME:
        return "", "", f"the name has {len(name):,} characters, more than {LONGEST_NAME}"
    try:
        Label(label)
    except ValueError as error:
        return "", "", str(error)
    return name, label, ""
