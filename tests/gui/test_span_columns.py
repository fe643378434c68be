from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.text.document import Span
from gui.span_columns import SpanColumns, splice_between

ITEMS = st.lists(st.integers(0, 3), max_size=12).map(tuple)
SPANS = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["PER", "LOC", "ORG"])), max_size=8).map(
    lambda found: tuple(Span(start, start + 1, label) for start, label in sorted(dict(found).items()))
)


@given(ITEMS, ITEMS)
def test_what_lies_outside_a_splice_is_alike_and_the_splice_is_no_longer_than_need_be(
    before: tuple[int, ...], after: tuple[int, ...]
) -> None:
    first, last_before, last_after = splice_between(before, after)
    assert before[:first] + after[first:last_after] + before[last_before:] == after
    if before == after:
        assert first == last_before == last_after
    elif first < min(last_before, last_after):
        assert before[first] != after[first]
        assert before[last_before - 1] != after[last_after - 1]


@given(st.lists(SPANS, min_size=1, max_size=4))
def test_columns_that_followed_edits_are_those_of_the_spans(states: list[tuple[Span, ...]]) -> None:
    columns = SpanColumns()
    for spans in states:
        columns = columns.followed_by(spans)
    spans = states[-1]
    assert columns.starts.tolist() == [span.start for span in spans]
    assert columns.ends.tolist() == [span.end for span in spans]
    assert [columns.labels[number] for number in columns.label_numbers] == [span.label for span in spans]


def test_labels_keep_their_numbers_while_a_document_is_edited() -> None:
    first = SpanColumns().followed_by((Span(4, 5, "LOC"), Span(8, 9, "PER")))
    then = first.followed_by((Span(0, 1, "ALIEN"), *first.spans))
    assert (first.labels, then.labels) == (("LOC", "PER"), ("LOC", "PER", "ALIEN"))


def test_other_spans_have_the_labels_that_they_need() -> None:
    first = SpanColumns().followed_by((Span(4, 5, "LOC"),))
    assert first.followed_by((Span(1, 2, "PER"),)).labels == ("PER",)
