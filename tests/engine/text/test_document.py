from __future__ import annotations

from bisect import insort

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.document import Document, DocumentState, Span, Token, Tokens

TEXT = "Ada met Bob.\nBob left."
STARTS, ENDS = [0, 4, 8, 11, 13, 17, 21], [3, 7, 11, 12, 16, 21, 22]


def int32(values: list[int]) -> np.ndarray:
    return np.array(values, np.int32)


TOKENS = Tokens(TEXT, int32(STARTS), int32(ENDS), int32([0, 4, 7]))
ADA, BOB = Span(0, 3, "PER"), Span(8, 11, "PER")


def document(*spans: Span, **more: object) -> Document:
    return Document("letter", TEXT, TOKENS, spans, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 2), (-1, 2)])
def test_a_span_without_a_character_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="empty or negative"):
        Span(start, end, "PER")


def test_a_span_needs_a_label() -> None:
    with pytest.raises(ValueError, match="has no label"):
        Span(0, 1, "")


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert not Span(2, 4, "X").overlaps(4, 6)
    assert not Span(2, 4, "X").overlaps(0, 2)
    assert Span(2, 4, "X").overlaps(3, 9)


def test_tokens_are_a_sequence_of_forms_with_places() -> None:
    assert len(TOKENS) == 7
    assert TOKENS[0] == Token("Ada", 0, 3)
    assert TOKENS[-1] == Token(".", 21, 22)
    assert TOKENS[2:4] == [Token("Bob", 8, 11), Token(".", 11, 12)]
    assert list(TOKENS) == TOKENS[:]
    assert TOKENS.forms(4) == ["Bob", "left", "."]
    assert TOKENS.forms(1, 3) == ["met", "Bob"]


def test_sentences_share_out_the_tokens() -> None:
    assert TOKENS.sentence_count == 2
    assert [TOKENS.sentence_range(n) for n in range(2)] == [(0, 4), (4, 7)]
    assert [TOKENS.sentence_of(token) for token in range(7)] == [0, 0, 0, 0, 1, 1, 1]


@given(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT)))
def test_places_agree_with_a_look_at_every_token(start: int, length: int) -> None:
    end = min(len(TEXT), start + length)
    touched = [i for i in range(7) if STARTS[i] < end and start < ENDS[i]]
    first, last = TOKENS.covering(start, end)
    assert list(range(first, last)) == touched
    assert TOKENS.at(start) == next((i for i in range(7) if STARTS[i] <= start < ENDS[i]), None)
    assert TOKENS.aligned(start, end) == (bool(touched) and start in STARTS and end in ENDS)


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="1 starts but 2 ends"):
        Tokens("ab", int32([0]), int32([1, 2]), int32([0, 1]))
    for sentences in ([], [1, 2], [0, 1]):
        with pytest.raises(ValueError, match="do not cover 2 tokens"):
            Tokens("ab", int32([0, 1]), int32([1, 2]), int32(sentences))


def test_spans_of_a_document_are_in_order_and_inside_the_text() -> None:
    with pytest.raises(ValueError, match="overlap or are out of order"):
        document(BOB, ADA)
    with pytest.raises(ValueError, match="overlap or are out of order"):
        document(ADA, Span(2, 7, "X"))
    with pytest.raises(ValueError, match=r"ends behind the text \(22\)"):
        document(Span(17, 23, "X"))


CUTS = st.lists(st.integers(0, len(TEXT)), max_size=8, unique=True).map(sorted)


@given(CUTS, st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_spans_between_are_those_that_share_a_character(cuts: list[int], start: int, end: int) -> None:
    spans = [Span(a, b, "X") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    if start < end:
        expected = tuple(span for span in spans if span.overlaps(start, end))
        assert document(*spans).spans_between(start, end) == expected


def test_an_edit_gives_a_new_document_and_leaves_the_old_one() -> None:
    old = document(BOB, rejected=(Span(4, 7, "X"),))
    new = old.edited(add=[ADA], reject=[Span(0, 7, "ORG")], unreject=[Span(4, 7, "X")], state=DocumentState.IN_PROGRESS)
    assert (new.spans, new.rejected) == ((ADA, BOB), (Span(0, 7, "ORG"),))
    assert (new.state, new.revision) == (DocumentState.IN_PROGRESS, 1)
    assert (old.spans, old.state, old.revision) == ((BOB,), DocumentState.NEW, 0)
    assert new.tokens is old.tokens


def test_removal_comes_before_addition_so_a_label_can_change_in_one_edit() -> None:
    assert document(ADA).edited(remove=[ADA], add=[Span(0, 3, "ORG")]).spans == (Span(0, 3, "ORG"),)


def test_removing_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="letter: no such span"):
        document(ADA).edited(remove=[BOB])


@given(CUTS, st.randoms())
def test_spans_added_in_any_order_stand_in_order(cuts: list[int], random) -> None:
    spans = [Span(a, b, "X") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    random.shuffle(spans)
    edited, expected = document(), []
    for span in spans:
        edited = edited.edited(add=[span])
        insort(expected, span)
    assert list(edited.spans) == expected


@given(st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)).map(lambda pair: (min(pair), max(pair))), max_size=6))
def test_the_tokens_of_many_ranges_are_those_of_each(ranges: list[tuple[int, int]]) -> None:
    first, last = TOKENS.covering_all(ranges)
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == [TOKENS.covering(*one) for one in ranges]
