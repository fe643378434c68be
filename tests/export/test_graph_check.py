from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from engine.errors import ModelFileError
from engine.tagger.weights import TrainedTagger
from export import runtime
from export.graph_plan import FLOAT, HALF, INT8, INT32, INT64, MAX_WIDTH, PRECISIONS, Precision, Sizes
from export.model_file import describe
from export.onnx_graph import to_onnx
from export.protobuf import field
from export.runtime import Tagger

MakeTagger = Callable[..., TrainedTagger]
Change = Callable[[onnx.ModelProto], object]

SIZES = Sizes(F=3, L=21, K=5, H=6, E=4, D=5, V=10, C=2, buckets=64, direct_buckets=128)


@pytest.fixture(scope="module")
def data(random_tagger: MakeTagger) -> bytes:
    return to_onnx(random_tagger())


@pytest.fixture(scope="module")
def data_int8(random_tagger: MakeTagger) -> bytes:
    return to_onnx(random_tagger(), "int8")


def refused(data: bytes, match: str) -> None:
    with pytest.raises(ModelFileError, match=match) as caught:
        describe(data)
    assert "The model is not as Gatelight writes it (" in str(caught.value)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_what_is_written_passes_and_gives_its_sizes(random_tagger: MakeTagger, precision: Precision) -> None:
    assert describe(to_onnx(random_tagger(), precision)).sizes == SIZES
    other = to_onnx(random_tagger(words=[], hidden=130), precision)
    assert describe(other).sizes == replace(SIZES, V=0, H=130)


def test_types_of_numbers_are_those_of_onnx() -> None:
    assert [FLOAT, INT8, INT32, INT64, HALF] == [
        TensorProto.FLOAT,
        TensorProto.INT8,
        TensorProto.INT32,
        TensorProto.INT64,
        TensorProto.FLOAT16,
    ]


def node(model: onnx.ModelProto, op: str) -> onnx.NodeProto:
    return next(node for node in model.graph.node if node.op_type == op)


def constant(model: onnx.ModelProto, name: str) -> TensorProto:
    return next(tensor for tensor in model.graph.initializer if tensor.name == name)


def subgraph(model: onnx.ModelProto) -> None:
    node(model, "Add").attribute.append(helper.make_attribute("then_branch", onnx.GraphProto(name="hidden")))


def swapped(model: onnx.ModelProto) -> None:
    start, end = constant(model, "constant_start"), constant(model, "constant_end")
    start.name, end.name = end.name, start.name


def typed(model: onnx.ModelProto) -> None:
    end = constant(model, "constant_end")
    end.ClearField("raw_data")
    end.float_data.extend([0.0] * 5)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda model: setattr(node(model, "LSTM").attribute[1], "i", 7), "node 5 is not the LSTM"),
        (lambda model: setattr(node(model, "LSTM").attribute[0], "s", b"forward"), "node 5 is not the LSTM"),
        (lambda model: setattr(node(model, "Concat").attribute[0], "i", -1), "node 4 is not the Concat"),
        (lambda model: setattr(node(model, "Cast").attribute[0], "i", TensorProto.STRING), "node 2 is not the Cast"),
        (lambda model: setattr(node(model, "Gather"), "domain", "ai.onnx.ml"), "node 0 is not the Gather"),
        (lambda model: setattr(node(model, "Gather"), "doc_string", "hello"), "node 0 is not the Gather"),
        (lambda model: node(model, "Gather").input.reverse(), "node 0 is not the Gather"),
        (lambda model: model.graph.node.reverse(), "node 0 is not the Gather"),
        (lambda model: model.graph.node.add(op_type="Identity"), "graph with another name or more nodes"),
        (lambda model: model.graph.node.pop(), "node 18 is not the Identity"),
        (subgraph, "node 9 is not the Add"),
        (swapped, "constant constant_start is not the float32"),
        (typed, "constant constant_end is not the float32"),
        (lambda model: model.graph.initializer.add(name="more", dims=[1 << 40], data_type=1), "input features"),
        (lambda model: model.graph.initializer.pop(), "constant axis_of_connections is not"),
        (lambda model: setattr(constant(model, "flat"), "raw_data", bytes(24)), "constant flat is not"),
        (lambda model: setattr(constant(model, "lstm_B"), "raw_data", b""), "constant lstm_B is not"),
        (lambda model: constant(model, "embeddings").dims.append(1 << 60), f"size E is {1 << 60}, not from 1 to 1024"),
        (lambda model: constant(model, "lstm_B").dims.append(0), "size H is 0"),
        (lambda model: constant(model, "lstm_R").dims.append(0), "constant lstm_R is not"),
        (lambda model: model.graph.initializer.append(constant(model, "flat")), "input features is not"),
        (lambda model: model.graph.sparse_initializer.add(), "graph of 49 parts, not 48"),
        (lambda model: model.graph.value_info.append(model.graph.output[0]), "graph of 49 parts, not 48"),
        (lambda model: model.graph.output.reverse(), "output emissions is not the float32"),
        (lambda model: setattr(model.graph, "doc_string", "hello"), "input features is not"),
        (lambda model: model.functions.add(name="f"), "model with other fields"),
        (lambda model: model.training_info.add(), "model with other fields"),
        (lambda model: model.opset_import.add(domain="com.microsoft", version=1), "model with other fields"),
        (lambda model: setattr(model, "doc_string", "hello"), "model with other fields"),
        (lambda model: setattr(model, "ir_version", 10), "model of another version"),
        (lambda model: setattr(model.opset_import[0], "version", 18), "model of another version"),
    ],
)
def test_whatever_else_is_in_a_graph_is_refused(data: bytes, change: Change, match: str) -> None:
    model = onnx.load_from_string(data)
    change(model)
    refused(model.SerializeToString(), match)


def scale(*values: float) -> Change:
    def change(model: onnx.ModelProto) -> None:
        constant(model, "lstm_R_scale").raw_data = np.array(values * SIZES.H * 4, "<f4").tobytes()

    return change


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda model: node(model, "DynamicQuantizeLSTM").ClearField("domain"), "node 5 is not the DynamicQuantize"),
        (lambda model: setattr(node(model, "DynamicQuantizeLSTM"), "domain", "other"), "node 5 is not the Dynamic"),
        (lambda model: setattr(node(model, "DynamicQuantizeLSTM").attribute[1], "i", 7), "node 5 is not the Dynamic"),
        (lambda model: model.opset_import.pop(), "model with other fields"),
        (lambda model: setattr(model.opset_import[1], "version", 2), "model of another version"),
        (lambda model: setattr(model.opset_import[1], "domain", "other"), "model of another version"),
        (lambda model: setattr(constant(model, "lstm_W_zero"), "raw_data", bytes(47) + b"\1"), "lstm_W_zero is not"),
        (lambda model: setattr(constant(model, "lstm_R_zero"), "raw_data", b"\1" + bytes(47)), "lstm_R_zero is not"),
        (lambda model: setattr(constant(model, "lstm_W"), "data_type", TensorProto.UINT8), "lstm_W is not the int8"),
        (scale(0.1), r"lstm_R_scale is not the float32 \[2, 24\]"),
        (scale(0.1, 0.0), "lstm_R_scale is not the .* finite and above 0"),
        (scale(-0.1, 0.1), "lstm_R_scale is not the .* finite and above 0"),
        (scale(0.1, float("inf")), "lstm_R_scale is not the .* finite and above 0"),
        (scale(float("nan"), 0.1), "lstm_R_scale is not the .* finite and above 0"),
    ],
)
def test_whatever_else_is_in_a_graph_of_int8_is_refused(data_int8: bytes, change: Change, match: str) -> None:
    model = onnx.load_from_string(data_int8)
    change(model)
    refused(model.SerializeToString(), match)


@pytest.mark.parametrize(("precision", "other"), [("fp32", "int8"), ("int8", "fp32")])
def test_a_graph_of_another_precision_than_the_description_says_is_refused(
    random_tagger: MakeTagger, precision: Precision, other: Precision
) -> None:
    model = onnx.load_from_string(to_onnx(random_tagger(), precision))
    (entry,) = (entry for entry in model.metadata_props if entry.key == "lstm")
    entry.value = json.dumps({"precision": other})
    refused(model.SerializeToString(), "model with other fields")


def test_a_second_graph_or_an_unknown_field_is_refused(data: bytes) -> None:
    # Protocol buffers would merge the two graphs into one.
    refused(data + field(7, b""), "model with other fields")
    refused(data + field(99, "hello"), "model with other fields")


def test_widths_beyond_all_reason_are_refused(random_tagger: MakeTagger) -> None:
    with pytest.raises(ValueError, match=f"size E is 1025, not from 1 to {MAX_WIDTH}"):
        to_onnx(random_tagger(embedding=MAX_WIDTH + 1, buckets=1))


def test_metadata_that_is_there_twice_is_refused(data: bytes) -> None:
    with pytest.raises(ModelFileError, match="file is damaged"):
        describe(data + field(14, field(1, "labels") + field(2, "[]")))


def test_a_strangers_words_cannot_steer_a_terminal(data: bytes) -> None:
    model = onnx.load_from_string(data)
    (entry,) = (entry for entry in model.metadata_props if entry.key == "gatelight_format")
    entry.value = "\x1b]0;owned\x07"
    with pytest.raises(ModelFileError) as caught:
        describe(model.SerializeToString())
    assert str(caught.value).isprintable()


def test_many_labels_take_up_no_more_memory_at_a_time(
    random_tagger: MakeTagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = random_tagger(labels=[f"L{n}" for n in range(200)])
    tagger = Tagger.load(to_onnx(trained))
    K = len(trained.tags)
    seen: list[int] = []
    run = tagger._run
    monkeypatch.setattr(tagger, "_run", lambda *args: seen.append(len(args[2])) or run(*args))
    tagger.tag("Ada left.\n" * 400)
    assert max(seen) * K * K * 8 <= runtime.MAX_STEP_BYTES
