from __future__ import annotations

import copy
import pickle

import pytest

from engine.text import late_tokens
from engine.text.late_tokens import LateTokens
from engine.text.tokenizer import tokenize

TEXT = "Ada met Bob. He left.\nBob stayed."


def test_late_tokens_are_those_of_the_text() -> None:
    tokens = LateTokens(TEXT)
    assert list(tokens) == list(tokenize(TEXT))
    assert tokens.sentences.tolist() == tokenize(TEXT).sentences.tolist()
    assert len(LateTokens("")) == 0


def test_a_text_is_tokenised_when_it_is_asked_for_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(late_tokens, "tokenize", lambda text: asked.append(text) or tokenize(text))
    tokens = LateTokens(TEXT)
    assert (tokens.found, asked) == (False, [])
    assert tokens.sentence_count == 3
    assert tokens[0].form == "Ada"
    assert (tokens.found, asked) == (True, [TEXT])


def test_a_copy_does_not_tokenise_and_keeps_what_was_found() -> None:
    tokens = LateTokens(TEXT)
    for copied in (pickle.loads(pickle.dumps(tokens)), copy.copy(tokens)):
        assert not copied.found
        assert list(copied) == list(tokenize(TEXT))
    assert not tokens.found
    tokens.find()
    assert pickle.loads(pickle.dumps(tokens)).ends.tolist() == tokenize(TEXT).ends.tolist()


def test_what_tokens_do_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = LateTokens(TEXT).nothing
