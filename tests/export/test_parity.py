"""Textbook numpy, torch and ONNX Runtime compute the same thing on the same weights: to 1e-5, and in int8 to 0.2."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import onnxruntime
import pytest
import torch

from engine.tagger import lstm
from engine.tagger.encoding import Inputs, connections
from engine.tagger.features import FeatureConfig
from engine.tagger.lexicon import NOTHING_KNOWN
from engine.tagger.model import ModelConfig, TaggerModel
from engine.tagger.tagset import TagSet
from engine.tagger.weights import TrainedTagger, WordTable
from export.building import PARITY_TOLERANCE
from export.graph_plan import Precision
from export.onnx_graph import to_onnx

TAGSET = TagSet(["PER", "LOC", "ORG"])
FEATURES = FeatureConfig(("lower", "prefix3", "suffix3", "shape"), ("lower", "shape"), 300, 512)
V, D, C = 40, 7, 2
L = connections(FEATURES, C)


@pytest.fixture(scope="module")
def words() -> WordTable:
    generator = np.random.default_rng(5)
    vectors = generator.normal(size=(V + 1, D)).astype(np.float16).astype(np.float32)
    vectors[0] = 0.0
    clusters = generator.integers(9, size=(V + 1, C)).astype(np.int32)
    return WordTable(np.arange(7, 7 * (V + 1), 7).astype(np.uint32), vectors, clusters)


def made(words: WordTable, noise: float) -> TaggerModel:
    sizes = ModelConfig(len(FEATURES.names), FEATURES.buckets, FEATURES.direct_buckets, embedding=5, hidden=17)
    model = TaggerModel(sizes, words, TAGSET, torch.Generator().manual_seed(0))
    with torch.no_grad():  # as if trained: weights of every size, none of them zero
        model.flat.add_(torch.randn(model.flat.shape, generator=model.generator) * noise)
        direct = torch.randn(model.direct.shape, generator=model.generator) * 0.4
        model.direct.copy_(direct.half().float())
    model.eval()
    return model


@pytest.fixture(scope="module")
def model(words: WordTable) -> TaggerModel:
    return made(words, noise=0.4)


@pytest.fixture(scope="module")
def session(model: TaggerModel) -> onnxruntime.InferenceSession:
    return session_of(model, "fp32")


def session_of(model: TaggerModel, precision: Precision) -> onnxruntime.InferenceSession:
    tagger = TrainedTagger(model.to_weights(), TAGSET.labels, TAGSET.tags, FEATURES, NOTHING_KNOWN, {}, seed=0)
    return onnxruntime.InferenceSession(to_onnx(tagger, precision), providers=["CPUExecutionProvider"])


def random_inputs(seed: int, T: int, B: int) -> Inputs:
    generator = np.random.default_rng(seed)
    return Inputs(
        generator.integers(FEATURES.buckets, size=(T, B, len(FEATURES.names)), dtype=np.int32),
        generator.integers(V + 1, size=(T, B), dtype=np.int32),
        generator.integers(FEATURES.direct_buckets, size=(T, B, L), dtype=np.int32),
    )


def run(
    session: onnxruntime.InferenceSession, names: list[str], inputs: Inputs, lengths: np.ndarray
) -> list[np.ndarray]:
    feed = {"features": inputs.features, "words": inputs.words, "direct": inputs.direct, "lengths": lengths}
    return session.run(names, feed)


@pytest.mark.parametrize("lengths", [[1], [40], [1, 2, 3, 4, 5, 6, 7, 8], [30, 1, 17, 30, 2], [25] * 33, [120, 3, 64]])
def test_three_implementations_agree_on_padded_batches(
    model: TaggerModel, session: onnxruntime.InferenceSession, lengths: list[int]
) -> None:
    sizes = np.array(lengths, np.int32)
    inputs = random_inputs(len(lengths), max(lengths), len(lengths))
    with torch.no_grad():
        in_torch = model(inputs, sizes).numpy()
    in_onnx, hidden = run(session, ["emissions", "hidden"], inputs, sizes)
    weights = model.to_weights()
    for b, length in enumerate(lengths):
        own = Inputs(inputs.features[:length, b], inputs.words[:length, b], inputs.direct[:length, b])
        scores, states = lstm.emissions(weights, own)
        np.testing.assert_allclose(in_torch[:length, b], scores, atol=1e-5)
        np.testing.assert_allclose(in_onnx[:length, b], scores, atol=1e-5)
        np.testing.assert_allclose(hidden[:length, b], states, atol=1e-5)


@pytest.mark.parametrize("lengths", [[1], [40], [30, 1, 17, 30, 2], [25] * 33, [120, 3, 64]])
def test_int8_agrees_to_a_tolerance_of_its_own(words: WordTable, lengths: list[int]) -> None:
    model = made(words, noise=0.1)  # weights as large as training makes them: what is rounded away grows with them
    sizes, session_int8 = np.array(lengths, np.int32), session_of(model, "int8")
    inputs = random_inputs(len(lengths), max(lengths), len(lengths))
    found, hidden = run(session_int8, ["emissions", "hidden"], inputs, sizes)
    weights, tolerance = model.to_weights(), PARITY_TOLERANCE["int8"]
    for b, length in enumerate(lengths):
        own = Inputs(inputs.features[:length, b], inputs.words[:length, b], inputs.direct[:length, b])
        scores, states = lstm.emissions(weights, own)
        np.testing.assert_allclose(found[:length, b], scores, rtol=tolerance, atol=tolerance)
        np.testing.assert_allclose(hidden[:length, b], states, atol=0.2)
        assert np.abs(hidden[:length, b] - states).max() > 1e-4, "it is not the graph in float32"


@pytest.mark.parametrize("kind", ["features", "words", "direct"])
def test_every_kind_of_input_shows_in_the_scores(session: onnxruntime.InferenceSession, kind: str) -> None:
    """Else the three could agree by leaving one out."""
    inputs, lengths = random_inputs(3, 4, 1), np.array([4], np.int32)
    other = replace(inputs, **{kind: getattr(random_inputs(4, 4, 1), kind)})
    first, second = (run(session, ["emissions"], each, lengths)[0] for each in (inputs, other))
    assert np.abs(first - second).max() > 0.1


def test_padding_never_shows(session: onnxruntime.InferenceSession) -> None:
    inputs, other = random_inputs(1, 9, 3), random_inputs(2, 9, 3)
    lengths = np.array([9, 4, 1], np.int32)
    for own, others in zip(
        (inputs.features, inputs.words, inputs.direct), (other.features, other.words, other.direct), strict=True
    ):
        for b, length in enumerate(lengths):
            others[:length, b] = own[:length, b]
    first, second = (run(session, ["emissions"], each, lengths)[0] for each in (inputs, other))
    for b, length in enumerate(lengths):
        np.testing.assert_array_equal(first[:length, b], second[:length, b])


def test_chain_and_words_leave_as_they_are(
    model: TaggerModel, session: onnxruntime.InferenceSession, words: WordTable
) -> None:
    weights = model.to_weights()
    expected = {
        "transitions": weights.transitions,
        "start": weights.start,
        "end": weights.end,
        "word_hashes": words.hashes,
        "word_clusters": words.clusters,
    }
    found = run(session, list(expected), random_inputs(0, 1, 1), np.ones(1, np.int32))
    for array, original in zip(found, expected.values(), strict=True):
        np.testing.assert_array_equal(array, original)
