from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.tagger.weights import LSTMWeights, TaggerWeights


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
        generator: np.random.Generator, buckets: int = 50, E: int = 3, F: int = 4, H: int = 5, K: int = 5
    ) -> TaggerWeights:
        def array(*shape: int) -> np.ndarray:
            return generator.normal(size=shape).astype(np.float32)

        return TaggerWeights(
            embeddings=array(buckets, E),
            forward=random_lstm(generator, F * E, H, np.float32),
            backward=random_lstm(generator, F * E, H, np.float32),
            emission=array(K, 2 * H),
            emission_bias=array(K),
            transitions=array(K, K),
            start=array(K),
            end=array(K),
        )

    return make
