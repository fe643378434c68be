from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import onnx
import pytest

from engine.tagger.weights import TrainedTagger
from engine.text.tokenizer import TOKENIZER_VERSION
from export.model_file import FORMAT_VERSION, MAX_BYTES, OPERATORS
from export.onnx_graph import to_onnx

MakeTagger = Callable[..., TrainedTagger]


def test_file_is_a_sound_onnx_model_with_the_named_inputs_and_outputs(random_tagger: MakeTagger) -> None:
    model = onnx.load_from_string(to_onnx(random_tagger()))
    onnx.checker.check_model(model, full_check=True)
    assert [value.name for value in model.graph.input] == ["features", "lengths"]
    assert [value.name for value in model.graph.output] == [
        "emissions",
        "hidden",
        "transitions",
        "start",
        "end",
    ]
    assert {node.op_type for node in model.graph.node} == OPERATORS


def test_file_says_what_it_is(random_tagger: MakeTagger) -> None:
    tagger = random_tagger(labels=["PERSON", "Ort 😀"], seed=7, created="2026-01-01", sentences=3)
    model = onnx.load_from_string(to_onnx(tagger))
    properties = {entry.key: entry.value for entry in model.metadata_props}
    assert "annotations" in properties.pop("licence")
    metadata = {key: json.loads(value) for key, value in properties.items()}
    assert metadata == {
        "gatelight_format": FORMAT_VERSION,
        "tokenizer": TOKENIZER_VERSION,
        "labels": ["PERSON", "Ort 😀"],
        "tags": ["O", "B-PERSON", "I-PERSON", "B-Ort 😀", "I-Ort 😀"],
        "features": tagger.features,
        "metrics": tagger.metrics,
        "seed": 7,
        "boldness": 0.0,
        "created": "2026-01-01",
        "info": {"sentences": 3},
    }


def test_the_same_tagger_gives_the_same_bytes(random_tagger: MakeTagger) -> None:
    assert to_onnx(random_tagger(seed=1)) == to_onnx(random_tagger(seed=1)) != to_onnx(random_tagger(seed=2))


def test_a_tagger_of_full_size_is_below_six_megabytes(random_tagger: MakeTagger) -> None:
    from engine.tagger.features import FEATURES

    data = to_onnx(random_tagger(hidden=64, names=FEATURES, buckets=1 << 14, embedding=16))
    assert len(data) < 6e6 < MAX_BYTES


def test_shapes_that_disagree_are_named(random_tagger: MakeTagger) -> None:
    tagger = random_tagger()
    wrong = replace(tagger, weights=replace(tagger.weights, emission=np.zeros((3, 12), np.float32)))
    with pytest.raises(ValueError, match=r"emission \(3, 12\)"):
        to_onnx(wrong)
