from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from engine.tagger.weights import TrainedTagger
from engine.text.tokenizer import TOKENIZER_VERSION
from export.graph_plan import PRECISIONS, Precision
from export.model_file import FORMAT_VERSION, MAX_BYTES
from export.onnx_graph import GREATEST, quantised, to_onnx

MakeTagger = Callable[..., TrainedTagger]


def model_of(tagger: TrainedTagger) -> onnx.ModelProto:
    return onnx.load_from_string(to_onnx(tagger))


@pytest.mark.parametrize("precision", PRECISIONS)
def test_file_is_a_sound_onnx_model_with_the_named_inputs_and_outputs(
    random_tagger: MakeTagger, precision: Precision
) -> None:
    model = onnx.load_from_string(to_onnx(random_tagger(), precision))
    onnx.checker.check_model(model, full_check=True)
    assert [value.name for value in model.graph.input] == ["features", "words", "direct", "lengths"]
    assert [value.name for value in model.graph.output] == [
        "emissions",
        "hidden",
        "transitions",
        "start",
        "end",
        "word_hashes",
        "word_clusters",
        "connections",
        "lstm_scores",
    ]


def test_file_says_what_it_is(random_tagger: MakeTagger) -> None:
    tagger = random_tagger(labels=["PERSON", "Ort 😀"], seed=7, created="2026-01-01", sentences=3)
    model = model_of(tagger)
    properties = {entry.key: entry.value for entry in model.metadata_props}
    assert "annotations" in properties.pop("licence")
    metadata = {key: json.loads(value) for key, value in properties.items()}
    assert metadata == {
        "gatelight_format": FORMAT_VERSION,
        "tokenizer": TOKENIZER_VERSION,
        "labels": ["PERSON", "Ort 😀"],
        "tags": ["O", "B-PERSON", "I-PERSON", "B-Ort 😀", "I-Ort 😀"],
        "features": tagger.features.to_json(),
        "lstm": {"precision": "fp32"},
        "lexicon": tagger.lexicon.lists,
        "metrics": tagger.metrics,
        "seed": 7,
        "boldness": 0.0,
        "created": "2026-01-01",
        "info": {"sentences": 3},
    }


def test_file_says_in_which_precision_it_computes_and_why(random_tagger: MakeTagger) -> None:
    figures = {"f1_fp32": 0.5, "f1_int8": 0.499, "agreement": 0.995}
    model = onnx.load_from_string(to_onnx(random_tagger(), "int8", figures))
    (lstm,) = (json.loads(entry.value) for entry in model.metadata_props if entry.key == "lstm")
    assert lstm == {"precision": "int8"} | figures


@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_same_tagger_gives_the_same_bytes(random_tagger: MakeTagger, precision: Precision) -> None:
    data = to_onnx(random_tagger(seed=1), precision)
    assert data == to_onnx(random_tagger(seed=1), precision) != to_onnx(random_tagger(seed=2), precision)


def test_int8_weights_are_within_half_a_step_and_the_limit_that_every_processor_can_add_up() -> None:
    weights = np.random.default_rng(0).normal(size=(2, 24, 7)).astype(np.float32) * np.float32([[[1.0]], [[300.0]]])
    whole, scales = quantised(weights)
    assert (whole.shape, whole.dtype, scales.dtype) == ((2, 7, 24), np.int8, np.float32)
    assert (np.abs(whole).max(axis=1) == GREATEST).all()
    assert 2 * 255 * GREATEST < 1 << 15
    restored = whole.transpose(0, 2, 1) * scales[:, :, None]
    assert (np.abs(restored - weights) <= 0.5001 * scales[:, :, None]).all()


def test_weights_of_nothing_but_zeros_have_a_scale_too() -> None:
    whole, scales = quantised(np.zeros((2, 8, 3), np.float32))
    assert not whole.any()
    assert (scales > 0.0).all()


def test_int8_differs_in_nothing_but_the_lstm(random_tagger: MakeTagger) -> None:
    tagger = random_tagger()
    fp32, int8 = model_of(tagger).graph, onnx.load_from_string(to_onnx(tagger, "int8")).graph
    assert [node.op_type for node in fp32.node if node not in int8.node] == ["LSTM"]
    assert [node.op_type for node in int8.node if node not in fp32.node] == ["DynamicQuantizeLSTM"]
    assert list(fp32.input) == list(int8.input)
    assert list(fp32.output) == list(int8.output)
    assert [array.name for array in fp32.initializer if array not in int8.initializer] == ["lstm_W", "lstm_R"]


def test_a_tagger_of_full_size_is_below_six_megabytes(large_tagger: TrainedTagger) -> None:
    assert len(to_onnx(large_tagger)) < 6e6 < MAX_BYTES


def test_words_and_direct_connections_are_kept_in_half_precision_without_loss(random_tagger: MakeTagger) -> None:
    tagger = random_tagger()
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in model_of(tagger).graph.initializer}
    for name, original in [
        ("word_vectors_half", tagger.weights.words.vectors),
        ("connections_half", tagger.weights.direct),
    ]:
        assert arrays[name].dtype == np.float16
        np.testing.assert_array_equal(arrays[name].astype(np.float32), original)


@pytest.mark.parametrize("value", [0.1, 1e6, np.nan])
def test_what_half_precision_would_change_is_refused(random_tagger: MakeTagger, value: float) -> None:
    weights = random_tagger().weights
    direct, vectors = weights.direct.copy(), weights.words.vectors.copy()
    direct[1, 1] = vectors[1, 1] = value
    with pytest.raises(ValueError, match="the direct connections are finer than half precision"):
        to_onnx(replace(random_tagger(), weights=replace(weights, direct=direct)))
    with pytest.raises(ValueError, match="the word vectors are finer than half precision"):
        to_onnx(replace(random_tagger(), weights=replace(weights, words=replace(weights.words, vectors=vectors))))


def test_a_tagger_may_know_no_word(random_tagger: MakeTagger) -> None:
    graph = model_of(random_tagger(words=[])).graph
    shapes = {value.name: [size.dim_value for size in value.type.tensor_type.shape.dim] for value in graph.output}
    assert shapes["word_hashes"] == [0]
    assert shapes["word_clusters"] == [1, 2]


def test_shapes_that_disagree_are_named(random_tagger: MakeTagger) -> None:
    tagger = random_tagger()
    weights = tagger.weights
    for wrong, match in [
        ({"emission": np.zeros((3, 12), np.float32)}, r"emission \(3, 12\)"),
        ({"words": replace(weights.words, vectors=np.zeros((11, 6), np.float32))}, r"W_f \(6, 17\) do not fit .* D=6"),
        ({"embeddings": weights.embeddings[1:]}, r"embeddings \(63, 4\)"),
        ({"direct": weights.direct[:64]}, r"direct \(64, 5\) do not fit 64 and 128 buckets"),
        ({"direct": weights.direct[:, 1:]}, r"direct \(128, 4\)"),
        ({"words": replace(weights.words, hashes=weights.words.hashes[1:])}, "do not fit V=9"),
        ({"words": replace(weights.words, clusters=weights.words.clusters[1:])}, r"clusters \(10, 2\) .* V=10"),
    ]:
        with pytest.raises(ValueError, match=match):
            to_onnx(replace(tagger, weights=replace(weights, **wrong)))
