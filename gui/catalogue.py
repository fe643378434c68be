"""Reads and writes the words of a language: a .po file, as translators' tools know it, of which we use a part.

A message is its places in the code, the English words, the plural where it has one, and what they are in the language:
«msgid», «msgid_plural», «msgstr» or «msgstr[0]», «msgstr[1]». Strings are escaped as in JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SENTENCES = ".sentences.po"
"""How the name of a catalogue ends that has the sentences of the engine, with ``{name}`` for what changes in them."""


@dataclass(frozen=True, slots=True)
class Message:
    """English words, and what they are in another language: as many forms as the English has; "" if not yet known."""

    english: tuple[str, ...]
    forms: tuple[str, ...]
    places: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Tell whether every form is there."""
        return all(self.forms)


def read(path: Path) -> list[Message]:
    """Read the messages of a file. Raises ValueError with the number of a line that is not understood."""
    messages: list[Message] = []
    english: list[str] = []
    forms: list[str] = []
    places: list[str] = []
    into = english

    def end() -> None:
        if english and english[0]:  # without English words it is the file's own header
            messages.append(Message(tuple(english), tuple(forms), tuple(places)))
        english.clear()
        forms.clear()
        places.clear()

    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line:
            end()
        elif line.startswith("#: "):
            places.append(line[3:])
        elif line[0] == "#":
            pass
        else:
            keyword, _, string = line.partition('"')
            if keyword:
                into = forms if keyword.startswith("msgstr") else english
                into.append("")
            try:
                # most lines have nothing escaped, and all are read at a start
                into[-1] += string[:-1] if "\\" not in string and string[-1] == '"' else json.loads(f'"{string}')
            except (ValueError, IndexError) as error:
                raise ValueError(f"{path}, line {number}: not a line of a catalogue: {line}") from error
    end()
    return messages


def write(path: Path, header: str, messages: Iterable[Message]) -> None:
    """Write messages in the order given, below a header of comments and facts."""
    blocks = [header.rstrip("\n")]
    for message in messages:
        lines = [f"#: {place}" for place in message.places]
        lines += [f"msgid {quoted(message.english[0])}"]
        lines += [f"msgid_plural {quoted(many)}" for many in message.english[1:]]
        if len(message.english) == 1:
            lines.append(f"msgstr {quoted(message.forms[0])}")
        else:
            lines += [f"msgstr[{n}] {quoted(form)}" for n, form in enumerate(message.forms)]
        blocks.append("\n".join(lines))
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def quoted(string: str) -> str:
    """Give a string as a catalogue has it."""
    return json.dumps(string, ensure_ascii=False)
