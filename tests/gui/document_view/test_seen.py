from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.tokenizer import tokenize
from gui.document_view.seen import Seen, SeenParts

TEXT = "ab  cd e\n\nfgh i jk. l\n"
TOKENS = tokenize(TEXT)
BLANK = {i for i, character in enumerate(TEXT) if character.isspace()}


@given(st.sets(st.integers(0, len(TEXT)), max_size=8), st.data())
def test_of_a_piece_as_much_is_seen_as_its_tokens_say(borders: set[int], data: st.DataObject) -> None:
    cuts = sorted(borders)
    ranges = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    start, end = sorted((data.draw(st.integers(0, len(TEXT))), data.draw(st.integers(0, len(TEXT)))))
    end = max(end, start + 1)
    first, last = TOKENS.covering(start, end)
    piece = set(range(start, end))
    if first < last:
        piece = set(range(max(start, TOKENS[first].start), min(end, TOKENS[last - 1].end)))
    elif 0 < first < len(TOKENS):  # nothing but blanks: they count as what is around them
        piece = set(range(TOKENS[first - 1].start, TOKENS[first].end))
    inside = [piece & set(range(*one)) for one in ranges]
    expected = Seen.PART if any(inside) and first < last else Seen.NOTHING
    if piece in inside and (first < last or 0 < first < len(TOKENS)):
        expected = Seen.ALL
    assert SeenParts(ranges).of(start, end, TOKENS) is expected


def test_a_line_is_seen_although_the_blank_at_its_end_is_not() -> None:
    assert SeenParts([(0, 8)]).of(0, 9, TOKENS) is Seen.ALL


def test_an_empty_line_inside_a_part_is_seen() -> None:
    assert SeenParts([(0, 14)]).of(9, 9, TOKENS) is Seen.ALL
    assert SeenParts([(0, 9)]).of(9, 9, TOKENS) is Seen.NOTHING


def test_an_empty_line_at_the_end_of_a_part_is_not_seen() -> None:
    assert SeenParts([(0, 10)]).of(9, 9, TOKENS) is Seen.NOTHING
    assert SeenParts([(0, 10), (10, 20)]).of(9, 9, TOKENS) is Seen.NOTHING


def test_a_part_goes_on_where_it_holds_the_tokens_on_both_sides() -> None:
    parts = SeenParts([(0, 14)])
    assert [parts.goes_on(place, TOKENS) for place in (0, 4, 9, 10, 14, len(TEXT))] == [
        False, True, True, True, False, False,
    ]  # fmt: skip


def test_a_hundred_thousand_parts_are_bisected() -> None:
    text = "ab " * 200_000
    tokens, parts = tokenize(text), SeenParts([(6 * n, 6 * n + 2) for n in range(100_000)])
    began = time.process_time()
    for line in range(0, 600_000, 6000):
        assert parts.of(line, line + 60, tokens) is Seen.PART
        assert parts.of(line, line + 3, tokens) is Seen.ALL
        assert parts.of(line + 3, line + 6, tokens) is Seen.NOTHING
    assert time.process_time() - began < 0.3, "300 questions; to look at all parts takes 10 ms each"


@pytest.mark.parametrize("ranges", [(), ((5, 9),)])
def test_parts_are_true_if_there_are_any(ranges: tuple[tuple[int, int], ...]) -> None:
    assert bool(SeenParts(ranges)) is bool(ranges)
