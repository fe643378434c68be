from __future__ import annotations

import pytest

from engine.text.tokenizer import tokenize
from gui.document_view import Direction, TokenRange
from gui.document_view.caret import Caret

TEXT = "Ada met Bob. He was late. She left."


@pytest.fixture
def caret() -> Caret:
    return Caret(tokenize(TEXT))


def test_the_token_under_the_caret_is_selected(caret):
    caret.place(2)

    assert caret.selection == TokenRange(2, 3)


def test_extending_selects_from_the_anchor_in_both_directions(caret):
    caret.place(3)
    caret.place(5, extend=True)
    assert caret.selection == TokenRange(3, 6)

    caret.place(1, extend=True)
    assert caret.selection == TokenRange(1, 4)


def test_a_move_without_extending_drops_the_selection(caret):
    caret.place(4, extend=True)
    caret.place(4)

    assert caret.selection == TokenRange(4, 5)


def test_placing_tells_whether_anything_changed(caret):
    assert caret.place(3)
    assert not caret.place(3)
    assert caret.place(3, extend=True) is False


def test_the_caret_stays_inside_the_text(caret):
    last = len(tokenize(TEXT)) - 1

    caret.place(1000)
    assert caret.token == last
    assert caret.target(Direction.NEXT) == last
    caret.place(-5)
    assert caret.target(Direction.PREVIOUS) == 0


def test_sentence_moves_go_to_beginnings_of_sentences(caret):
    tokens = tokenize(TEXT)
    second, third = int(tokens.sentences[1]), int(tokens.sentences[2])

    caret.place(1)
    assert caret.target(Direction.NEXT_SENTENCE) == second
    caret.place(second + 1)
    assert caret.target(Direction.PREVIOUS_SENTENCE) == second
    caret.place(second)
    assert caret.target(Direction.PREVIOUS_SENTENCE) == 0
    caret.place(third)
    assert caret.target(Direction.NEXT_SENTENCE) == len(tokens) - 1


def test_selecting_a_range_puts_the_caret_on_its_last_token(caret):
    caret.select(TokenRange(2, 5))

    assert (caret.token, caret.selection) == (4, TokenRange(2, 5))


def test_a_text_without_tokens_has_an_empty_selection():
    caret = Caret(tokenize(""))

    assert caret.selection == TokenRange(0, 0)
    assert caret.target(Direction.NEXT_SENTENCE) == 0
    assert caret.target(Direction.DOCUMENT_END) == 0


def test_moves_over_lines_are_refused(caret):
    with pytest.raises(ValueError, match="lines"):
        caret.target(Direction.UP)
