from __future__ import annotations

from itertools import pairwise
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tagger.batching import batches
from engine.tagger.encoding import DISTANCES, Encoder, _mixed, connections
from engine.tagger.features import FeatureConfig, FeatureEncoder, features_of, word_hash
from engine.tagger.lexicon import NOTHING_KNOWN
from engine.tagger.tagset import bounds_of
from engine.tagger.weights import WordTable

CONFIG = FeatureConfig(("form", "lower", "suffix2"), ("lower", "suffix2"), 100, 256)
KNOWN = ("ada", "met", "paris", "東京")

any_form = st.sampled_from(["Ada", "ADA", "met", "Paris", "Bob", "東京", "1815"]) | st.text(
    st.characters(exclude_categories=()), min_size=1, max_size=6
)
some_sentences = st.lists(st.lists(any_form, max_size=7), max_size=6)


def table(words: tuple[str, ...] = KNOWN) -> WordTable:
    V = len(words)
    clusters = np.stack([np.arange(V + 1), np.arange(V + 1) // 2], axis=1).astype(np.int32)
    hashes = np.sort(np.array([word_hash(word) for word in words], np.uint32))
    return WordTable(hashes, np.zeros((V + 1, 3), np.float32), clusters)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(FeatureEncoder(CONFIG, NOTHING_KNOWN), table())


def hash_of(name: str, value: object) -> int:
    return crc32(f"{name}={value}".encode("utf-8", "surrogatepass"))


def bucket(hashed: int, distance: int) -> int:
    """Mix as ``encoding.py`` says it, with Python's whole numbers."""
    salted = hashed ^ crc32(f"distance={distance}".encode())
    return (salted * 0x9E3779B97F4A7C15 % (1 << 64)) * CONFIG.direct_buckets >> 64


def word_of(form: str) -> int:
    known = table().hashes.tolist()
    return known.index(word_hash(form)) + 1 if word_hash(form) in known else 0


def direct_of(sentence: list[str], t: int) -> list[int]:
    """Work out the direct connections of one token, one after the other."""

    def seen(form: str, names: tuple[str, ...]) -> list[int]:
        clusters = table().clusters[word_of(form)].tolist()
        features = features_of(form, NOTHING_KNOWN)
        return [
            *(hash_of(name, features[name]) for name in names),
            *(hash_of(f"cluster{way}", cluster) for way, cluster in enumerate(clusters)),
        ]

    rows = [bucket(hashed, 0) for hashed in seen(sentence[t], CONFIG.names)]
    for distance in (-2, -1, 1, 2):
        inside = 0 <= t + distance < len(sentence)
        hashes = seen(sentence[t + distance], CONFIG.context) if inside else [crc32(b"outside")] * 4
        rows += [bucket(hashed, distance) for hashed in hashes]
    return rows


@given(some_sentences)
def test_every_token_gets_what_a_plain_computation_gives(encoder: Encoder, sentences: list[list[str]]) -> None:
    forms = [form for sentence in sentences for form in sentence]
    inputs = encoder.encode(forms, bounds_of(map(len, sentences)))
    features = [
        [hash_of(name, features_of(form, NOTHING_KNOWN)[name]) % CONFIG.buckets for name in CONFIG.names]
        for form in forms
    ]
    assert inputs.features.tolist() == features
    assert inputs.words.tolist() == [word_of(form) for form in forms]
    assert inputs.direct.tolist() == [direct_of(sentence, t) for sentence in sentences for t in range(len(sentence))]


@given(some_sentences)
def test_a_sentence_is_encoded_as_if_it_were_alone(encoder: Encoder, sentences: list[list[str]]) -> None:
    bounds = bounds_of(map(len, sentences))
    together = encoder.encode([form for sentence in sentences for form in sentence], bounds)
    for sentence, (first, last) in zip(sentences, pairwise(bounds.tolist()), strict=True):
        alone = encoder.encode(sentence, bounds_of([len(sentence)]))
        np.testing.assert_array_equal(together.features[first:last], alone.features)
        np.testing.assert_array_equal(together.words[first:last], alone.words)
        np.testing.assert_array_equal(together.direct[first:last], alone.direct)


@given(some_sentences)
def test_all_numbers_are_int32_and_rows_of_their_tables(encoder: Encoder, sentences: list[list[str]]) -> None:
    N = sum(map(len, sentences))
    inputs = encoder.encode([form for sentence in sentences for form in sentence], bounds_of(map(len, sentences)))
    L = connections(CONFIG, 2)
    assert 3 + 2 + len(DISTANCES) * (2 + 2) == L
    for array, shape, rows in [
        (inputs.features, (N, 3), CONFIG.buckets),
        (inputs.words, (N,), len(KNOWN) + 1),
        (inputs.direct, (N, L), CONFIG.direct_buckets),
    ]:
        assert array.dtype == np.int32
        assert array.shape == shape
        assert not array.size or 0 <= array.min() <= array.max() < rows


@pytest.mark.parametrize("length", [1, 2, 3])
def test_short_sentences_see_their_ends_on_both_sides(encoder: Encoder, length: int) -> None:
    sentence = ["Ada", "met", "Bob"][:length]
    direct = encoder.encode(sentence * 4, bounds_of([length] * 4)).direct
    assert direct.tolist() == [direct_of(sentence, t) for t in range(length)] * 4


def test_a_word_that_was_never_read_is_in_row_0(encoder: Encoder) -> None:
    forms = ["Ada", "PARIS", "東京", "Bob", "adam", ""]
    words = encoder.encode(forms, bounds_of([len(forms)])).words.tolist()
    assert words[3:] == [0, 0, 0]
    assert len(set(words[:3])) == 3
    assert 0 not in words[:3]


def test_without_any_word_all_are_in_row_0() -> None:
    inputs = Encoder(FeatureEncoder(CONFIG), table(())).encode(["Ada", "met"], bounds_of([2]))
    assert inputs.words.tolist() == [0, 0]
    assert inputs.direct.shape == (2, connections(CONFIG, 2))


def test_without_clusters_only_features_are_connected() -> None:
    words = WordTable(np.zeros(0, np.uint32), np.zeros((1, 3), np.float32), np.zeros((1, 0), np.int32))
    encoder = Encoder(FeatureEncoder(CONFIG), words)
    assert encoder.encode(["Ada"], bounds_of([1])).direct.shape == (1, connections(CONFIG, 0)) == (1, 3 + 4 * 2)


def test_the_same_feature_at_another_distance_is_another_connection(encoder: Encoder) -> None:
    sentence = ["Bob", "Bob", "Bob", "Bob", "Bob"]
    middle = encoder.encode(sentence, bounds_of([5])).direct[2]
    lower = [middle[1], *middle[5::4]]  # of the token itself and of those at the four distances
    assert len(set(lower)) == 5


def test_a_batch_gets_the_numbers_of_its_tokens_and_zeros_behind_the_ends(encoder: Encoder) -> None:
    sentences = [["Ada", "met", "Bob"], ["Paris"], ["Zoë", "slept"]]
    bounds = bounds_of(map(len, sentences))
    whole = encoder.encode([form for sentence in sentences for form in sentence], bounds)
    (batch,) = batches(bounds, 100)
    inputs = whole.of(batch)
    assert inputs.features.shape == (3, 3, 3)
    assert inputs.words.shape == (3, 3)
    assert inputs.direct.shape == (3, 3, connections(CONFIG, 2))
    for name in ("features", "words", "direct"):
        own, of_all = getattr(inputs, name), getattr(whole, name)
        assert own.dtype == np.int32
        for b, sentence in enumerate(batch.sentences.tolist()):
            first, last = bounds[sentence : sentence + 2]
            np.testing.assert_array_equal(own[: last - first, b], of_all[first:last])
            assert not own[last - first :, b].any()


def test_features_that_share_a_bucket_at_one_distance_share_none_at_another() -> None:
    hashes = np.random.default_rng(0).integers(1 << 32, size=4000, dtype=np.uint32)[:, None]
    here, there = (_mixed(hashes, distance, 1 << 10)[:, 0] for distance in (0, 1))
    pairs = [np.argwhere(np.triu(rows[:, None] == rows, 1)) for rows in (here, there)]
    shared = set(map(tuple, pairs[0].tolist())) & set(map(tuple, pairs[1].tolist()))
    assert len(pairs[0]) == pytest.approx(4000**2 / 2 / 1024, rel=0.1)
    assert len(shared) < 0.01 * len(pairs[0])
