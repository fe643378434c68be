"""What the graph of a tagger consists of, given its sizes and the precision of its LSTM: for ``onnx_graph.py``, which
writes it, and for ``graph_check.py``, which lets nothing else pass. Plain data: loading a tagger must not import onnx.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Literal, get_args

from engine.tagger.encoding import connections
from engine.tagger.features import FeatureConfig

OPSET = 17
IR_VERSION = 8
"""Old enough for runtimes of 2022."""

Precision = Literal["fp32", "int8"]
"""How the LSTM computes: all in float32, or its products in whole numbers of 8 bits (ADR 13)."""

PRECISIONS: tuple[Precision, ...] = get_args(Precision)

CONTRIB = "com.microsoft"
"""Where ONNX Runtime keeps operators that ONNX does not have."""

PRODUCER = "gatelight"
GRAPH = "gatelight_tagger"

FLOAT, INT8, INT32, INT64, HALF = 1, 3, 6, 7, 10
"""The types of numbers as TensorProto.DataType numbers them."""

MAX_WIDTH = 1024
"""More units, or longer vectors, are no tagger of ours; a single token would take up megabytes."""

MAX_CLUSTERINGS = 8
MAX_WORDS = 1 << 20

FLAT = (0, 0, -1)
"""The shape that Reshape is given: 0 keeps a dimension as it is, -1 takes what is left."""

AXIS_OF_CONNECTIONS = (2,)

SCALES = ("lstm_W_scale", "lstm_R_scale")
"""What a weight is for each 1 of its int8, for each direction and unit of a gate. Finite and above 0."""

ZEROS = ("lstm_W_zero", "lstm_R_zero")
"""The zero points of int8 weights, all 0: whole numbers and weights are 0 together."""

CONSTANT_OUTPUTS = ("transitions", "start", "end", "word_hashes", "word_clusters")

Shape = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """All sizes of a tagger that its graph depends on. Raises ValueError if one is out of bounds.

    F: features, L: direct connections a token, K: tags, H: units in each direction, E: size of an embedding,
    D: of a word's vector, V: words, C: clusters a word; buckets: rows of the embeddings, direct_buckets: of the
    direct connections.
    """

    F: int
    L: int
    K: int
    H: int
    E: int
    D: int
    V: int
    C: int
    buckets: int
    direct_buckets: int

    def __post_init__(self) -> None:
        most = {"H": MAX_WIDTH, "E": MAX_WIDTH, "D": MAX_WIDTH, "V": MAX_WORDS, "C": MAX_CLUSTERINGS}
        for size in fields(self):
            least, value = 0 if size.name in ("V", "C") else 1, getattr(self, size.name)
            if not least <= value <= most.get(size.name, value):
                raise ValueError(f"size {size.name} is {value}, not from {least} to {most.get(size.name)}")

    @classmethod
    def of(cls, config: FeatureConfig, *, K: int, H: int, E: int, D: int, V: int, C: int) -> Sizes:
        """Make them with those that follow from the features."""
        L = connections(config, C)
        return cls(len(config.names), L, K, H, E, D, V, C, config.buckets, config.direct_buckets)


@dataclass(frozen=True, slots=True)
class Node:
    """One operator. attributes: by their names, which ascend. domain: whose operator it is, "" for ONNX's own."""

    op: str
    inputs: tuple[str, ...]
    output: str
    attributes: dict[str, int | str | tuple[int, ...]] = field(default_factory=dict)
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """An input, an output or a constant. kind: its type of numbers; a size with a name is open."""

    name: str
    kind: int
    shape: Shape


def opsets(precision: Precision) -> list[tuple[str, int]]:
    """Give the sets of operators that are used: domain and version."""
    return [("", OPSET)] + ([(CONTRIB, 1)] if precision == "int8" else [])


def nodes(sizes: Sizes, precision: Precision) -> list[Node]:
    """Give the operators in their order."""
    return [
        Node("Gather", ("embeddings", "features"), "embedded_features"),
        Node("Reshape", ("embedded_features", "flat"), "embedded"),
        Node("Cast", ("word_vectors_half",), "word_vectors", {"to": FLOAT}),
        Node("Gather", ("word_vectors", "words"), "vectors"),
        Node("Concat", ("embedded", "vectors"), "inputs", {"axis": 2}),
        _lstm(sizes, precision),
        Node("Transpose", ("states",), "states_by_token", {"perm": (0, 2, 1, 3)}),
        Node("Reshape", ("states_by_token", "flat"), "hidden"),
        Node("MatMul", ("hidden", "emission"), "products"),
        Node("Add", ("products", "emission_bias"), "lstm_scores"),
        Node("Cast", ("connections_half",), "connections", {"to": FLOAT}),
        Node("Gather", ("connections", "direct"), "direct_each"),
        Node("ReduceSum", ("direct_each", "axis_of_connections"), "direct_scores", {"keepdims": 0}),
        Node("Add", ("lstm_scores", "direct_scores"), "emissions"),
        *(Node("Identity", (f"constant_{name}",), name) for name in CONSTANT_OUTPUTS),
    ]


def _lstm(sizes: Sizes, precision: Precision) -> Node:
    inputs: tuple[str, ...] = ("inputs", "lstm_W", "lstm_R", "lstm_B", "lengths")
    attributes: dict[str, int | str | tuple[int, ...]] = {"direction": "bidirectional", "hidden_size": sizes.H}
    if precision == "fp32":
        return Node("LSTM", inputs, "states", attributes)
    # Between: a first hidden and cell state and peepholes, which it goes without.
    inputs = (*inputs, "", "", "", "lstm_W_scale", "lstm_W_zero", "lstm_R_scale", "lstm_R_zero")
    return Node("DynamicQuantizeLSTM", inputs, "states", attributes, CONTRIB)


def _lstm_weights(sizes: Sizes, precision: Precision) -> list[Value]:
    """Give the arrays of the LSTM; the gates are rows of the weights in float32 and columns of those in int8."""
    s = sizes
    X = s.F * s.E + s.D
    bias = Value("lstm_B", FLOAT, (2, 8 * s.H))
    if precision == "fp32":
        return [Value("lstm_W", FLOAT, (2, 4 * s.H, X)), Value("lstm_R", FLOAT, (2, 4 * s.H, s.H)), bias]
    return [
        Value("lstm_W", INT8, (2, X, 4 * s.H)),
        Value("lstm_R", INT8, (2, s.H, 4 * s.H)),
        bias,
        Value("lstm_W_scale", FLOAT, (2, 4 * s.H)),
        Value("lstm_W_zero", INT8, (2, 4 * s.H)),
        Value("lstm_R_scale", FLOAT, (2, 4 * s.H)),
        Value("lstm_R_zero", INT8, (2, 4 * s.H)),
    ]


def constants(sizes: Sizes, precision: Precision) -> list[Value]:
    """Give the arrays in their order."""
    s = sizes
    return [
        Value("embeddings", FLOAT, (s.buckets, s.E)),
        Value("word_vectors_half", HALF, (s.V + 1, s.D)),
        *_lstm_weights(s, precision),
        Value("emission", FLOAT, (2 * s.H, s.K)),
        Value("emission_bias", FLOAT, (s.K,)),
        Value("connections_half", HALF, (s.direct_buckets, s.K)),
        Value("constant_transitions", FLOAT, (s.K, s.K)),
        Value("constant_start", FLOAT, (s.K,)),
        Value("constant_end", FLOAT, (s.K,)),
        Value("constant_word_hashes", INT64, (s.V,)),
        Value("constant_word_clusters", INT32, (s.V + 1, s.C)),
        Value("flat", INT64, (len(FLAT),)),
        Value("axis_of_connections", INT64, (len(AXIS_OF_CONNECTIONS),)),
    ]


def inputs(sizes: Sizes) -> list[Value]:
    """Give what goes in, in its order. T: time, B: sentences."""
    return [
        Value("features", INT32, ("T", "B", sizes.F)),
        Value("words", INT32, ("T", "B")),
        Value("direct", INT32, ("T", "B", sizes.L)),
        Value("lengths", INT32, ("B",)),
    ]


def outputs(sizes: Sizes) -> list[Value]:
    """Give what comes out, in its order."""
    K = sizes.K
    return [
        Value("emissions", FLOAT, ("T", "B", K)),
        Value("hidden", FLOAT, ("T", "B", 2 * sizes.H)),
        Value("transitions", FLOAT, (K, K)),
        Value("start", FLOAT, (K,)),
        Value("end", FLOAT, (K,)),
        Value("word_hashes", INT64, (sizes.V,)),
        Value("word_clusters", INT32, (sizes.V + 1, sizes.C)),
        Value("connections", FLOAT, (sizes.direct_buckets, K)),
        Value("lstm_scores", FLOAT, ("T", "B", K)),
    ]
