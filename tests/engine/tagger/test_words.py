from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from engine.tagger import words as module
from engine.tagger.features import word_hash
from engine.tagger.weights import WordTable
from engine.tagger.words import CLUSTERS, SIZE, learn_words

D = SIZE + 3
CAPITALISED, CAPITALS, FREQUENCY = SIZE, SIZE + 1, SIZE + 2


def learnt(sentences: list[list[str]], seed: int = 1) -> WordTable:
    steps = learn_words(sentences, seed)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            table: WordTable = stop.value
            return table


def row(table: WordTable, word: str) -> int:
    return int(table.numbers(np.array([word_hash(word)], np.uint32))[0])


def text(seed: int = 0, count: int = 300) -> list[list[str]]:
    """Make sentences «Name verb in Place .» with twelve words of each kind."""
    generator = np.random.default_rng(seed)

    def one(start: str) -> str:
        return f"{start}{chr(97 + int(generator.integers(12)))}"

    return [[one("Name"), one("verb"), "in", one("Place"), "."] for _ in range(count)]


def sound(table: WordTable) -> None:
    """Check what holds of every table."""
    V = len(table.hashes)
    assert table.hashes.dtype == np.uint32
    assert (np.diff(table.hashes.astype(np.int64)) > 0).all()
    assert table.vectors.shape == (V + 1, D)
    assert table.vectors.dtype == np.float32
    assert np.isfinite(table.vectors).all()
    np.testing.assert_array_equal(table.vectors.astype(np.float16).astype(np.float32), table.vectors)
    assert not table.vectors[0].any()
    assert table.clusters.shape == (V + 1, len(CLUSTERS))
    assert table.clusters.dtype == np.int32
    assert not table.clusters[0].any()
    assert (table.clusters[1:] >= 1).all()
    assert (table.clusters <= CLUSTERS).all()


def test_a_table_has_every_word_of_two_places_or_more() -> None:
    sentences = [["Ada", "met", "Bob"], ["ADA", "left"], ["In", "1815"], ["it", "was", "1843"]]
    table = learnt(sentences)
    sound(table)
    assert table.hashes.tolist() == sorted([word_hash("ada"), word_hash("0000")])
    for once in ("met", "Bob", "left", "In", "it", "was"):
        assert row(table, once) == 0


def test_each_word_has_its_own_row() -> None:
    """Rows go by the hash, vectors were learnt by frequency: the two must not be confused."""
    sentences = text()
    counts = Counter(form.lower() for sentence in sentences for form in sentence)
    table = learnt(sentences)
    sound(table)
    assert len(table.hashes) == len(counts) == 38
    for word, count in counts.items():
        known = row(table, word)
        assert table.hashes[known - 1] == word_hash(word)
        assert table.vectors[known, FREQUENCY] == np.float16(math.log1p(count) / 5 - 0.5)


def test_how_a_word_is_written_is_counted() -> None:
    sentences = [["The", "man", "met", "Ada", "and", "the", "NATO"], ["Man", "and", "Ada", "in", "NATO"]] * 10
    table = learnt(sentences)
    within = [form for sentence in sentences for form in sentence[1:]]
    share = sum(form[0].isupper() for form in within) / len(within)
    for word, capitalised, places, capitals, count in [
        ("ada", 20, 20, 0, 20),
        ("nato", 20, 20, 20, 20),
        ("the", 0, 10, 0, 20),
        ("man", 0, 10, 0, 20),  # «Man» begins a sentence: that says nothing
        ("and", 0, 20, 0, 20),
    ]:
        vector = table.vectors[row(table, word)]
        assert vector[CAPITALISED] == pytest.approx((capitalised + share) / (places + 1) - 0.5, abs=1e-3)
        assert vector[CAPITALS] == pytest.approx((capitals + 0.1) / (count + 1), abs=1e-3)


def test_words_of_a_kind_are_near_and_share_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIZE", 5)  # as many as there are kinds: more would describe chance
    table = learnt(text(count=1000))
    kinds = [[row(table, f"{kind}{chr(97 + n)}") for n in range(12)] for kind in ("name", "verb", "place")]
    directions = table.vectors[:, :5]
    centres = np.stack([directions[kind].mean(axis=0) for kind in kinds])
    for number, kind in enumerate(kinds):
        assert ((directions[kind] @ centres.T).argmax(axis=1) == number).all()
    for way in range(len(CLUSTERS)):
        names, verbs, places = ({int(cluster) for cluster in table.clusters[kind, way]} for kind in kinds)
        assert not names & verbs | names & places | verbs & places


def test_a_cluster_is_the_nearest_of_its_centres() -> None:
    generator = np.random.default_rng(2)
    centres = np.eye(4, dtype=np.float32)
    vectors = np.repeat(centres, 20, axis=0) + generator.normal(scale=0.05, size=(80, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = module._clusters(vectors, 8, seed=1)
    assert found.min() >= 0
    assert found.max() < 8
    for cluster in np.unique(found):
        assert len(set((np.flatnonzero(found == cluster) // 20).tolist())) == 1
    assert (module._clusters(vectors, 8, seed=1) == found).all()


def test_the_same_text_and_seed_give_the_same_bytes() -> None:
    first, second = learnt(text()), learnt(text())
    for name in ("hashes", "vectors", "clusters"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


@pytest.mark.parametrize("sentences", [[], [[]], [[], []], [["Ada"]], [["Ada", "met", "Bob"], []]])
def test_a_text_without_a_word_that_comes_back_gives_an_empty_table(sentences: list[list[str]]) -> None:
    table = learnt(sentences)
    sound(table)
    assert len(table.hashes) == 0
    assert row(table, "Ada") == 0


@pytest.mark.parametrize("sentences", [[["Ada", "Ada"]], [["Ada"], ["Ada"]], [["Ada"] * 50], [["", ""]]])
def test_a_text_of_one_word_gives_a_table_of_one(sentences: list[list[str]]) -> None:
    table = learnt(sentences)
    sound(table)
    assert len(table.hashes) == 1
    assert table.clusters.tolist() == [[0, 0], [1, 1]]


def test_text_without_case_is_only_never_capitalised() -> None:
    table = learnt([list("我去東京"), list("他去北京"), list("我在東京")] * 4)
    sound(table)
    assert len(table.hashes) == 7
    np.testing.assert_allclose(table.vectors[1:, CAPITALISED], -0.5)
    assert (table.vectors[1:, CAPITALS] < 0.05).all()


def test_lone_surrogates_and_the_like_are_only_forms() -> None:
    table = learnt([["\ud800", "\x00", "😀", "\u0301"]] * 3)
    sound(table)
    assert len(table.hashes) == 4


def test_no_more_text_is_read_than_need_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TOKENS", 10)
    sentences = [["a", "b", "c", "d"]] * 2 + [["e", "e", "e"]] + [["f", "f"]] * 10
    table = learnt(sentences)
    assert row(table, "e"), "the sentence in which the limit is reached is read"
    assert not row(table, "f")
    assert len(table.hashes) == 5


def test_no_more_words_are_kept_than_the_most_frequent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WORDS", 2)
    table = learnt([["a", "b", "b", "c", "c", "c"]] * 2)
    sound(table)
    assert table.hashes.tolist() == sorted([word_hash("b"), word_hash("c")])


def test_it_pauses_again_and_again_for_whoever_wants_to_cancel() -> None:
    assert sum(1 for _ in learn_words(text())) > 10
