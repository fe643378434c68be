"""Look into an ONNX file before anything runs it: is it a Gatelight tagger, whole and harmless?

A file may come from a stranger. It is read as protocol buffers without any library, its description is checked entry
by entry, and of graphs only what ``onnx_graph.py`` writes is let through (``graph_check.py``). So ONNX Runtime never
sees anything else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
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
from export.graph_check import Field, check_model
from export.graph_plan import PRECISIONS, Sizes
from export.protobuf import BrokenMessageError, fields, text

FORMAT_VERSION = 4
"""Grows when older programs could not run the file."""

_OLDER = {"3": {"lstm": '{"precision": "fp32"}'}}
"""Older formats that can be read as well, with what went without saying in them."""

MAX_BYTES = 64 << 20
MAX_LABELS = 500
MAX_COUNT = 10**12
"""Of what a tagger was trained on."""

MAX_DESCRIPTION = 4_000_000
"""Characters of metadata; ours has 250,000, nearly all of it the lexicon."""

_METADATA = 14
"""The field of ModelProto."""

_ENTRIES = ("tokenizer", "labels", "tags", "features", "lstm", "lexicon", "metrics", "seed", "created")
_OPTIONAL_ENTRIES = ("boldness", "info")
"""What is read of a file's metadata, all of it JSON. Other tools may add entries of their own."""

_LSTM_FIGURES = ("f1_fp32", "f1_int8", "agreement")
"""Beside the precision: what was measured before it was chosen. Each from 0 to 1, and none has to be there."""

_FOREIGN = "this is not a Gatelight tagger"
_DAMAGED = "the file is damaged or cut off"
_CHOOSE = "choose an .onnx file that Gatelight exported"
_COPY = "copy it again, or export the tagger again"


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """What a model file says about itself, checked.

    sizes: of its graph. metadata: all entries we know, as plain data.
    """

    tagset: TagSet
    features: FeatureConfig
    lexicon: Lexicon
    sizes: Sizes
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
        properties, others = _scan(memoryview(data))
    except BrokenMessageError as error:
        ours = b"gatelight" in data[:4096]
        what, remedy = (_DAMAGED, _COPY) if ours else (_FOREIGN, _CHOOSE)
        raise ModelFileError(what, path=path, remedy=remedy) from error
    if "gatelight_format" not in properties:
        raise ModelFileError(_FOREIGN, path=path, remedy=_CHOOSE)
    form = properties["gatelight_format"]
    if form in map(str, range(FORMAT_VERSION)) and form not in _OLDER:
        raise ModelFileError("the tagger was made by an older Gatelight", path=path, remedy="train it again")
    if form != str(FORMAT_VERSION) and form not in _OLDER:
        raise _newer("format", form, FORMAT_VERSION, path)
    properties |= _OLDER.get(form, {})
    try:
        tagset, config, lexicon, metadata = _described(properties)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelFileError(
            f"the description inside the tagger makes no sense ({_plain(str(error), 120)})",
            path=path,
            remedy=_CHOOSE,
        ) from error
    tokenizer = metadata["tokenizer"]
    if tokenizer > TOKENIZER_VERSION:
        raise _newer("tokenizer", str(tokenizer), TOKENIZER_VERSION, path)
    try:
        sizes = check_model(others, config, len(tagset), metadata["lstm"]["precision"])
    except BrokenMessageError as error:
        raise ModelFileError(_DAMAGED, path=path, remedy=_COPY) from error
    except ValueError as error:
        raise ModelFileError(f"the model is not as Gatelight writes it ({error})", path=path, remedy=_CHOOSE) from error
    return Description(tagset, config, lexicon, sizes, metadata)


def not_runnable(error: Exception, path: Path | str | None) -> ModelFileError:
    """Give the sentence about a file that passed all checks, and whose numbers make no tagger."""
    reason = " ".join(str(error).split())[:160]
    return ModelFileError(f"the model cannot be run ({reason})", path=path, remedy="export the tagger again")


def _newer(what: str, version: str, known: int, path: Path | str | None) -> ModelFileError:
    return ModelFileError(
        f"the tagger has {what} {_plain(version, 20)}, this program reads {known}", path=path, remedy="update Gatelight"
    )


def _described(properties: dict[str, str]) -> tuple[TagSet, FeatureConfig, Lexicon, dict[str, Any]]:
    if sum(map(len, properties.values())) > MAX_DESCRIPTION:
        raise ValueError(f"it is longer than {MAX_DESCRIPTION:,} characters")
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
    measured = Metrics.from_json(metadata["metrics"]).per_label
    if len(measured) > MAX_LABELS:
        raise ValueError(f"figures of {len(measured)} labels")
    for label in measured:
        Label(label)
    if type(metadata["tokenizer"]) is not int or type(metadata["seed"]) is not int:
        raise ValueError("the tokenizer's version or the seed is not a whole number")
    if not isinstance(metadata["created"], str):
        raise ValueError("the date is not a text")
    if metadata["created"]:
        date.fromisoformat(metadata["created"])
    _check_info(metadata.get("info", {}))
    _check_lstm(metadata["lstm"])
    boldness = metadata.get("boldness", 0.0)
    if type(boldness) not in (int, float) or not 0.0 <= boldness <= MAX_BOLDNESS:
        raise ValueError(f"the boldness is not a number from 0 to {MAX_BOLDNESS:g}")
    lists = metadata["lexicon"]
    if not isinstance(lists, dict):
        raise ValueError("the lexicon is no table of lists")
    return tagset, FeatureConfig.from_json(metadata["features"]), Lexicon(lists), metadata


def _check_info(info: object) -> None:
    """Raise ValueError unless what windows show of it is what they expect."""
    if not isinstance(info, dict):
        raise ValueError("the info is not a table")
    for name in ("sentences", "spans", "epochs"):
        count = info.get(name, 0)
        if type(count) is not int or not 0 <= count <= MAX_COUNT:
            raise ValueError(f"{name} is not a count")


def _check_lstm(lstm: object) -> None:
    """Raise ValueError unless it says how the LSTM computes, and besides only what was measured for that."""
    if not isinstance(lstm, dict) or lstm.get("precision") not in PRECISIONS:
        raise ValueError("the precision of the LSTM is not one of " + ", ".join(PRECISIONS))
    for name, value in lstm.items():
        if name != "precision" and (
            name not in _LSTM_FIGURES or type(value) not in (int, float) or not 0.0 <= value <= 1.0
        ):
            raise ValueError("the figures of the LSTM are not shares from 0 to 1")


def _scan(model: memoryview) -> tuple[dict[str, str], list[Field]]:
    """Give the metadata and all other fields of a ModelProto."""
    properties: dict[str, str] = {}
    others: list[Field] = []
    for number, value in fields(model):
        if number != _METADATA or not isinstance(value, memoryview):
            others.append((number, value))
            continue
        entry = dict(fields(value))
        key = text(entry.get(1))
        if key in properties:
            raise BrokenMessageError("an entry is there twice")
        properties[key] = text(entry.get(2, memoryview(b"")))
    return properties, others


def _plain(words: str, length: int) -> str:
    """Give a stranger's words in one line, without what could steer a terminal or turn the text around."""
    line = " ".join(words.split())[:length]
    return "".join(character if character.isprintable() else "\ufffd" for character in line)
