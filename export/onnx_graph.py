"""Write a trained tagger as one ONNX file.

Weights, labels, features and figures are together in it, so they cannot disagree.

The graph is built node by node; ``sequence_lens`` makes padding exact:

    features int32 [T, B, F] -> Gather -> [T, B, F, E] -> Reshape -> [T, B, F * E] ─┐
    words    int32 [T, B]    -> Gather -> [T, B, D] ────────────────────────────────┴> Concat -> [T, B, X]
      -> LSTM (bidirectional) -> Y [T, 2, B, H] -> Transpose, Reshape -> hidden [T, B, 2H] -> MatMul, Add ─┐
    direct   int32 [T, B, L] -> Gather -> [T, B, L, K] -> ReduceSum -> [T, B, K] ─────────────────────────┴> Add
      -> emissions [T, B, K]

The vectors of words and the direct connections are stored in half precision, as training left them, and cast to
float32 once, when a session starts.

The chain's transitions [K, K], start [K] and end [K] are outputs too, and so are the hashes of the words, int64 [V],
and their clusters, int32 [V + 1, C]: a runtime needs nothing but the session.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from engine.tagger.encoding import connections
from engine.tagger.features import FeatureConfig
from engine.tagger.weights import Array, LSTMWeights, TaggerWeights, TrainedTagger
from engine.text.tokenizer import TOKENIZER_VERSION
from export.model_file import FORMAT_VERSION

OPSET = 17
IR_VERSION = 8
"""Old enough for runtimes of 2022."""

LICENCE = "The weights were learnt from the user's own annotations and belong to whoever made them."

CONSTANT_OUTPUTS = ("transitions", "start", "end", "word_hashes", "word_clusters")


def to_onnx(tagger: TrainedTagger) -> bytes:
    """Build the ONNX file of a tagger; the same tagger gives the same bytes.

    Raises ValueError when shapes disagree, or when the vectors of words or the direct connections are finer than
    half precision.
    """
    config = tagger.features
    K = len(tagger.tags)
    _check_shapes(tagger.weights, config, K)
    graph = helper.make_graph(
        _nodes(tagger.weights),
        "gatelight_tagger",
        inputs=_inputs(tagger.weights, config),
        outputs=_outputs(tagger.weights, K),
        initializer=[numpy_helper.from_array(array, name) for name, array in _constants(tagger.weights).items()],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="gatelight",
    )
    helper.set_model_props(model, _metadata(tagger))
    onnx.checker.check_model(model, full_check=True)
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def _check_shapes(weights: TaggerWeights, config: FeatureConfig, K: int) -> None:
    words, H, V = weights.words, len(weights.forward.b_f), len(weights.words.hashes)
    F, E, D = len(config.names), weights.embeddings.shape[1], words.vectors.shape[1]
    if weights.emission.shape != (K, 2 * H) or weights.forward.W_f.shape != (H, F * E + D):
        raise ValueError(
            f"emission {weights.emission.shape} and W_f {weights.forward.W_f.shape} do not fit "
            f"K={K}, H={H}, F={F}, E={E}, D={D}"
        )
    if len(weights.embeddings) != config.buckets or weights.direct.shape != (config.direct_buckets, K):
        raise ValueError(
            f"embeddings {weights.embeddings.shape} and direct {weights.direct.shape} do not fit "
            f"{config.buckets} and {config.direct_buckets} buckets, K={K}"
        )
    if len(words.vectors) != V + 1 or len(words.clusters) != V + 1:
        raise ValueError(f"vectors {words.vectors.shape} and clusters {words.clusters.shape} do not fit V={V}")


def _constants(weights: TaggerWeights) -> dict[str, NDArray[Any]]:
    """Give every array of the file by its name."""
    W, R, B = (np.stack(pair) for pair in zip(_packed(weights.forward), _packed(weights.backward), strict=True))
    return {
        "embeddings": weights.embeddings,
        "word_vectors_half": _half("word vectors", weights.words.vectors),
        "lstm_W": W,
        "lstm_R": R,
        "lstm_B": B,
        "emission": np.ascontiguousarray(weights.emission.T),
        "emission_bias": weights.emission_bias,
        "connections_half": _half("direct connections", weights.direct),
        "constant_transitions": weights.transitions,
        "constant_start": weights.start,
        "constant_end": weights.end,
        "constant_word_hashes": weights.words.hashes.astype(np.int64),
        "constant_word_clusters": weights.words.clusters.astype(np.int32),
        # 0 keeps a dimension as it is, -1 takes what is left.
        "flat": np.array([0, 0, -1], np.int64),
        "axis_of_connections": np.array([2], np.int64),
    }


def _half(name: str, array: Array) -> NDArray[np.float16]:
    """Give an array in half precision. Raises ValueError if that would change it."""
    with np.errstate(over="ignore"):
        half = array.astype(np.float16)
    if not np.array_equal(half.astype(np.float32), array):
        raise ValueError(f"the {name} are finer than half precision")
    return half


def _nodes(weights: TaggerWeights) -> list[onnx.NodeProto]:
    return [
        helper.make_node("Gather", ["embeddings", "features"], ["embedded_features"]),
        helper.make_node("Reshape", ["embedded_features", "flat"], ["embedded"]),
        helper.make_node("Cast", ["word_vectors_half"], ["word_vectors"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["word_vectors", "words"], ["vectors"]),
        helper.make_node("Concat", ["embedded", "vectors"], ["inputs"], axis=2),
        helper.make_node(
            "LSTM",
            ["inputs", "lstm_W", "lstm_R", "lstm_B", "lengths"],
            ["states"],
            direction="bidirectional",
            hidden_size=len(weights.forward.b_f),
        ),
        helper.make_node("Transpose", ["states"], ["states_by_token"], perm=[0, 2, 1, 3]),
        helper.make_node("Reshape", ["states_by_token", "flat"], ["hidden"]),
        helper.make_node("MatMul", ["hidden", "emission"], ["products"]),
        helper.make_node("Add", ["products", "emission_bias"], ["scores"]),
        helper.make_node("Cast", ["connections_half"], ["connections"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["connections", "direct"], ["direct_each"]),
        helper.make_node("ReduceSum", ["direct_each", "axis_of_connections"], ["direct_scores"], keepdims=0),
        helper.make_node("Add", ["scores", "direct_scores"], ["emissions"]),
        *(helper.make_node("Identity", [f"constant_{name}"], [name]) for name in CONSTANT_OUTPUTS),
    ]


def _inputs(weights: TaggerWeights, config: FeatureConfig) -> list[onnx.ValueInfoProto]:
    L = connections(config, weights.words.clusters.shape[1])
    return [
        _value("features", TensorProto.INT32, ["T", "B", len(config.names)]),
        _value("words", TensorProto.INT32, ["T", "B"]),
        _value("direct", TensorProto.INT32, ["T", "B", L]),
        _value("lengths", TensorProto.INT32, ["B"]),
    ]


def _outputs(weights: TaggerWeights, K: int) -> list[onnx.ValueInfoProto]:
    return [
        _value("emissions", TensorProto.FLOAT, ["T", "B", K]),
        _value("hidden", TensorProto.FLOAT, ["T", "B", 2 * len(weights.forward.b_f)]),
        _value("transitions", TensorProto.FLOAT, [K, K]),
        _value("start", TensorProto.FLOAT, [K]),
        _value("end", TensorProto.FLOAT, [K]),
        _value("word_hashes", TensorProto.INT64, [len(weights.words.hashes)]),
        _value("word_clusters", TensorProto.INT32, [*weights.words.clusters.shape]),
    ]


def _metadata(tagger: TrainedTagger) -> dict[str, str]:
    """Describe the tagger; every value but the licence is JSON."""
    info = {key: value for key, value in tagger.info.items() if key != "created"}
    fields = {
        "gatelight_format": FORMAT_VERSION,
        "tokenizer": TOKENIZER_VERSION,
        "labels": list(tagger.labels),
        "tags": list(tagger.tags),
        "features": tagger.features.to_json(),
        "lexicon": tagger.lexicon.lists,
        "metrics": tagger.metrics,
        "seed": tagger.seed,
        "boldness": tagger.boldness,
        "created": str(tagger.info.get("created", "")),
        "info": info,
    }
    described = {key: json.dumps(value, ensure_ascii=False, sort_keys=True) for key, value in fields.items()}
    return {**described, "licence": LICENCE}


def _packed(w: LSTMWeights) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Pack one direction the ONNX way: gates in the order i, o, f, c (our g); the recurrent bias is zero."""
    bias = np.concatenate([w.b_i, w.b_o, w.b_f, w.b_g])
    return (
        np.concatenate([w.W_i, w.W_o, w.W_f, w.W_g]),
        np.concatenate([w.U_i, w.U_o, w.U_f, w.U_g]),
        np.concatenate([bias, np.zeros_like(bias)]),
    )


def _value(name: str, kind: int, shape: list[str | int]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, shape)
