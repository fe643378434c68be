"""A project into a file: what it is at one revision, which the ledger names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.project.store import Store
from export.formats import write_documents
from export.formats.ledger import Ledger


def write_project(store: Store, path: Path, format: str) -> Ledger:
    """Write all documents with their spans, as they are now, whatever is done meanwhile; give the ledger.

    Raises as :func:`export.formats.write_documents` does.
    """
    with store.one_state() as state:
        documents, revision = list(state.documents()), state.revision
    return replace(write_documents(documents, path, format), revision=revision)
