from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.tagger.weights import LSTMWeights, TaggerWeights, WordTable


@pytest.fixture
def random_lstm() -> Callable[..., LSTMWeights]:
    def make(generator: np.random.Generator, X: int, H: int, dtype: type = np.float64) -> LSTMWeights:
        def array(*shape: int) -> np.ndarray:
            return generator.normal(scale=0.4, size=shape).astype(dtype)

        return LSTMWeights(
            *(array(H, X) for _ in range(4)), *(array(H, H) for _ in range(4)), *(array(H) for _ in range(4))
        )

    return make


@pytest.fixture
def random_weights(random_lstm: Callable[..., LSTMWeights]) -> Callable[..., TaggerWeights]:
    def make(
        generator: np.random.Generator,
        buckets: int = 50,
        E: int = 3,
        F: int = 4,
        H: int = 5,
        K: int = 5,
        V: int = 6,
        D: int = 2,
        direct_buckets: int = 32,
    ) -> TaggerWeights:
        def array(*shape: int) -> np.ndarray:
            return generator.normal(size=shape).astype(np.float32)

        def half(*shape: int) -> np.ndarray:
            return array(*shape).astype(np.float16).astype(np.float32)

        words = WordTable(
            hashes=np.sort(generator.choice(1 << 20, V, replace=False)).astype(np.uint32),
            vectors=np.concatenate([np.zeros((1, D), np.float32), half(V, D)]),
            clusters=np.concatenate([np.zeros((1, 2)), generator.integers(1, 4, (V, 2))]).astype(np.int32),
        )

        return TaggerWeights(
            embeddings=array(buckets, E),
            words=words,
            forward=random_lstm(generator, F * E + D, H, np.float32),
            backward=random_lstm(generator, F * E + D, H, np.float32),
            emission=array(K, 2 * H),
            emission_bias=array(K),
            direct=half(direct_buckets, K),
            transitions=array(K, K),
            start=array(K),
            end=array(K),
        )

    return make
