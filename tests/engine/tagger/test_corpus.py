from __future__ import annotations

from collections.abc import Generator

import numpy as np

from engine.tagger.batching import MAX_SENTENCE
from engine.tagger.corpus import MIN_EXAMPLES, Corpus, encode, split
from engine.tagger.encoding import Encoder
from engine.tagger.events import Preparing
from engine.tagger.examples import Example
from engine.tagger.features import FeatureConfig, FeatureEncoder
from engine.tagger.tagset import TagSet
from engine.tagger.weights import WordTable

SPAN = Example(("in", "Oslo"), ("O", "B-LOC"))
PLAIN = Example(("it", "rained"), ("O", "O"))
REJECTED = Example(("in", "May"), (None, None), ((1, 2, "LOC"),))


def encoded(examples: list[Example], tagset: TagSet) -> Corpus:
    def last(events: Generator[Preparing, None, Corpus]) -> Generator[Preparing, None, None]:
        results.append((yield from events))

    results: list[Corpus] = []
    words = WordTable(np.zeros(0, np.uint32), np.zeros((1, 2), np.float32), np.zeros((1, 1), np.int32))
    list(last(encode(examples, Encoder(FeatureEncoder(FeatureConfig(buckets=64)), words), tagset)))
    return results[0]


def test_what_is_allowed_is_encoded_beside_the_gold_tags() -> None:
    corpus = encoded([SPAN, REJECTED], TagSet(["PER", "LOC"]))
    assert corpus.gold.tolist() == [0, 3, -1, -1]
    assert corpus.allowed.astype(int).tolist() == [[1, 0, 0, 0, 0], [0, 0, 0, 1, 0], [1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]


def test_a_rejection_keeps_its_place_in_a_sentence_that_is_cut() -> None:
    count = MAX_SENTENCE + 4
    long = Example(("a",) * count, (None,) * count, ((MAX_SENTENCE - 1, MAX_SENTENCE + 1, "LOC"),))
    corpus = encoded([REJECTED, long], TagSet(["LOC"]))
    assert corpus.bounds.tolist() == [0, 2, 2 + MAX_SENTENCE, 2 + count]
    ruled_out = np.flatnonzero(~corpus.allowed.all(axis=1))
    assert ruled_out.tolist() == [1, 2 + MAX_SENTENCE - 1, 2 + MAX_SENTENCE]


def test_sentences_with_nothing_but_rejections_are_learnt_from_and_never_held_out() -> None:
    examples = [SPAN] * 8 + [PLAIN] * 4 + [REJECTED] * 40
    learnt, measured = split(examples, 0.5, np.random.default_rng(0))
    assert learnt.count(REJECTED) == 40
    assert (measured.count(SPAN), measured.count(PLAIN), len(measured)) == (4, 2, 6)

    few = [SPAN] * (MIN_EXAMPLES - 1) + [REJECTED] * 40
    learnt, measured = split(few, 0.5, np.random.default_rng(0))
    assert learnt is few
    assert measured is few
