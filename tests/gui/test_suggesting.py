from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.text.document import Document, Span, Suggestion
from engine.text.labels import LabelSet
from engine.text.tokenizer import tokenize
from gui.controllers.suggesting import Proposals, called, unanswered
from gui.controllers.suggesting import merged as merged_proposals
from gui.span_columns import SpanColumns


def merged(proposed, listed):
    """Merge two lists of suggestions."""
    return list(merged_proposals(Proposals(proposed), Proposals(listed)).suggestions)


TEXT = "x " * 40
PIECES = st.lists(st.tuples(st.integers(0, 70), st.integers(1, 8)), max_size=8)


def apart(pieces: list[tuple[int, int]]) -> tuple[Span, ...]:
    """Make spans that do not overlap of starts and lengths."""
    spans: list[Span] = []
    for start, length in sorted(pieces):
        if not spans or start >= spans[-1].end:
            spans.append(Span(start, start + length, "PER"))
    return tuple(spans)


@given(PIECES, PIECES, st.sets(st.integers(0, 7)), PIECES)
def test_what_a_person_has_said_is_not_suggested(
    gold: list, proposed: list, rejected: set[int], confirmed: list
) -> None:
    suggestions = [Suggestion(span, 0.5) for span in apart(proposed)]
    no = tuple(s.span for i, s in enumerate(suggestions) if i in rejected)
    parts = apart(confirmed)
    document = Document(
        "d", TEXT, tokenize(TEXT), apart(gold), no, confirmed=tuple((part.start, part.end) for part in parts)
    )
    expected = [
        s
        for s in suggestions
        if s.span not in no and not any(one.overlaps(s.span.start, s.span.end) for one in (*document.spans, *parts))
    ]
    found = unanswered(Proposals(suggestions), document, SpanColumns().followed_by(document.spans))
    assert list(found.suggestions) == expected
    assert found.starts.tolist() == [s.span.start for s in expected]


def test_suggestions_have_the_names_of_now_and_labels_that_left_are_not_suggested() -> None:
    found = [Suggestion(Span(i, i + 1, label), 0.5) for i, label in enumerate(("PER", "LOC", "ORG", "NEW", "ALIEN"))]
    names = {"PER": "PERSON", "LOC": "LOC", "ORG": None}
    labels = LabelSet().with_names(["PERSON", "LOC", "ORG", "NEW"])
    assert [s.span.label for s in called(found, names, labels)] == ["PERSON", "LOC", "NEW"]


def test_a_list_and_a_tagger_that_find_the_same_make_one_suggestion() -> None:
    tagged = [Suggestion(Span(0, 5, "LOC"), 0.7), Suggestion(Span(9, 12, "PER"), 0.9)]
    listed = [Suggestion(Span(0, 5, "LOC"), 1.0, "towns"), Suggestion(Span(20, 25, "LOC"), 1.0, "towns")]
    assert merged(tagged, listed) == [listed[0], tagged[1], listed[1]]
    assert merged(tagged, []) == tagged


def test_of_a_list_and_a_tagger_the_longer_span_is_suggested() -> None:
    longer, inside = Suggestion(Span(0, 14, "ORG"), 0.5), Suggestion(Span(4, 9, "LOC"), 1.0, "towns")
    assert merged([longer], [inside]) == [longer]
    short, wide = Suggestion(Span(4, 9, "LOC"), 0.99), Suggestion(Span(4, 14, "ORG"), 1.0, "firms")
    assert merged([short], [wide]) == [wide]


def test_two_of_a_tagger_that_are_apart_stay_when_what_is_between_gives_way() -> None:
    tagged = [Suggestion(Span(0, 3, "LOC"), 0.7), Suggestion(Span(7, 20, "PER"), 0.9)]
    assert merged(tagged, [Suggestion(Span(2, 8, "LOC"), 1.0, "towns")]) == tagged


@given(PIECES, PIECES)
def test_merged_suggestions_are_apart_in_order_and_all_that_nothing_touches(first: list, second: list) -> None:
    tagged = [Suggestion(span, 0.5) for span in apart(first)]
    listed = [Suggestion(span, 1.0, "towns") for span in apart(second)]
    both = merged(tagged, listed)
    assert all(before.span.end <= after.span.start for before, after in pairwise(both))
    for some, others in ((tagged, listed), (listed, tagged)):
        for one in some:
            touched = [o.span.end - o.span.start for o in others if one.span.overlaps(o.span.start, o.span.end)]
            if not touched or (one.listed and max(touched) <= one.span.end - one.span.start):
                assert one in both
