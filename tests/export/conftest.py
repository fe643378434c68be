from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from engine.tagger.features import FeatureConfig, FeatureEncoder
from engine.tagger.metrics import Metrics, Score
from engine.tagger.tagset import TagSet
from engine.tagger.weights import LSTMWeights, TaggerWeights, TrainedTagger


@pytest.fixture(scope="session")
def random_tagger() -> Callable[..., TrainedTagger]:
    """A tagger that nobody trained: real in every shape, made without torch."""

    def make(
        seed: int = 0,
        labels: Sequence[str] = ("PER", "LOC"),
        hidden: int = 6,
        names: Sequence[str] = ("lower", "shape", "suffix2"),
        buckets: int = 64,
        embedding: int = 4,
        **info: object,
    ) -> TrainedTagger:
        generator, tagset = np.random.default_rng(seed), TagSet(labels)
        H, X, K = hidden, len(names) * embedding, len(tagset)

        def array(*shape: int) -> np.ndarray:
            return generator.normal(size=shape).astype(np.float32)

        def cell() -> LSTMWeights:
            return LSTMWeights(
                *(array(H, X) for _ in range(4)),
                *(array(H, H) for _ in range(4)),
                *(array(H) for _ in range(4)),
            )

        weights = TaggerWeights(
            embeddings=array(buckets, embedding),
            forward=cell(),
            backward=cell(),
            emission=array(K, 2 * H),
            emission_bias=array(K),
            transitions=np.where(tagset.moves, array(K, K), np.float32(-1e4)),
            start=np.where(tagset.starts, array(K), np.float32(-1e4)),
            end=array(K),
        )
        features = FeatureEncoder(FeatureConfig(tuple(names), buckets)).to_json()
        metrics = Metrics(Score(0.5, 0.5, 0.5, 2), {"PER": Score(0.5, 0.5, 0.5, 2)}, 0.9, 3, 20, 0.1).to_json()
        return TrainedTagger(weights, tagset.labels, tagset.tags, features, metrics, seed, dict(info))

    return make
