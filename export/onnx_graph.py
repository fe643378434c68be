"""Write a trained tagger as one ONNX file.

Weights, labels, features and figures are together in it, so they cannot disagree.

The graph is built node by node from the plan in ``graph_plan.py``; ``sequence_lens`` makes padding exact:

    features int32 [T, B, F] -> Gather -> [T, B, F, E] -> Reshape -> [T, B, F * E] ─┐
    words    int32 [T, B]    -> Gather -> [T, B, D] ────────────────────────────────┴> Concat -> [T, B, X]
      -> LSTM (bidirectional) -> Y [T, 2, B, H] -> Transpose, Reshape -> hidden [T, B, 2H] -> MatMul, Add ─┐
    direct   int32 [T, B, L] -> Gather -> [T, B, L, K] -> ReduceSum -> [T, B, K] ─────────────────────────┴> Add
      -> emissions [T, B, K]

In int8, the weights of the LSTM are whole numbers and its operator is DynamicQuantizeLSTM, of ONNX Runtime, which
rounds what it multiplies them with as well; everything else is the same (ADR 13).

The vectors of words and the direct connections are stored in half precision, as training left them, and cast to
float32 once, when a session starts.

The chain's transitions [K, K], start [K] and end [K] are outputs too, and so are the hashes of the words, int64 [V],
and their clusters, int32 [V + 1, C]: a runtime needs nothing but the session.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from engine.tagger.features import FeatureConfig
from engine.tagger.weights import Array, LSTMWeights, TaggerWeights, TrainedTagger
from engine.text.tokenizer import TOKENIZER_VERSION
from export.graph_plan import (
    AXIS_OF_CONNECTIONS,
    FLAT,
    GRAPH,
    IR_VERSION,
    PRODUCER,
    Node,
    Precision,
    Sizes,
    Value,
    inputs,
    nodes,
    opsets,
    outputs,
)
from export.model_file import FORMAT_VERSION

LICENCE = "The weights were learnt from the user's own annotations and belong to whoever made them."

GREATEST = 64
"""Of an int8 weight. Two products with bytes up to 255 then add up to less than 2^15, where sums end on x86 processors
without VNNI: above that, the same file would tag otherwise there."""


def to_onnx(tagger: TrainedTagger, precision: Precision = "fp32", measured: Mapping[str, float] | None = None) -> bytes:
    """Build the ONNX file of a tagger; the same tagger gives the same bytes.

    measured: the figures that its precision was chosen by, for the metadata. Raises ValueError when shapes disagree,
    or when the vectors of words or the direct connections are finer than half precision.
    """
    config = tagger.features
    K = len(tagger.tags)
    _check_shapes(tagger.weights, config, K)
    sizes = _sizes(tagger.weights, config, K)
    graph = helper.make_graph(
        [_node(node) for node in nodes(sizes, precision)],
        GRAPH,
        inputs=[_value(value) for value in inputs(sizes)],
        outputs=[_value(value) for value in outputs(sizes)],
        initializer=[
            numpy_helper.from_array(array, name) for name, array in _constants(tagger.weights, precision).items()
        ],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid(domain, version) for domain, version in opsets(precision)],
        ir_version=IR_VERSION,
        producer_name=PRODUCER,
    )
    lstm = {"precision": precision} | dict(measured or {})
    helper.set_model_props(model, _metadata(tagger, lstm))
    # Whoever loads it checks it (graph_check.py), tests also by onnx.checker, which keeps every thread from Python.
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


def _sizes(weights: TaggerWeights, config: FeatureConfig, K: int) -> Sizes:
    V, C = len(weights.words.hashes), weights.words.clusters.shape[1]
    E, D = weights.embeddings.shape[1], weights.words.vectors.shape[1]
    return Sizes.of(config, K=K, H=len(weights.forward.b_f), E=E, D=D, V=V, C=C)


def _constants(weights: TaggerWeights, precision: Precision) -> dict[str, NDArray[Any]]:
    """Give every array of the file by its name."""
    return {
        "embeddings": weights.embeddings,
        "word_vectors_half": _half("word vectors", weights.words.vectors),
        **_lstm_constants(weights, precision),
        "emission": np.ascontiguousarray(weights.emission.T),
        "emission_bias": weights.emission_bias,
        "connections_half": _half("direct connections", weights.direct),
        "constant_transitions": weights.transitions,
        "constant_start": weights.start,
        "constant_end": weights.end,
        "constant_word_hashes": weights.words.hashes.astype(np.int64),
        "constant_word_clusters": weights.words.clusters.astype(np.int32),
        "flat": np.array(FLAT, np.int64),
        "axis_of_connections": np.array(AXIS_OF_CONNECTIONS, np.int64),
    }


def _lstm_constants(weights: TaggerWeights, precision: Precision) -> dict[str, NDArray[Any]]:
    W, R, B = (np.stack(pair) for pair in zip(_packed(weights.forward), _packed(weights.backward), strict=True))
    if precision == "fp32":
        return {"lstm_W": W, "lstm_R": R, "lstm_B": B}
    (W_int8, W_scale), (R_int8, R_scale) = quantised(W), quantised(R)
    return {
        "lstm_W": W_int8,
        "lstm_R": R_int8,
        "lstm_B": B,
        "lstm_W_scale": W_scale,
        "lstm_W_zero": np.zeros(W_scale.shape, np.int8),
        "lstm_R_scale": R_scale,
        "lstm_R_zero": np.zeros(R_scale.shape, np.int8),
    }


def quantised(weights: Array) -> tuple[NDArray[np.int8], Array]:
    """Round the weights of both directions: float32 [2, 4H, N] -> int8 [2, N, 4H], and what a 1 is, float32 [2, 4H]."""
    largest = np.abs(weights).max(axis=2)
    scales = np.where(largest > 0.0, largest / np.float32(GREATEST), 1.0).astype(np.float32)
    whole = np.rint(weights / scales[:, :, None])
    return np.ascontiguousarray(whole.transpose(0, 2, 1)).astype(np.int8), scales


def _half(name: str, array: Array) -> NDArray[np.float16]:
    """Give an array in half precision. Raises ValueError if that would change it."""
    with np.errstate(over="ignore"):
        half = array.astype(np.float16)
    if not np.array_equal(half.astype(np.float32), array):
        raise ValueError(f"the {name} are finer than half precision")
    return half


def _node(node: Node) -> onnx.NodeProto:
    attributes: dict[str, Any] = dict(node.attributes)
    return helper.make_node(node.op, node.inputs, [node.output], domain=node.domain or None, **attributes)


def _value(value: Value) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(value.name, value.kind, value.shape)


def _metadata(tagger: TrainedTagger, lstm: Mapping[str, str | float]) -> dict[str, str]:
    """Describe the tagger; every value but the licence is JSON."""
    info = {key: value for key, value in tagger.info.items() if key != "created"}
    fields = {
        "gatelight_format": FORMAT_VERSION,
        "tokenizer": TOKENIZER_VERSION,
        "labels": list(tagger.labels),
        "tags": list(tagger.tags),
        "features": tagger.features.to_json(),
        "lstm": lstm,
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
