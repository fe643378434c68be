from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.project import actions
from engine.project.actions import Action, RejectionRemoved, SpanAdded, SpanRemoved, SuggestionRejected, applied
from engine.text.document import IMPORTED, Document, Span
from engine.text.tokenizer import tokenize

TEXT = "x " * 20
SPANS = st.sets(st.integers(0, 19), max_size=10).map(lambda found: tuple(Span(2 * n, 2 * n + 1, "PER") for n in found))


@contextmanager
def few(count: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "_FEW", count)
        yield


@given(SPANS, SPANS, SPANS, SPANS)
def test_changes_one_by_one_and_all_at_once_come_to_the_same(before, after, rejected_before, rejected_after) -> None:
    document = Document("d", TEXT, tokenize(TEXT), tuple(sorted(before)), tuple(sorted(rejected_before)), id=1)
    action = Action(
        "A",
        (
            *(SpanRemoved(1, span) for span in before if span not in after),
            *(SpanAdded(1, span) for span in after if span not in before),
            *(RejectionRemoved(1, span) for span in rejected_before if span not in rejected_after),
            *(SuggestionRejected(1, span) for span in rejected_after if span not in rejected_before),
        ),
    )
    with few(0):
        at_once = applied(document, action)
    one_by_one = applied(document, action)
    assert at_once == one_by_one
    assert one_by_one.spans == tuple(sorted(after))
    assert one_by_one.rejected == tuple(sorted(rejected_after))


@pytest.mark.parametrize("count", [0, 100])
def test_a_span_that_comes_back_is_from_where_it_says(count: int) -> None:
    document = Document("d", TEXT, tokenize(TEXT), (Span(0, 1, "PER"),), id=1)
    again = Span(0, 1, "PER", IMPORTED)
    with few(count):
        changed = applied(document, Action("A", (SpanRemoved(1, again), SpanAdded(1, again))))
    assert changed.spans[0].origin == IMPORTED


@pytest.mark.parametrize("count", [0, 100])
@pytest.mark.parametrize("span", [Span(1, 3, "LOC"), Span(0, 5, "LOC"), Span(2, 3, "LOC"), Span(0, 3, "LOC")])
def test_a_span_over_another_is_a_bug_however_it_is_added(count: int, span: Span) -> None:
    document = Document("d", TEXT, tokenize(TEXT), (Span(2, 3, "PER"), Span(10, 11, "PER")), id=1)
    with few(count), pytest.raises(ValueError, match="overlap"):
        applied(document, Action("A", (SpanAdded(1, span),)))


@pytest.mark.parametrize("count", [0, 100])
def test_a_span_behind_the_text_or_one_that_is_not_there_is_a_bug(count: int) -> None:
    document = Document("d", TEXT, tokenize(TEXT), (Span(2, 3, "PER"),), id=1)
    with few(count):
        with pytest.raises(ValueError, match="behind the text"):
            applied(document, Action("A", (SpanAdded(1, Span(38, 41, "PER")),)))
        with pytest.raises(ValueError, match="no such span"):
            applied(document, Action("A", (SpanRemoved(1, Span(2, 3, "LOC")),)))
