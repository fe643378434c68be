"""Sentences of the engine are recognised by what is constant in them; what is not known is shown as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import FormatError, ProjectError, UserError
from engine.project import annotate
from engine.project.store import Store
from engine.text.document import Document, DocumentState, Span
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize
from gui import said as module
from gui.said import said, said_error

SENTENCES = {
    "Label «{text}» as {label}": "„{text}“ als {label} annotieren",
    "Go back to «{title}»": "Zurück zu: {title}",
    "cannot be read": "ist nicht lesbar",
    "cannot be read ({reason})": "ist nicht lesbar ({reason})",
    "choose another file": "eine andere Datei wählen",
}


@pytest.fixture
def some_german() -> Iterator[None]:
    module.use(SENTENCES)
    yield
    module.use({})


def test_in_english_everything_stays() -> None:
    assert said("Label «Ada» as PER") == "Label «Ada» as PER"


@pytest.mark.usefixtures("some_german")
@pytest.mark.parametrize(
    ("sentence", "german"),
    [
        ("cannot be read", "ist nicht lesbar"),
        ("cannot be read (no (such) thing)", "ist nicht lesbar (no (such) thing)"),
        ("Label «Ada» as PER", "„Ada“ als PER annotieren"),
        ("Label «a\nb {x}» as P{E}R", "„a\nb {x}“ als P{E}R annotieren"),
        ("Go back to «Label «Ada» as PER»", "Zurück zu: „Ada“ als PER annotieren"),
        ("Nobody ever said this", "Nobody ever said this"),
        ("", ""),
    ],
)
def test_a_sentence_is_recognised_with_what_is_filled_in(sentence: str, german: str) -> None:
    assert said(sentence) == german


@pytest.mark.usefixtures("some_german")
def test_an_error_is_put_together_in_the_language() -> None:
    assert said_error(UserError("cannot be read", remedy="choose another file")) == (
        "Ist nicht lesbar; eine andere Datei wählen."
    )
    assert said_error(ProjectError("cannot be read", path="a.gatelight")) == "a.gatelight ist nicht lesbar."


@pytest.mark.parametrize(
    "error",
    [
        UserError("the disk is full", remedy="free some space"),
        FormatError("there is no text here", path=Path("a.txt"), line=3),
        ProjectError("is empty", path="p", remedy="choose another"),
        UserError("nothing", line=3),
    ],
)
def test_in_english_an_error_says_what_it_says_itself(error: UserError) -> None:
    assert said_error(error) == str(error)


@pytest.mark.usefixtures("german")
def test_what_a_person_can_do_to_a_document_has_a_german_title() -> None:
    text = "Ada met Bob."
    document = Document("a text", text, tokenize(text), (Span(0, 3, "PER"),))
    actions = [
        annotate.label(document, 8, 11, "PER"),
        annotate.remove(document, document.spans[0]),
        annotate.set_note(document, None, "look again"),
        annotate.confirm(document, 0, 12),
        annotate.set_state(document, DocumentState.DONE),
    ]
    assert [said(action.title) for action in actions if action] == [
        "„Bob“ als PER annotieren",
        "PER von „Ada“ entfernen",
        "Notiz zu „a text“",
        "„Ada met Bob.“ bestätigen",
        "„a text“ als erledigt kennzeichnen",
    ]


@pytest.mark.usefixtures("german")
def test_a_list_that_is_added_has_a_german_title_as_one_that_is_removed_has(tmp_path: Path) -> None:
    with Store.create(tmp_path / "p.gatelight", LabelSet((Label("PER"),))) as store:
        added = store.add_gazetteer("Rivers", {"PER": ["Lenn"]})
    assert said(added.title) == "Liste „Rivers“ hinzufügen"
