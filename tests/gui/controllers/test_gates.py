from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from engine.errors import ModelFileError
from engine.tagger.batching import MAX_SENTENCE
from engine.text.document import Document, Tokens
from engine.text.tokenizer import tokenize
from gui.controllers import gates
from gui.controllers.gates import GatesController, Missing, Place, place_of
from gui.gates.looking import Question
from gui.tasks import Lane

TEXT = "Ada met Bob in Paris. Bob left Paris on Monday."
ONE, TWO = b"one", b"two"


@dataclass(frozen=True)
class Answer:
    """An answer that says nothing but what it was asked. turns: whether it answers what is beside it, too."""

    question: Question
    turns: bool

    def turned_to(self, question: Question) -> Answer | None:
        return Answer(question, True) if self.turns and question.is_beside(self.question) else None


class Reader:
    """Answers, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.error: Exception | None = None
        self.turns = False

    def look(self, question: Question) -> Answer:
        self.asked.append(question)
        if self.error is not None:
            raise self.error
        return Answer(question, self.turns)


class Watched:
    """A controller with what it told."""

    def __init__(self, qtbot, reader: Reader, lane: Lane) -> None:
        self.qtbot, self.reader, self.lane = qtbot, reader, lane
        self.controller = GatesController(lane, lane)
        self.answers: list[tuple[Place, Question]] = []
        self.missing: list[object] = []
        self.failed: list[Exception] = []
        self.controller.answered.connect(lambda place, look: self.answers.append((place, look.question)))
        self.controller.missing.connect(self.missing.append)
        self.controller.failed.connect(self.failed.append)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.lane.busy)


@pytest.fixture
def document() -> Document:
    return Document("d", TEXT, tokenize(TEXT))


@pytest.fixture
def seen(qtbot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """A controller that is watched, with a reader that only takes notes."""
    reader, lane = Reader(), Lane("tagger")
    monkeypatch.setattr(gates, "Reader", lambda: reader)
    watched = Watched(qtbot, reader, lane)
    watched.controller.set_watched(True)
    watched.missing.clear()
    yield watched
    watched.controller.set_watched(False)
    lane.close()
    lane.deleteLater()


def test_the_sentence_under_the_caret_is_looked_at(seen: Watched, document: Document) -> None:
    seen.controller.set_tagger(ONE)
    seen.controller.follow(document, 7)
    seen.settle()
    ((place, question),) = seen.answers[-1:]
    assert (place.sentence, place.first, place.last) == (1, 6, 12)
    assert question.forms == ("Bob", "left", "Paris", "on", "Monday", ".")
    assert (question.token, question.tag, question.unit, question.batch) == (1, None, None, False)
    assert not place.is_part


def test_nothing_is_computed_while_nobody_looks(seen: Watched, document: Document) -> None:
    seen.controller.set_watched(False)
    seen.controller.set_tagger(ONE)
    seen.controller.follow(document, 0)
    seen.controller.follow(document, 3)
    seen.settle()
    assert seen.reader.asked == []
    seen.controller.set_watched(True)
    seen.settle()
    assert [question.token for question in seen.reader.asked] == [3]


def test_what_takes_no_computing_is_answered_at_once(seen: Watched, document: Document) -> None:
    seen.reader.turns = True
    seen.controller.set_tagger(ONE)
    seen.controller.follow(document, 0)
    seen.settle()
    seen.controller.follow(document, 2)
    assert (seen.answers[-1][1].token, seen.lane.busy) == (2, False)
    seen.controller.choose_unit(3)
    assert (seen.answers[-1][1].unit, seen.lane.busy) == (3, False)
    seen.controller.follow(document, 8)
    assert seen.answers[-1][1].token == 2, "another sentence has to be read"
    seen.settle()
    assert [question.token for question in seen.reader.asked] == [0, 2]


def test_a_late_answer_never_comes_after_one_that_came_at_once(seen: Watched, document: Document) -> None:
    seen.reader.turns = True
    seen.controller.set_tagger(ONE)
    seen.controller.follow(document, 0)
    seen.settle()
    seen.controller.follow(document, 8)
    seen.controller.follow(document, 1)
    seen.settle()
    assert [question.token for _, question in seen.answers] == [0, 1]


def test_only_the_newest_question_is_answered(seen: Watched, document: Document) -> None:
    seen.controller.set_tagger(ONE)
    for caret in range(10):
        seen.controller.follow(document, caret)
    seen.settle()
    assert [question.token for _, question in seen.answers] == [3]


def test_a_swap_is_looked_into_and_forgets_what_was_chosen(seen: Watched, document: Document) -> None:
    seen.controller.set_tagger(ONE)
    seen.controller.follow(document, 0)
    seen.controller.choose_unit(40)
    seen.controller.choose_tag(2)
    seen.settle()
    assert (seen.answers[-1][1].unit, seen.answers[-1][1].tag) == (40, 2)
    seen.controller.set_tagger(TWO)
    seen.settle()
    last = seen.answers[-1][1]
    assert (last.onnx, last.unit, last.tag) == (TWO, None, None)


def test_the_tag_that_is_asked_about_is_one_of_a_token_the_unit_is_not(seen: Watched, document: Document) -> None:
    seen.controller.set_tagger(ONE)
    seen.controller.follow(document, 0)
    seen.controller.choose_unit(40)
    seen.controller.choose_tag(2)
    seen.controller.follow(document, 1)
    seen.settle()
    assert (seen.answers[-1][1].unit, seen.answers[-1][1].tag) == (40, None)


def test_an_edit_asks_again_only_where_it_matters(seen: Watched, document: Document) -> None:
    seen.controller.set_tagger(ONE)
    seen.controller.follow(document, 0)
    seen.settle()
    edited = document.edited()
    seen.controller.follow(edited, 0)
    seen.settle()
    assert len(seen.reader.asked) == 1
    seen.controller.watch(batch=True)
    seen.controller.follow(edited.edited(), 0)
    seen.settle()
    assert [question.batch for question in seen.reader.asked][-1]
    assert seen.answers[-1][1].document is not edited


@pytest.mark.parametrize("more", [{"assume_o": True}, {"names": {"PER": "PERSON"}}])
def test_a_batch_is_told_anew_when_it_is_made_otherwise(seen: Watched, document: Document, more: dict) -> None:
    seen.controller.set_tagger(ONE)
    seen.controller.watch(batch=True)
    seen.controller.follow(document, 0)
    seen.controller.follow(document, 0, **more)
    seen.settle()
    last = seen.answers[-1][1]
    assert {name: getattr(last, name) for name in more} == more
    count = len(seen.reader.asked)
    seen.controller.follow(document, 0, **more)
    seen.settle()
    assert len(seen.reader.asked) == count


def test_of_a_very_long_sentence_it_is_asked_about_the_part_under_the_caret(seen: Watched) -> None:
    count = MAX_SENTENCE + 10
    starts = 2 * np.arange(count, dtype=np.int32)
    tokens = Tokens("a " * count, starts, starts + 1, np.array([0, count], np.int32))
    seen.controller.set_tagger(ONE)
    seen.controller.follow(Document("d", tokens.text, tokens), MAX_SENTENCE + 3)
    seen.settle()
    question = seen.answers[-1][1]
    assert (len(question.forms), question.skipped, question.token) == (10, MAX_SENTENCE, 3)


def test_without_a_text_or_a_tagger_it_is_said_which_is_missing(seen: Watched, document: Document) -> None:
    seen.controller.follow(None, 0)
    seen.controller.set_tagger(ONE)
    assert set(seen.missing) == {Missing.TEXT}
    seen.controller.follow(document, 0)
    seen.settle()
    seen.controller.set_tagger(None)
    assert seen.missing[-1] is Missing.TAGGER
    empty = Document("e", "", tokenize(""))
    seen.controller.follow(empty, 0)
    assert seen.missing[-1] is Missing.TEXT


def test_a_file_that_cannot_be_looked_into_is_one_sentence(seen: Watched, document: Document) -> None:
    seen.reader.error = ModelFileError("the file is too old", remedy="retrain")
    seen.controller.set_tagger(ONE)
    seen.controller.follow(document, 0)
    seen.settle()
    assert seen.missing[-1] is seen.reader.error
    assert seen.failed == []


def test_a_bug_is_reported_as_one(seen: Watched, document: Document) -> None:
    seen.reader.error = ZeroDivisionError()
    seen.controller.set_tagger(ONE)
    seen.controller.follow(document, 0)
    seen.settle()
    assert seen.failed == [seen.reader.error]
    assert seen.missing[-1] is Missing.ANSWER, "there is a tagger"


@pytest.mark.parametrize("error", [ZeroDivisionError(), ModelFileError("the file is too old", remedy="retrain")])
def test_what_could_not_be_answered_is_asked_again_only_in_another_sentence(
    seen: Watched, document: Document, error: Exception
) -> None:
    seen.reader.error = error
    seen.controller.set_tagger(ONE)
    for caret in (0, 1, 2, 1):
        seen.controller.follow(document, caret)
        seen.settle()
    told = error if isinstance(error, ModelFileError) else Missing.ANSWER
    assert (len(seen.reader.asked), seen.missing[-4:]) == (1, [told] * 4)
    assert len(seen.failed) == isinstance(error, ZeroDivisionError)
    seen.controller.follow(document, 8)
    seen.settle()
    assert len(seen.reader.asked) == 2


@pytest.mark.parametrize("other", ["tagger", "tab"])
def test_what_could_not_be_answered_is_asked_again_of_another_tagger_and_in_another_tab(
    seen: Watched, document: Document, other: str
) -> None:
    seen.reader.error = ZeroDivisionError()
    seen.controller.set_tagger(ONE)
    seen.controller.watch(batch=True)
    seen.controller.follow(document, 0)
    seen.settle()
    seen.reader.error = None
    if other == "tagger":
        seen.controller.set_tagger(TWO)
    else:
        seen.controller.watch()
    seen.settle()
    assert [question.token for _, question in seen.answers] == [0]


def test_a_very_long_sentence_is_read_in_parts_as_the_runtime_reads_it() -> None:
    count = 2 * MAX_SENTENCE + 10
    starts = 2 * np.arange(count, dtype=np.int32)
    tokens = Tokens("a " * count, starts, starts + 1, np.array([0, 3, count], np.int32))
    assert place_of(tokens, 2) == Place(0, 0, 3, 0, 3)
    last = place_of(tokens, count - 1)
    assert last == Place(1, 3 + 2 * MAX_SENTENCE, count, 3, count)
    assert last.is_part
    first = place_of(tokens, 3)
    assert (first.first, first.last) == (3, 3 + MAX_SENTENCE)
    assert place_of(tokens, 3 + MAX_SENTENCE).first == 3 + MAX_SENTENCE
