"""Write a trained tagger as one ONNX file.

Weights, labels, features and figures are together in it, so they cannot disagree.

The graph is built node by node; ``sequence_lens`` makes padding exact:

    features int64 [T, B, F] -> Gather -> [T, B, F, E] -> Reshape -> [T, B, X] -> LSTM (bidirectional) -> Y
    [T, 2, B, H] -> Transpose, Reshape -> hidden [T, B, 2H] -> MatMul, Add -> emissions [T, B, K]

The chain's transitions [K, K], start [K] and end [K] are outputs too, so that a runtime needs nothing but
the session.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from engine.tagger.weights import LSTMWeights, TrainedTagger
from engine.text.tokenizer import TOKENIZER_VERSION
from export.model_file import FORMAT_VERSION

OPSET = 17
IR_VERSION = 8
"""Old enough for runtimes of 2022."""

LICENCE = "The weights were learnt from the user's own annotations and belong to whoever made them."


def to_onnx(tagger: TrainedTagger) -> bytes:
    """Build the ONNX file of a tagger; the same tagger gives the same bytes.

    Raises ValueError when shapes disagree.
    """
    weights = tagger.weights
    F = len(tagger.features["names"])
    E = weights.embeddings.shape[1]
    K, H = len(tagger.tags), len(weights.forward.b_f)
    if weights.emission.shape != (K, 2 * H) or weights.forward.W_f.shape != (H, F * E):
        raise ValueError(
            f"emission {weights.emission.shape} and W_f {weights.forward.W_f.shape} do not fit "
            f"K={K}, H={H}, F={F}, E={E}"
        )
    W, R, B = (np.stack(pair) for pair in zip(_packed(weights.forward), _packed(weights.backward), strict=True))
    constants: dict[str, NDArray[Any]] = {
        "embeddings": weights.embeddings,
        "lstm_W": W,
        "lstm_R": R,
        "lstm_B": B,
        "emission": np.ascontiguousarray(weights.emission.T),
        "emission_bias": weights.emission_bias,
        "chain_transitions": weights.transitions,
        "chain_start": weights.start,
        "chain_end": weights.end,
        "flat_inputs": np.array([0, 0, F * E], np.int64),
        "flat_hidden": np.array([0, 0, 2 * H], np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["embeddings", "features"], ["vectors"]),
        helper.make_node("Reshape", ["vectors", "flat_inputs"], ["inputs"]),
        helper.make_node(
            "LSTM",
            ["inputs", "lstm_W", "lstm_R", "lstm_B", "lengths"],
            ["states"],
            direction="bidirectional",
            hidden_size=H,
        ),
        helper.make_node("Transpose", ["states"], ["states_by_token"], perm=[0, 2, 1, 3]),
        helper.make_node("Reshape", ["states_by_token", "flat_hidden"], ["hidden"]),
        helper.make_node("MatMul", ["hidden", "emission"], ["scores"]),
        helper.make_node("Add", ["scores", "emission_bias"], ["emissions"]),
        *(helper.make_node("Identity", [f"chain_{name}"], [name]) for name in ("transitions", "start", "end")),
    ]
    graph = helper.make_graph(
        nodes,
        "gatelight_tagger",
        inputs=[
            _value("features", TensorProto.INT64, ["T", "B", F]),
            _value("lengths", TensorProto.INT32, ["B"]),
        ],
        outputs=[
            _value("emissions", TensorProto.FLOAT, ["T", "B", K]),
            _value("hidden", TensorProto.FLOAT, ["T", "B", 2 * H]),
            _value("transitions", TensorProto.FLOAT, [K, K]),
            _value("start", TensorProto.FLOAT, [K]),
            _value("end", TensorProto.FLOAT, [K]),
        ],
        initializer=[numpy_helper.from_array(array, name) for name, array in constants.items()],
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


def _metadata(tagger: TrainedTagger) -> dict[str, str]:
    """Describe the tagger; every value but the licence is JSON."""
    info = {key: value for key, value in tagger.info.items() if key != "created"}
    fields = {
        "gatelight_format": FORMAT_VERSION,
        "tokenizer": TOKENIZER_VERSION,
        "labels": list(tagger.labels),
        "tags": list(tagger.tags),
        "features": tagger.features,
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
