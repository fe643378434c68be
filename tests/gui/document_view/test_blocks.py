from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.tokenizer import tokenize
from gui.document_view import blocks
from gui.document_view.blocks import LONG_BLOCK, Blocks, Heights


@given(st.lists(st.sampled_from(["Ada met Bob. ", "\n", "x" * 900, " ", "北京大学" * 200, "\u2029", "a. " * 400])))
def test_blocks_hold_every_character_but_the_breaks(pieces):
    text = "".join(pieces)
    tokens = tokenize(text)

    cut = Blocks(tokens)

    assert "".join(text[s:e] for s, e in zip(cut.starts, cut.ends, strict=True)) == (
        text.replace("\n", "").replace("\u2029", "")
    )
    assert np.all(cut.ends - cut.starts <= LONG_BLOCK)
    assert cut.first_tokens[-1] == len(tokens)
    for block in range(len(cut)):
        for token in range(*cut.token_range(block)):
            assert cut.at(int(tokens.starts[token])) == block


@given(st.text(st.sampled_from("a北é\n\u2029😀"), max_size=60), st.integers(1, 9))
def test_a_text_is_looked_at_in_parts_without_a_difference(text, part):
    whole = Blocks(tokenize(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_READ_AT_ONCE", part)
        parts = Blocks(tokenize(text))

    for name in Blocks.__slots__:
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))
    lines = [text[start:end] for start, end in zip(whole.starts, whole.ends, strict=True)]
    wide = [sum(character in "北😀" for character in line) for line in lines]
    np.testing.assert_allclose(whole.widths, [len(line) + 0.9 * w for line, w in zip(lines, wide, strict=True)])


def test_a_long_line_is_cut_before_sentences():
    text = "Ada Lovelace wrote the first program. " * 200
    tokens = tokenize(text)

    cut = Blocks(tokens)

    sentence_starts = {int(tokens.starts[first]) for first in tokens.sentences[:-1]}
    assert len(cut) > 3
    assert set(cut.starts.tolist()) <= sentence_starts
    assert set(cut.paragraphs.tolist()) == {0}
    assert cut.continues().tolist() == [True] * (len(cut) - 1) + [False]


def test_a_token_without_end_is_cut_too():
    assert len(Blocks(tokenize("x" * (3 * LONG_BLOCK)))) == 3


def test_an_empty_text_is_one_empty_block():
    assert len(Blocks(tokenize(""))) == 1


@given(
    st.lists(st.integers(0, 300), min_size=1, max_size=3000),
    st.lists(st.tuples(st.integers(0, 2999), st.integers(1, 500)), max_size=5),
    st.integers(-50, 10**6),
)
def test_heights_know_their_sums_and_places(heights, changes, y):
    known = Heights(np.array(heights, np.int64))
    for block, height in changes:
        block %= len(heights)
        heights[block] = height
        known.set(block, height)

    tops = np.concatenate([[0], np.cumsum(heights)])

    assert known.total == tops[-1]
    assert [known.top(b) for b in (0, len(heights) // 2, len(heights) - 1)] == [
        tops[0], tops[len(heights) // 2], tops[len(heights) - 1]
    ]  # fmt: skip
    block, within = known.find(y)
    if tops[-1] > 0:
        assert tops[block] + within == y
        if 0 <= y < tops[-1]:
            assert 0 <= within < heights[block]
