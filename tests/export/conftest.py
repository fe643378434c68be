from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from engine.tagger.events import TrainingConfig
from engine.tagger.features import FeatureConfig, word_hash
from engine.tagger.lexicon import Lexicon, common_lexicon
from engine.tagger.metrics import Metrics, Score
from engine.tagger.tagset import TagSet
from engine.tagger.weights import LSTMWeights, TaggerWeights, TrainedTagger, WordTable
from engine.tagger.words import MAX_WORDS, SIZE

WORDS = ("ada", "in", "london", "met", "paris", "the", "to", ".", "，", "東京")

MakeTagger = Callable[..., TrainedTagger]

LEXICON = Lexicon({"given": "ada grace", "place": "london"})


def make_tagger(
    seed: int = 0,
    labels: Sequence[str] = ("PER", "LOC"),
    hidden: int = 6,
    names: Sequence[str] = ("lower", "shape", "suffix2"),
    buckets: int = 64,
    embedding: int = 4,
    context: Sequence[str] = ("lower", "suffix2"),
    direct_buckets: int = 128,
    words: Sequence[str] = WORDS,
    vector: int = 5,
    **info: object,
) -> TrainedTagger:
    """Make a tagger that nobody trained: real in every shape, made without torch."""
    generator, tagset = np.random.default_rng(seed), TagSet(labels)
    H, X, K, V = hidden, len(names) * embedding + vector, len(tagset), len(words)

    def array(*shape: int) -> np.ndarray:
        return generator.normal(size=shape).astype(np.float32)

    def half(*shape: int) -> np.ndarray:
        return array(*shape).astype(np.float16).astype(np.float32)

    def cell() -> LSTMWeights:
        return LSTMWeights(
            *(array(H, X) for _ in range(4)),
            *(array(H, H) for _ in range(4)),
            *(array(H) for _ in range(4)),
        )

    known = np.sort(np.array([word_hash(word) for word in words], np.uint32))
    clusters = np.stack([generator.integers(1, count, V + 1) for count in (4, 8)], axis=1).astype(np.int32)
    vectors = half(V + 1, vector)
    clusters[0], vectors[0] = 0, 0.0
    weights = TaggerWeights(
        embeddings=array(buckets, embedding),
        words=WordTable(known, vectors, clusters),
        forward=cell(),
        backward=cell(),
        emission=array(K, 2 * H),
        emission_bias=array(K),
        direct=half(direct_buckets, K),
        transitions=np.where(tagset.moves, array(K, K), np.float32(-1e4)),
        start=np.where(tagset.starts, array(K), np.float32(-1e4)),
        end=array(K),
    )
    features = FeatureConfig(tuple(names), tuple(context), buckets, direct_buckets)
    metrics = Metrics(Score(0.5, 0.5, 0.5, 2), {"PER": Score(0.5, 0.5, 0.5, 2)}, 0.9, 3, 20, 0.1).to_json()
    return TrainedTagger(weights, tagset.labels, tagset.tags, features, LEXICON, metrics, seed, dict(info))


def full_size_tagger(hidden: int | None = None) -> TrainedTagger:
    """Make one as large as training makes them, with as many words as there can be. hidden: units of a direction."""
    features, sizes = FeatureConfig(), TrainingConfig()
    tagger = make_tagger(
        labels=["PER", "LOC", "ORG", "MISC"],
        hidden=hidden or sizes.hidden,
        names=features.names,
        context=features.context,
        buckets=features.buckets,
        direct_buckets=features.direct_buckets,
        embedding=sizes.embedding,
        words=[f"word{chr(0x4E00 + n)}" for n in range(MAX_WORDS)],
        vector=SIZE + 3,
    )
    return replace(tagger, lexicon=common_lexicon())


@pytest.fixture(scope="session")
def large_tagger() -> TrainedTagger:
    """A tagger as large as training makes them."""
    return full_size_tagger()


@pytest.fixture(scope="session")
def random_tagger() -> MakeTagger:
    """What makes taggers that nobody trained."""
    return make_tagger


class Remote:
    """A task for a worker, written as statements that set ``result``: what is in a test cannot be imported there."""

    def __init__(self, statements: str) -> None:
        names = "names := {'tagger': tagger, 'args': args, 'result': None}"
        self._source = f"lambda tagger, *args: ({names}, exec({statements!r}, names))[0]['result']"

    def __call__(self, *args: object) -> object:
        return eval(self._source)(*args)

    def __reduce__(self) -> tuple[object, ...]:
        return eval, (self._source,)


@pytest.fixture(scope="session")
def remote() -> type[Remote]:
    """What makes tasks of statements."""
    return Remote
