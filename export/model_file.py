"""Look into an ONNX file before anything runs it: is it a Gatelight tagger, whole and harmless?

A file may come from a stranger. It is read as protocol buffers without any library (a few fields of
ModelProto, GraphProto, NodeProto and TensorProto are enough), and only what ``onnx_graph.py`` writes is let
through: its operators, no functions, no subgraphs, no data outside the file. So ONNX Runtime never sees
anything else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ModelFileError
from engine.tagger.calibration import MAX_BOLDNESS
from engine.tagger.features import FeatureConfig
from engine.tagger.lexicon import Lexicon
from engine.tagger.metrics import Metrics
from engine.tagger.tagset import TagSet
from engine.text.labels import Label
from engine.text.tokenizer import TOKENIZER_VERSION

FORMAT_VERSION = 3
"""Grows when older programs could not run the file."""

MAX_BYTES = 64 << 20
MAX_LABELS = 500
MAX_FIELDS = 10_000
"""A message of ours has fifty; a file made to keep us busy could have millions."""

OPERATORS = frozenset(
    {"Gather", "Reshape", "Cast", "Concat", "LSTM", "Transpose", "MatMul", "Add", "ReduceSum", "Identity"}
)

_ENTRIES = ("tokenizer", "labels", "tags", "features", "lexicon", "metrics", "seed", "created")
_OPTIONAL_ENTRIES = ("boldness", "info")
"""What is read of a file's metadata, all of it JSON. Other tools may add entries of their own."""

_FOREIGN = "this is not a Gatelight tagger"
_DAMAGED = "the file is damaged or cut off"
_CHOOSE = "choose an .onnx file that Gatelight exported"
_COPY = "copy it again, or export the tagger again"


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """What a model file says about itself, checked. metadata: all entries we know, as plain data."""

    tagset: TagSet
    features: FeatureConfig
    lexicon: Lexicon
    metadata: dict[str, Any]


def read_model_file(path: Path | str) -> bytes:
    """Give the bytes of a model file. Raises ModelFileError if there are none or too many."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ModelFileError(f"cannot be read ({reason})", path=path, remedy=_CHOOSE) from error
    return data


def describe(data: bytes, path: Path | str | None = None) -> Description:
    """Check a model file and give what it says about itself. Raises ModelFileError, which names ``path``."""
    if not data:
        raise ModelFileError("the file is empty", path=path, remedy=_COPY)
    if len(data) > MAX_BYTES:
        raise ModelFileError(f"the file is larger than {MAX_BYTES >> 20} MB", path=path, remedy=_CHOOSE)
    try:
        properties, operators = _scan(memoryview(data))
    except _BrokenMessageError as error:
        ours = b"gatelight" in data[:4096]
        what, remedy = (_DAMAGED, _COPY) if ours else (_FOREIGN, _CHOOSE)
        raise ModelFileError(what, path=path, remedy=remedy) from error
    if "gatelight_format" not in properties:
        raise ModelFileError(_FOREIGN, path=path, remedy=_CHOOSE)
    form = properties["gatelight_format"]
    if form in map(str, range(FORMAT_VERSION)):
        raise ModelFileError("the tagger was made by an older Gatelight", path=path, remedy="train it again")
    if form != str(FORMAT_VERSION):
        raise _newer("format", form, FORMAT_VERSION, path)
    if not operators <= OPERATORS:
        strange = ", ".join(sorted(operators - OPERATORS))
        raise ModelFileError(
            f"the model has parts that Gatelight never writes: {strange[:80]}",
            path=path,
            remedy=_CHOOSE,
        )
    try:
        description = _described(properties)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelFileError(
            f"the description inside the tagger makes no sense ({' '.join(str(error).split())[:120]})",
            path=path,
            remedy=_CHOOSE,
        ) from error
    tokenizer = description.metadata["tokenizer"]
    if tokenizer > TOKENIZER_VERSION:
        raise _newer("tokenizer", str(tokenizer), TOKENIZER_VERSION, path)
    return description


def _newer(what: str, version: str, known: int, path: Path | str | None) -> ModelFileError:
    return ModelFileError(
        f"the tagger has {what} {version[:20]}, this program reads {known}", path=path, remedy="update Gatelight"
    )


def _described(properties: dict[str, str]) -> Description:
    known = [*_ENTRIES, *(key for key in _OPTIONAL_ENTRIES if key in properties)]
    metadata: dict[str, Any] = {key: json.loads(properties[key]) for key in known}
    labels = metadata["labels"]
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise ValueError("the labels are not a list of names")
    if not 1 <= len(labels) <= MAX_LABELS:
        raise ValueError(f"{len(labels)} labels, not 1 to {MAX_LABELS}")
    for label in labels:
        Label(label)  # a name that no label can have would show much later, in a window or a page
    tagset = TagSet(labels)
    if metadata["tags"] != list(tagset.tags):
        raise ValueError("labels and tags disagree")
    if not isinstance(metadata["metrics"], dict):
        raise ValueError("the metrics are not a table")
    Metrics.from_json(metadata["metrics"])
    if type(metadata["tokenizer"]) is not int or type(metadata["seed"]) is not int:
        raise ValueError("the tokenizer's version or the seed is not a whole number")
    if not isinstance(metadata["created"], str) or not isinstance(metadata.get("info", {}), dict):
        raise ValueError("the date is not a text, or the info is not a table")
    boldness = metadata.get("boldness", 0.0)
    if type(boldness) not in (int, float) or not 0.0 <= boldness <= MAX_BOLDNESS:
        raise ValueError(f"the boldness is not a number from 0 to {MAX_BOLDNESS:g}")
    lists = metadata["lexicon"]
    if not isinstance(lists, dict):
        raise ValueError("the lexicon is no table of lists")
    return Description(tagset, FeatureConfig.from_json(metadata["features"]), Lexicon(lists), metadata)


class _BrokenMessageError(ValueError):
    """The bytes break off or are not the messages they should be."""


def _scan(model: memoryview) -> tuple[dict[str, str], set[str]]:
    """Give the metadata and the operators of a ModelProto."""
    properties: dict[str, str] = {}
    operators: set[str] = set()
    graphs = 0
    for number, value in _fields(model):
        if number == 7 and isinstance(value, memoryview):
            graphs += 1
            operators |= _operators(value)
        elif number == 14 and isinstance(value, memoryview):
            entry = dict(_fields(value))
            properties[_text(entry.get(1))] = _text(entry.get(2, memoryview(b"")))
        elif number == 25:
            operators.add("functions")
    if graphs != 1:
        raise _BrokenMessageError(f"{graphs} graphs")
    return properties, operators


def _operators(graph: memoryview) -> set[str]:
    operators: set[str] = set()
    for number, value in _fields(graph):
        if number == 1 and isinstance(value, memoryview):  # a node: op_type is field 4, domain field 7
            node = dict(_fields(value))
            domain = _text(node.get(7, memoryview(b"")))
            operators.add(f"{domain}.{_text(node.get(4))}" if domain else _text(node.get(4)))
        elif number == 5 and isinstance(value, memoryview):  # a tensor: external_data is 13, data_location 14
            if any(field in (13, 14) and content != 0 for field, content in _fields(value)):
                operators.add("data in other files")
        elif number == 15:
            operators.add("sparse tensors")
    return operators


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Give the fields of a protocol buffers message: number, and an int or the bytes of what is inside."""
    position = 0
    for _ in range(MAX_FIELDS):
        if position == len(message):
            return
        key, position = _varint(message, position)
        number, wire = key >> 3, key & 7
        if wire == 0:
            number_value, position = _varint(message, position)
            yield number, number_value
            continue
        if wire == 2:
            size, position = _varint(message, position)
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
        else:
            raise _BrokenMessageError(f"wire type {wire}")
        if number == 0 or position + size > len(message):
            raise _BrokenMessageError("a field ends behind the end")
        yield number, message[position : position + size]
        position += size
    raise _BrokenMessageError(f"a message of more than {MAX_FIELDS} fields")


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(message):
            break
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise _BrokenMessageError("a number does not end")


def _text(value: int | memoryview | None) -> str:
    if not isinstance(value, memoryview):
        raise _BrokenMessageError("a name is missing")
    return str(value, "utf-8", "replace")
