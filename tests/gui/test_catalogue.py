"""A catalogue is read as it was written, and a line that is none is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.catalogue import Message, read, write

HEADER = 'msgid ""\nmsgstr ""\n"Language: de\\n"'
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), unique_by=lambda words: words[0]))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, all_words) -> None:
    path = tmp_path_factory.mktemp("po") / "de.po"
    messages = [Message((one, many), (eins, viele), ("gui/a.py",)) for one, many, eins, viele in all_words]
    messages += [Message((one + " ",), (eins,)) for one, _, eins, _ in all_words]
    write(path, HEADER, messages)
    assert read(path) == messages


def test_strings_over_several_lines_are_put_together(tmp_path: Path) -> None:
    path = tmp_path / "de.po"
    path.write_text(f'{HEADER}\n\n# a word\nmsgid ""\n"Open "\n"it"\nmsgstr "Öffnen"\n', encoding="utf-8")
    assert read(path) == [Message(("Open it",), ("Öffnen",))]


def test_a_message_is_done_when_all_forms_are_there() -> None:
    assert Message(("{n} file", "{n} files"), ("{n} Datei", "{n} Dateien")).done
    assert not Message(("{n} file", "{n} files"), ("{n} Datei", "")).done


@pytest.mark.parametrize("line", ['msgid "Open', "msgid Open", '"Open"'])
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "de.po"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1: not a line of a catalogue"):
        read(path)
