"""Textbook numpy, torch and ONNX Runtime compute the same thing, to 1e-5, on the same weights."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch

from engine.tagger import lstm
from engine.tagger.features import FeatureConfig, FeatureEncoder
from engine.tagger.model import ModelConfig, TaggerModel
from engine.tagger.tagset import TagSet
from engine.tagger.weights import TrainedTagger
from export.onnx_graph import to_onnx

TAGSET = TagSet(["PER", "LOC", "ORG"])
FEATURES = FeatureConfig(("lower", "prefix3", "suffix3", "shape"), 300)


@pytest.fixture(scope="module")
def model() -> TaggerModel:
    sizes = ModelConfig(len(FEATURES.names), FEATURES.buckets, embedding=5, hidden=17)
    model = TaggerModel(sizes, TAGSET, torch.Generator().manual_seed(0))
    with torch.no_grad():  # as if trained: weights of every size, none of them zero
        model.flat.add_(torch.randn(model.flat.shape, generator=model.generator) * 0.4)
    model.eval()
    return model


@pytest.fixture(scope="module")
def session(model: TaggerModel) -> onnxruntime.InferenceSession:
    features = FeatureEncoder(FEATURES).to_json()
    tagger = TrainedTagger(model.to_weights(), TAGSET.labels, TAGSET.tags, features, {}, seed=0)
    return onnxruntime.InferenceSession(to_onnx(tagger), providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("lengths", [[1], [40], [1, 2, 3, 4, 5, 6, 7, 8], [30, 1, 17, 30, 2], [25] * 33, [120, 3, 64]])
def test_three_implementations_agree_on_padded_batches(
    model: TaggerModel, session: onnxruntime.InferenceSession, lengths: list[int]
) -> None:
    sizes = np.array(lengths, np.int32)
    ids = np.random.default_rng(len(lengths)).integers(300, size=(max(lengths), len(lengths), 4))
    with torch.no_grad():
        in_torch = model(torch.from_numpy(ids), torch.from_numpy(sizes.astype(np.int64))).numpy()
    in_onnx, hidden = session.run(["emissions", "hidden"], {"features": ids, "lengths": sizes})
    weights = model.to_weights()
    for b, length in enumerate(lengths):
        scores, states = lstm.emissions(weights, ids[:length, b])
        np.testing.assert_allclose(in_torch[:length, b], scores, atol=1e-5)
        np.testing.assert_allclose(in_onnx[:length, b], scores, atol=1e-5)
        np.testing.assert_allclose(hidden[:length, b], states, atol=1e-5)


def test_padding_never_shows(session: onnxruntime.InferenceSession) -> None:
    ids = np.random.default_rng(1).integers(300, size=(9, 3, 4))
    lengths = np.array([9, 4, 1], np.int32)
    other = ids.copy()
    other[4:, 1] = 299
    other[1:, 2] = 7
    first, second = (session.run(["emissions"], {"features": array, "lengths": lengths})[0] for array in (ids, other))
    for b, length in enumerate(lengths):
        np.testing.assert_array_equal(first[:length, b], second[:length, b])


def test_chain_leaves_as_it_is(model: TaggerModel, session: onnxruntime.InferenceSession) -> None:
    feed = {"features": np.zeros((1, 1, 4), np.int64), "lengths": np.ones(1, np.int32)}
    weights = model.to_weights()
    for name, found in zip(
        ["transitions", "start", "end"], session.run(["transitions", "start", "end"], feed), strict=True
    ):
        np.testing.assert_array_equal(found, getattr(weights, name))
