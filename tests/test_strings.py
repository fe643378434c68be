"""Nothing is shown to people that is not translated, and nothing is translated that is no longer shown."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import strings

from gui import catalogue
from gui.catalogue import Message


def test_every_word_of_the_window_goes_through_tr() -> None:
    assert list(strings.unmarked()) == []


def test_words_that_are_marked_for_later_are_translated_when_they_are_shown() -> None:
    assert list(strings.forgotten()) == []


def test_no_words_are_put_together_before_they_are_translated() -> None:
    assert list(strings.unreadable()) == []


@pytest.mark.parametrize("path", strings.catalogues(), ids=lambda path: path.name)
def test_a_catalogue_has_every_word_and_no_other(path: Path) -> None:
    assert list(strings.problems(catalogue.read(path), strings.words_for(path))) == []


@pytest.mark.parametrize("path", strings.catalogues(), ids=lambda path: path.name)
def test_a_catalogue_is_as_the_script_writes_it(path: Path, tmp_path: Path) -> None:
    messages = strings.updated(catalogue.read(path), strings.words_for(path))
    catalogue.write(tmp_path / path.name, strings.header(path), messages)
    written, there = ((folder / path.name).read_text(encoding="utf-8") for folder in (tmp_path, path.parent))
    assert written == there, "run python scripts/strings.py"


def test_there_is_german() -> None:
    assert [path.name for path in strings.catalogues()] == ["de.po", "de.sentences.po"]


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (Message(("Open",), ("",)), "not translated: 'Open'"),
        (Message(("{n} file", "{n} files"), ("{n} Datei", "")), "not translated: '{n} file'"),
        (Message(("{n} file", "{n} files"), ("{n} Datei",)), "not translated: '{n} file'"),
        (Message(("Shut",), ("Zu",)), "no longer in the code: 'Shut'"),
        (Message(("Open {name}",), ("{file} öffnen",)), "other fields than the English: '{file} öffnen'"),
    ],
)
def test_what_is_wrong_with_a_message_is_said(message: Message, problem: str) -> None:
    found = {english: ["x.py"] for english in [("Open",), ("{n} file", "{n} files"), ("Open {name}",)]}
    assert problem in list(strings.problems([message], found))


def test_words_that_are_missing_from_a_catalogue_are_said() -> None:
    assert list(strings.problems([], {("Open",): ["x.py"]})) == ["not translated: 'Open'"]


@pytest.mark.parametrize(
    "code",
    [
        'label.setText("Nothing found")',
        'label.setText(f"{n} files")',
        'menu.addAction("Open…")',
        'button = QPushButton("Save")',
        'toast.show_message("info", "There is " + name)',
    ],
)
def test_words_that_nobody_marked_are_found(code: str) -> None:
    assert any(strings.shown(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ['icon("chevron-up")', 'setShortcut("Ctrl+Shift+Z")', 'f"{a}, {b}"', 'w.setStyleSheet("color: #fff;")']
)
def test_what_is_no_words_is_left_alone(code: str) -> None:
    module = ast.parse(code)
    quiet = {id(part) for node in strings.quiet_nodes(module) for part in ast.walk(node)}
    assert not any(strings.shown(node) for node in ast.walk(module) if id(node) not in quiet)


def sentences_of(code: str) -> list[str]:
    module = ast.parse(code)
    reader = strings.Reader(module)
    return [words for node in ast.walk(module) for given in strings.spoken(node) for words in reader.read(given)]


def test_sentences_of_the_engine_are_read_with_what_changes_in_them() -> None:
    assert sentences_of('raise UserError(f"the token {form!r} has no tag", remedy="add one")') == [
        "the token {form} has no tag",
        "add one",
    ]


def test_a_title_is_read_through_the_function_that_makes_the_action() -> None:
    code = """
def label(document):
    return _edit(f"Label {_quote(document.text)} as {document.label}")

def _edit(title):
    return Action(title, ())

def _quote(text):
    return f"«{text}»"
"""
    assert sentences_of(code) == ["Label «{text}» as {label}"]


def test_both_ends_of_a_condition_are_read() -> None:
    code = """
def delete(rows):
    count = f" and {len(rows)} spans" if rows else ""
    return Action(f"Delete{count}", ())
"""
    assert sentences_of(code) == ["Delete and {rows} spans", "Delete"]


def test_a_title_that_goes_to_another_module_is_read_too() -> None:
    code = """
def add(self, name):
    stamp, title = self._stamp(), f"Add the list «{shorten(name)}»"
    return self._write(record(name, title, stamp))
"""
    assert sentences_of(code) == ["Add the list «{name}»"]
