from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.tagger.examples import Example, examples_of, fingerprint
from engine.text.document import Document, DocumentState, Span, Tokens

TEXT = "Ada met Bob\nin Paris\nall is well"
STARTS = [0, 4, 8, 12, 15, 21, 25, 28]
ENDS = [3, 7, 11, 14, 20, 24, 27, 32]
TOKENS = Tokens(TEXT, np.array(STARTS, np.int32), np.array(ENDS, np.int32), np.array([0, 3, 5, 8], np.int32))


def document(state: DocumentState, *spans: Span) -> Document:
    return Document("letter", TEXT, TOKENS, tuple(spans), state=state)


def test_a_done_document_teaches_all_it_has() -> None:
    assert examples_of(document(DocumentState.DONE, Span(0, 3, "PER"))) == [
        Example(("Ada", "met", "Bob"), ("B-PER", "O", "O")),
        Example(("in", "Paris"), ("O", "O")),
        Example(("all", "is", "well"), ("O", "O", "O")),
    ]


@pytest.mark.parametrize("state", [state for state in DocumentState if state is not DocumentState.DONE])
def test_elsewhere_what_nobody_touched_is_unknown(state: DocumentState) -> None:
    assert examples_of(document(state, Span(0, 3, "PER"), Span(15, 20, "LOC"))) == [
        Example(("Ada", "met", "Bob"), ("B-PER", None, None)),
        Example(("in", "Paris"), (None, "B-LOC")),
    ]


def test_the_rest_of_a_sentence_is_o_when_it_is_assumed() -> None:
    assert examples_of(document(DocumentState.IN_PROGRESS, Span(0, 3, "PER")), assume_o=True) == [
        Example(("Ada", "met", "Bob"), ("B-PER", "O", "O"))
    ]


def test_a_span_over_a_line_break_is_in_both_sentences() -> None:
    assert [example.tags for example in examples_of(document(DocumentState.NEW, Span(8, 14, "X")))] == [
        (None, None, "B-X"),
        ("I-X", None),
    ]


PAST, TOWN = Span(4, 7, "PER"), Span(15, 20, "PER")


def rejecting(state: DocumentState, rejected: tuple[Span, ...], *spans: Span) -> Document:
    return replace(document(state, *spans), rejected=rejected)


@pytest.mark.parametrize("assume_o", [False, True])
def test_a_sentence_with_only_a_rejection_is_otherwise_untouched(assume_o: bool) -> None:
    assert examples_of(rejecting(DocumentState.IN_PROGRESS, (TOWN,)), assume_o) == [
        Example(("in", "Paris"), (None, None), ((1, 2, "PER"),))
    ]


def test_rejections_stand_beside_gold() -> None:
    twice = (PAST, Span(4, 11, "LOC"), TOWN)
    rejected = ((1, 2, "PER"), (1, 3, "LOC"))
    in_progress = rejecting(DocumentState.IN_PROGRESS, twice, Span(0, 3, "PER"))
    only = Example(("in", "Paris"), (None, None), ((1, 2, "PER"),))
    assert examples_of(in_progress) == [Example(("Ada", "met", "Bob"), ("B-PER", None, None), rejected), only]
    assert examples_of(in_progress, assume_o=True) == [
        Example(("Ada", "met", "Bob"), ("B-PER", "O", "O"), rejected),
        only,
    ]


def test_in_a_done_document_all_is_known_whatever_was_rejected() -> None:
    assert examples_of(rejecting(DocumentState.DONE, (TOWN,), Span(0, 3, "PER"))) == [
        Example(("Ada", "met", "Bob"), ("B-PER", "O", "O")),
        Example(("in", "Paris"), ("O", "O"), ((1, 2, "PER"),)),
        Example(("all", "is", "well"), ("O", "O", "O")),
    ]


def test_a_rejection_over_a_line_break_is_in_both_sentences_and_one_of_no_token_in_none() -> None:
    examples = examples_of(rejecting(DocumentState.NEW, (Span(8, 14, "X"), Span(20, 21, "X"))))
    assert [example.rejected for example in examples] == [((2, 3, "X"),), ((0, 1, "X"),)]


def test_a_document_without_tokens_teaches_nothing() -> None:
    none = np.zeros(0, np.int32)
    empty = Document("empty", "", Tokens("", none, none, np.zeros(1, np.int32)), state=DocumentState.DONE)
    assert examples_of(empty) == []


def test_a_fingerprint_tells_sentences_and_their_tags_apart() -> None:
    ada, bob = Example(("Ada",), ("B-PER",)), Example(("Bob", "\udc80"), (None, "O"))
    same = [Example(("Ada",), ("B-PER",)), Example(("Bob", "\udc80"), (None, "O"))]
    assert fingerprint([ada, bob]) == fingerprint(same)
    others = ([bob, ada], [ada], [], [ada, Example(("Bob", "\udc80"), ("O", "O"))])
    assert len({fingerprint(examples) for examples in (same, *others)}) == 5


def test_a_tag_for_each_form() -> None:
    with pytest.raises(ValueError, match="1 forms but 2 tags"):
        Example(("a",), ("O", "O"))


@pytest.mark.parametrize(("first", "last"), [(-1, 1), (1, 1), (0, 2)])
def test_a_rejection_is_of_tokens_of_the_sentence(first: int, last: int) -> None:
    with pytest.raises(ValueError, match=rf"rejected X \[{first}, {last}\) of 1 tokens"):
        Example(("a",), (None,), ((first, last, "X"),))


def confirming(state: DocumentState, *parts: tuple[int, int], spans: tuple[Span, ...] = ()) -> Document:
    return replace(document(state, *spans), confirmed=parts)


@pytest.mark.parametrize("assume_o", [False, True])
def test_what_is_confirmed_without_a_label_is_o_and_the_rest_untouched(assume_o: bool) -> None:
    assert examples_of(confirming(DocumentState.IN_PROGRESS, (0, 12)), assume_o) == [
        Example(("Ada", "met", "Bob"), ("O", "O", "O"))
    ]


def test_a_sentence_that_is_confirmed_in_part_is_open_in_the_rest() -> None:
    half = confirming(DocumentState.IN_PROGRESS, (4, 12), (25, 27), spans=(Span(8, 11, "PER"),))
    assert examples_of(half) == [
        Example(("Ada", "met", "Bob"), (None, "O", "B-PER")),
        Example(("all", "is", "well"), (None, "O", None)),
    ]


def test_a_confirmed_part_that_holds_no_token_teaches_nothing() -> None:
    assert examples_of(confirming(DocumentState.IN_PROGRESS, (11, 12))) == []


def test_confirmed_o_wins_over_a_rejection_beside_it() -> None:
    both = replace(confirming(DocumentState.FLAGGED, (12, 21)), rejected=(TOWN,))
    assert examples_of(both) == [Example(("in", "Paris"), ("O", "O"), ((1, 2, "PER"),))]


def test_a_done_document_is_confirmed_everywhere_whatever_parts_were() -> None:
    parts = confirming(DocumentState.DONE, (0, 12))
    assert examples_of(parts) == examples_of(document(DocumentState.DONE))
