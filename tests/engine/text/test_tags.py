from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.document import Span, Tokens
from engine.text.tags import (
    Repair,
    Scheme,
    detect_scheme,
    spans_to_tags,
    split_tag,
    tags_to_ranges,
)
from engine.text.tokenizer import tokens_of_forms


def conlleval_chunks(tags: list[str]) -> list[tuple[int, int, str]]:
    """The rules of conlleval, written down one by one from its description, for O, B, I and E."""
    chunks, start = [], None
    padded = ["O", *tags, "O"]
    for i in range(1, len(padded)):
        (before, type_before), (tag, type_) = ((p[0], p[2:]) for p in (padded[i - 1], padded[i]))
        ends = (before, tag) in {("B", "B"), ("B", "O"), ("I", "B"), ("I", "O")} | {("E", x) for x in "BIEO"}
        ends = ends or (before != "O" and type_before != type_)
        starts = (before, tag) in {("B", "B"), ("I", "B"), ("O", "B"), ("O", "I"), ("O", "E")} | {
            ("E", x) for x in "BIE"
        }
        starts = starts or (tag != "O" and type_before != type_)
        if ends:
            chunks.append((start, i - 1, type_before))
        if starts:
            start = i - 1
    return chunks


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_short_sequence_is_read_as_conlleval_reads_it(scheme: Scheme) -> None:
    for length in range(5):
        for tags in product(["O", "B-x", "I-x", "E-x", "B-y", "I-y"], repeat=length):
            assert tags_to_ranges(tags, scheme)[0] == conlleval_chunks(list(tags)), tags


@st.composite
def tokens_and_spans(draw: st.DrawFn) -> tuple[Tokens, list[Span]]:
    sentences = draw(st.lists(st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=6), max_size=4))
    _, tokens = tokens_of_forms(sentences)
    spans, token = [], 0
    while token < len(tokens):
        length = draw(st.integers(0, 3))
        if length and token + length <= len(tokens):
            start, end = int(tokens.starts[token]), int(tokens.ends[token + length - 1])
            spans.append(Span(start, end, draw(st.sampled_from(["PER", "a-b", "ORG"]))))
        token += max(length, 1)
    return tokens, spans


def spans_of(tokens: Tokens, tags: list[str], scheme: Scheme) -> list[Span]:
    ranges, _ = tags_to_ranges(tags, scheme)
    return [Span(int(tokens.starts[first]), int(tokens.ends[last - 1]), label) for first, last, label in ranges]


@given(tokens_and_spans(), st.sampled_from(list(Scheme)))
def test_spans_survive_the_way_through_tags(given_: tuple[Tokens, list[Span]], scheme: Scheme) -> None:
    tokens, spans = given_
    tags = spans_to_tags(tokens, spans, scheme=scheme)

    assert spans_of(tokens, tags, scheme) == spans
    assert tags_to_ranges(tags, scheme)[1] == []


@given(tokens_and_spans(), st.sampled_from(list(Scheme)))
def test_a_detected_scheme_gives_the_same_spans(given_: tuple[Tokens, list[Span]], scheme: Scheme) -> None:
    tokens, spans = given_
    tags = spans_to_tags(tokens, spans, scheme=scheme)

    assert spans_of(tokens, tags, detect_scheme([tags])) == spans


@pytest.mark.parametrize(
    ("tags", "scheme"),
    [
        ("O O", Scheme.IOB2),
        ("B-x O", Scheme.IOB2),
        ("I-x I-x O I-y", Scheme.IOB1),
        ("I-x B-x I-x", Scheme.IOB1),
        ("B-x I-x O B-y I-x", Scheme.IOB2),
        ("I-x E-x E-y", Scheme.IOE2),
        ("B-x E-x S-y", Scheme.BIOES),
        ("B-x I-x L-x U-y", Scheme.BIOES),
        ("B-x M-x E-x", Scheme.BIOES),
    ],
)
def test_the_scheme_is_found_by_content(tags: str, scheme: Scheme) -> None:
    assert detect_scheme([tags.split()]) is scheme


def test_repairs_name_place_and_reason() -> None:
    assert tags_to_ranges(["O", "I-x", "I-y"])[1] == [
        Repair(1, "I-x", "the entity has no start tag: read as starting here"),
        Repair(2, "I-y", "the entity has no start tag: read as starting here"),
    ]
    repairs = tags_to_ranges(["B-x", "O", "E-x", "I-x"], Scheme.BIOES)[1]
    assert [(repair.index, repair.tag) for repair in repairs] == [
        (0, "B-x"),
        (2, "E-x"),
        (3, "I-x"),
        (3, "I-x"),
    ]


def test_a_span_over_two_sentences_counts_in_both() -> None:
    _, tokens = tokens_of_forms([["a", "b"], ["c", "d"]])
    spans = [Span(2, 5, "X")]

    assert spans_to_tags(tokens, spans, 0, 2) == ["O", "B-X"]
    assert spans_to_tags(tokens, spans, 2, 4) == ["B-X", "O"]


def test_spans_that_tags_cannot_hold_are_refused() -> None:
    _, tokens = tokens_of_forms([["Ada", "Bob"]])

    with pytest.raises(ValueError, match="not on token boundaries"):
        spans_to_tags(tokens, [Span(0, 2, "X")])
    with pytest.raises(ValueError, match="overlaps"):
        spans_to_tags(tokens, [Span(0, 7, "X"), Span(4, 7, "Y")])


@pytest.mark.parametrize("tag", ["", "PER", "B-", "X-PER", "-", "-PER", "o"])
def test_what_is_no_tag_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="is not a tag"):
        split_tag(tag)
