from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.text.document import Document, Span, Suggestion
from engine.text.labels import LabelSet
from engine.text.tokenizer import tokenize
from gui.controllers.suggesting import Proposals, called, unanswered
from gui.span_columns import SpanColumns

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
