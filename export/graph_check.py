"""Is a model in an ONNX file, but for the numbers in its arrays, byte for byte what ``onnx_graph.py`` writes?

That leaves nothing to think of: no other operators, attributes, types or shapes, no subgraphs, functions, sparse
tensors, data in other files or fields of later versions, and no array that is shorter than it says. ONNX Runtime never
sees anything else. What varies, the sizes, is read first, and must be within bounds and fit the description.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.tagger.features import FeatureConfig
from export.graph_plan import (
    AXIS_OF_CONNECTIONS,
    FLAT,
    FLOAT,
    GRAPH,
    HALF,
    INT8,
    INT32,
    INT64,
    IR_VERSION,
    PRODUCER,
    SCALES,
    ZEROS,
    Node,
    Precision,
    Sizes,
    Value,
    constants,
    inputs,
    nodes,
    opsets,
    outputs,
)
from export.protobuf import field, fields, opening, text

_TYPES: dict[int, np.dtype[Any]] = {
    kind: np.dtype(code) for kind, code in {FLOAT: "<f4", INT8: "<i1", INT32: "<i4", INT64: "<i8", HALF: "<f2"}.items()
}

_GIVEN = {
    name: np.array(values, "<i8").tobytes()
    for name, values in {"flat": FLAT, "axis_of_connections": AXIS_OF_CONNECTIONS}.items()
}
"""The arrays whose numbers are part of the graph."""

# Numbers of fields, of onnx.proto.
_MODEL_IR_VERSION, _MODEL_PRODUCER, _MODEL_GRAPH, _MODEL_OPSETS = 1, 2, 7, 8
_GRAPH_NODE, _GRAPH_NAME, _GRAPH_CONSTANT, _GRAPH_INPUT, _GRAPH_OUTPUT = 1, 2, 5, 11, 12
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_DATA = 1, 2, 8, 9

Field = tuple[int, int | memoryview]


def check_model(parts: Iterable[Field], features: FeatureConfig, K: int, precision: Precision) -> Sizes:
    """Compare the fields of a ModelProto, without the metadata, with what a tagger of such features and K tags has.

    Gives its sizes. Raises ValueError, which says what the first difference is, and BrokenMessageError.
    """
    parts = list(parts)
    around: list[tuple[int, object]] = [
        (_MODEL_IR_VERSION, IR_VERSION),
        (_MODEL_PRODUCER, PRODUCER.encode()),
        *((_MODEL_OPSETS, field(1, domain) + field(2, version)) for domain, version in opsets(precision)),
    ]
    if sorted(number for number, _ in parts) != sorted([_MODEL_GRAPH, *(number for number, _ in around)]):
        raise ValueError("model with other fields")
    if [part for part in parts if part[0] != _MODEL_GRAPH] != around:
        raise ValueError("model of another version, producer or set of operators")
    graph = dict(parts)[_MODEL_GRAPH]
    if not isinstance(graph, memoryview):
        raise ValueError("graph that is none")
    sizes = _sizes(_shapes(graph), features, K)
    _check_graph(list(fields(graph)), sizes, precision)
    return sizes


def arrays(model: bytes, sizes: Sizes, precision: Precision) -> dict[str, NDArray[Any]]:
    """Give the arrays of a model that ``check_model`` let through, by their names."""
    graph = dict(fields(memoryview(model)))[_MODEL_GRAPH]
    assert isinstance(graph, memoryview), "it was checked"
    found: dict[str, NDArray[Any]] = {}
    tensors = (content for number, content in fields(graph) if number == _GRAPH_CONSTANT)
    for value, tensor in zip(constants(sizes, precision), tensors, strict=True):
        assert isinstance(tensor, memoryview), "it was checked"
        head, _ = _tensor(value)
        # A copy, for in the file numbers begin anywhere, and numpy is slow with such.
        found[value.name] = np.frombuffer(tensor[len(head) :], _TYPES[value.kind]).reshape(_shape(value)).copy()
    return found


def _shapes(graph: memoryview) -> dict[str, list[int]]:
    """Give the shape of each constant as it says itself."""
    shapes = {}
    for number, tensor in fields(graph):
        if number == _GRAPH_CONSTANT and isinstance(tensor, memoryview):
            known = list(fields(tensor))
            name = text(dict(known).get(_TENSOR_NAME))
            shapes[name] = [n for key, n in known if key == _TENSOR_DIMS and isinstance(n, int)]
    return shapes


def _sizes(shapes: dict[str, list[int]], features: FeatureConfig, K: int) -> Sizes:
    def last(name: str) -> int:
        if not shapes.get(name):
            raise ValueError(f"constant {name} is missing or has no shape")
        return shapes[name][-1]

    return Sizes.of(
        features,
        K=K,
        H=last("lstm_B") // 8,  # which is the same in every precision
        E=last("embeddings"),
        D=last("word_vectors_half"),
        V=last("constant_word_hashes"),
        C=last("constant_word_clusters"),
    )


def _check_graph(parts: list[Field], sizes: Sizes, precision: Precision) -> None:
    expected = list(_graph(sizes, precision))
    for (number, content), (wanted, head, size, what, positive) in zip(parts, expected, strict=False):
        if (
            number != wanted
            or not isinstance(content, memoryview)
            or len(content) != len(head) + size
            or content[: len(head)] != head
        ):
            raise ValueError(what)
        if positive:
            numbers = np.frombuffer(content[len(head) :], "<f4")
            if not (np.isfinite(numbers).all() and (numbers > 0.0).all()):
                raise ValueError(f"{what}, finite and above 0")
    if len(parts) != len(expected):
        raise ValueError(f"graph of {len(parts)} parts, not {len(expected)}")


def _graph(sizes: Sizes, precision: Precision) -> Iterator[tuple[int, bytes, int, str, bool]]:
    """Give the fields of the GraphProto: number, how it begins, how many bytes come behind that, what is wrong if it is
    otherwise, and whether these bytes are numbers above 0.
    """
    for place, node in enumerate(nodes(sizes, precision)):
        yield _GRAPH_NODE, _node(node), 0, f"node {place} is not the {node.op} it should be", False
    yield _GRAPH_NAME, GRAPH.encode(), 0, "graph with another name or more nodes", False
    for value in constants(sizes, precision):
        head, size = _tensor(value)
        given = bytes(size) if value.name in ZEROS else _GIVEN.get(value.name, b"")
        yield _GRAPH_CONSTANT, head + given, size - len(given), _other("constant", value), value.name in SCALES
    for value in inputs(sizes):
        yield _GRAPH_INPUT, _value(value), 0, _other("input", value), False
    for value in outputs(sizes):
        yield _GRAPH_OUTPUT, _value(value), 0, _other("output", value), False


def _other(what: str, value: Value) -> str:
    shape = ", ".join(map(str, value.shape))
    return f"{what} {value.name} is not the {_TYPES[value.kind].name} [{shape}] it should be"


def _node(node: Node) -> bytes:
    return b"".join(
        [
            *(field(1, name) for name in node.inputs),
            field(2, node.output),
            field(4, node.op),
            *(field(5, _attribute(name, value)) for name, value in node.attributes.items()),
            *([field(7, node.domain)] if node.domain else []),
        ]
    )


def _attribute(name: str, value: int | str | tuple[int, ...]) -> bytes:
    match value:
        case int():
            content, kind = field(3, value), 2
        case str():
            content, kind = field(4, value), 3
        case _:
            content, kind = b"".join(field(8, number) for number in value), 7
    return field(1, name) + content + field(20, kind)


def _tensor(value: Value) -> tuple[bytes, int]:
    """Write a TensorProto up to its numbers, and say how many bytes these have."""
    shape = _shape(value)
    size = math.prod(shape) * _TYPES[value.kind].itemsize
    dims = b"".join(field(_TENSOR_DIMS, number) for number in shape)
    return dims + field(_TENSOR_TYPE, value.kind) + field(_TENSOR_NAME, value.name) + opening(_TENSOR_DATA, size), size


def _shape(value: Value) -> list[int]:
    return [size for size in value.shape if isinstance(size, int)]


def _value(value: Value) -> bytes:
    dims = b"".join(field(1, field(1 if isinstance(size, int) else 2, size)) for size in value.shape)
    return field(1, value.name) + field(2, field(1, field(1, value.kind) + field(2, dims)))
