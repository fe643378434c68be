"""The sample project that comes with Gatelight: invented papers of an invented valley, partly labelled."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from engine.project.store import Store
from engine.text.document import Document, DocumentState, Span
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize
from export.importing import create_with_documents


def sample_labels() -> LabelSet:
    """Give the labels of the sample, each with its guideline."""
    return LabelSet(Label(**row) for row in json.loads(_read("labels.json")))


def sample_documents() -> list[Document]:
    """Give the documents of the sample: the labelled ones first (DONE), then the others (NEW, no spans)."""
    # Only "\n" ends a line of JSONL; str.splitlines() would also cut at a U+2028 inside a text.
    return [_document(line) for line in _read("documents.jsonl").split("\n") if line]


def sample_letter() -> str:
    """Give a text that is not in the sample project, to highlight."""
    return _read("letter.txt")


def create_sample(path: Path) -> Store:
    """Create a project at ``path`` that holds the sample, and give it open. Raises ProjectError."""
    return create_with_documents(path, sample_documents(), "Add the sample", sample_labels())


def _document(line: str) -> Document:
    row = json.loads(line)
    return Document(
        name=row["name"],
        text=row["text"],
        tokens=tokenize(row["text"]),
        spans=tuple(Span(start, end, label) for start, end, label in row["label"]),
        state=DocumentState(row["state"]),
    )


def _read(name: str) -> str:
    return files("resources").joinpath("sample", name).read_text(encoding="utf-8")
