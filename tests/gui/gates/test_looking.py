from __future__ import annotations

from dataclasses import replace

import pytest

from engine.text.document import Document
from engine.text.tokenizer import tokenize
from export.onnx_graph import to_onnx
from gui.gates.batch_stages import stages_of
from gui.gates.looking import Look, Question, Reader
from tests.export.conftest import make_tagger

TEXT = "Ada met Bob in Paris. Bob left Paris on Monday."


@pytest.fixture
def question() -> Question:
    """One about the first token of the second sentence, all of it."""
    document = Document("d", TEXT, tokenize(TEXT))
    onnx = to_onnx(make_tagger(labels=["PER", "LOC"], hidden=5), "fp32")
    return Question(onnx, document, 1, tuple(document.tokens.forms(6, 12)), 0, why=True, batch=True)


@pytest.fixture
def look(question: Question) -> Look:
    return Reader().look(question)


def test_what_nobody_looks_at_is_not_computed(question: Question) -> None:
    look = Reader().look(replace(question, why=False, batch=False))
    assert (look.why, look.batch) == (None, None)


@pytest.mark.parametrize("changes", [{"token": 4}, {"unit": 7}, {"token": 5, "unit": 0}])
def test_another_token_or_unit_is_answered_at_once_as_the_lane_answers_it(
    look: Look, question: Question, changes: dict[str, int]
) -> None:
    other = replace(question, why=False, **changes)
    turned, read = look.turned_to(other), Reader().look(other)
    assert turned is not None
    assert (turned.question, turned.step, turned.ranking) == (other, read.step, read.ranking)
    assert (turned.reading, turned.batch, turned.why) == (look.reading, look.batch, None)


def test_what_takes_computing_is_left_to_the_lane(look: Look, question: Question) -> None:
    document, asked = question.document, replace(question, why=False)
    first = {"sentence": 0, "forms": tuple(document.tokens.forms(0, 6))}
    assert look.turned_to(replace(question, token=1)) is None, "what moves the score of a tag is of one token"
    assert look.turned_to(replace(asked, **first)) is None
    assert look.turned_to(replace(asked, onnx=bytes(question.onnx[:-1]))) is None
    assert look.turned_to(replace(asked, document=document.edited())) is None, "other tags make another batch"
    assert look.turned_to(replace(asked, assume_o=True)) is None
    assert look.turned_to(replace(asked, document=document.edited(), batch=False)) is not None
    without = replace(look, batch=None)
    assert without.turned_to(asked) is None


def test_what_is_drawn_of_a_batch_is_made_before_the_window_asks_for_it(question: Question) -> None:
    look = Reader().look(question)
    assert look.batch is not None
    before = stages_of.cache_info().misses
    stages_of(look.batch)
    assert stages_of.cache_info().misses == before
