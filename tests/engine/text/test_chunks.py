"""The tokens found by way of chunks are those that the pattern finds in the whole text."""

from __future__ import annotations

import time
import tracemalloc
from array import array
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.text import chunks as module
from engine.text.chunks import Chunks
from engine.text.tokenizer import scan

BLANKS = " \n\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2003\u2028\u2029\u202f\u3000"
PARTS = st.sampled_from(
    [
        *("Dr.", "Inc.", "No.", "nos.", "Dec.", "p.", "J.", "É.", "ß.", "l'A.", "x'S.", "U.S.", "(J.", "J.)", "xNo."),
        *("X", "The", "A", "bob", "0", "٣", "Ⅷ", "ǅ", "5th", "don't", "Smith's", "'s", "``", "...", "?!", "."),
        *("http://x.org/a_b?c=1#d", "www.", "a@b.org", "example.com", "youtu.be/x", "://", "#tag", "@"),
        *("\u0301", "\u20e3", "\ufe0f", "\u200d", "\u200b", "\ufeff", "\u00ad", "\u180e", "\ud800", "\udfff", "\x00"),
        *("漢字", "ไทย", "น้ำ", "\u0e33", "한국", "ភ្", "\u17d2", "👍🏽", "🏽", "👩\u200d🚀", "🚀", "🇩🇪", "🇩", "❤\ufe0f"),
        *BLANKS,
    ]
)
NASTY = st.lists(PARTS | st.text(st.characters(exclude_categories=()), max_size=4), max_size=25).map("".join)


def assert_same(found: tuple[np.ndarray, np.ndarray], expected: tuple[array[int], array[int]]) -> None:
    assert [offsets.tolist() for offsets in found] == [offsets.tolist() for offsets in expected]
    assert all(offsets.dtype == np.int32 for offsets in found)


@given(NASTY, st.integers(1, 60))
@example("Then J. The end", 3)
@example("J.\u00a0 Smith", 4)
@example("No.\n5 No. 5", 7)
@example("a \u0301b", 2)
def test_tokens_are_those_of_the_whole_text(text: str, piece: int) -> None:
    whole = scan(text, 0, len(text))
    known = Chunks(scan)

    assert_same(known.tokens(text, piece), whole)
    assert_same(known.tokens(text), whole)  # by now from memory


@given(st.lists(NASTY, min_size=2, max_size=4))
def test_a_text_does_not_change_the_tokens_of_the_next(texts: list[str]) -> None:
    known = Chunks(scan)
    for text in texts:
        assert_same(known.tokens(text), scan(text, 0, len(text)))


def test_every_cut_into_pieces_gives_the_same_tokens() -> None:
    text = "On Dec. 5\u00a0J. Smith\u3000of the U.S. saw No.\u2028 7, then J. The\x85e\u0301nd \u0301"
    whole = scan(text, 0, len(text))
    for piece in range(1, len(text) + 2):
        assert_same(Chunks(scan).tokens(text, piece), whole)


def test_what_is_kept_is_bounded_and_forgetting_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CHUNKS", 20)
    text = " ".join(f"form{n % 90} J. The No. {n}" for n in range(300))
    known = Chunks(scan)
    assert_same(known.tokens(text, 200), scan(text, 0, len(text)))
    assert len(known._numbers) <= 20 + 200 // 2

    monkeypatch.setattr(module, "MAX_CHARACTERS", 100)
    assert_same(known.tokens(text, 200), scan(text, 0, len(text)))
    assert known._characters <= 100 + 200


def test_a_distinct_chunk_is_scanned_once() -> None:
    lengths: list[int] = []
    known = Chunks(lambda text, first, last: lengths.append(last - first) or scan(text, first, last))
    known.tokens("word " * 50_000)
    assert sum(lengths) == len("word")


def test_threads_share_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CHUNKS", 500)  # so that one forgets what another is about to use
    texts = [" ".join(f"w{(seed * n) % 997}, No. {n} J. X" for n in range(3000)) for seed in range(1, 9)]
    known = Chunks(scan)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda text: known.tokens(text, 300), texts))
    for text, tokens in zip(texts, found, strict=True):
        assert_same(tokens, scan(text, 0, len(text)))


def test_what_is_needed_besides_the_tokens_does_not_grow_with_the_text() -> None:
    text = "All of it is in the news of today, said J. Smith of Acme Inc. on Dec. 5. " * 20_000
    known = Chunks(scan)
    known.tokens(text[:100_000])
    tracemalloc.start()
    known.tokens(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - 2 * 4 * len(text) < 5 << 20  # besides the room for a token in each character


@pytest.mark.parametrize(
    "text",
    [
        "." * 1_000_000,
        "a" * 1_000_000,
        "J. " * 100_000,
        " ".join(map(str, range(100_000))),
        " " * 1_000_000,
        "x " + "a" * 300_000,
        ("a" * 70_000 + " b ") * 5,
    ],
    ids=["dots", "letters", "initials", "distinct chunks", "blanks", "a long end", "long chunks"],
)
def test_no_text_makes_it_slow(text: str) -> None:
    begin = time.perf_counter()
    Chunks(scan).tokens(text)
    assert time.perf_counter() - begin < 3
