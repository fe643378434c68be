"""The commands about projects and files: import, export, convert, info."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cli.output import print_facts, print_json
from engine.errors import FormatError
from engine.files import check_writable
from engine.project.backup_files import ENDING
from engine.project.identity import is_project_file
from engine.project.store import Store
from export.formats import FORMATS, read_documents, write_documents
from export.formats.ledger import Ledger
from export.importing import create_with_documents, import_title, read_all
from export.runtime import Tagger

IMPORTER = "gatelight import"
"""Who did it, in the history of a project."""


def import_files(options: argparse.Namespace) -> int:
    """Add documents to a project: all files, or none and a sentence."""
    documents, ledger = read_all(options.files, options.format)
    title = import_title(options.files)
    if options.project.exists():
        with Store.open(options.project) as store:
            store.who = IMPORTER
            store.add_documents(documents, title)
    else:
        create_with_documents(options.project, documents, title, who=IMPORTER).close()
    print_ledger(ledger, options.json)
    return 0


def export_project(options: argparse.Namespace) -> int:
    """Write the annotations of a project."""
    with Store.open(options.project) as store:
        ledger = write_documents(store.iter_documents(), options.out, options.format)
    print_ledger(ledger, options.json)
    return 0


def convert(options: argparse.Namespace) -> int:
    """Convert between two formats without a project."""
    target_format = options.target_format or format_of(options.target)
    check_writable(options.target, [options.source])
    documents, read = read_documents(options.source, options.source_format)
    written = write_documents(documents, options.target, target_format)
    if options.json:
        print_json({"read": read.to_json(), "written": written.to_json()})
    else:
        print(f"Read: {read.describe()}\nWritten: {written.describe()}")
    return 0


def format_of(path: Path) -> str:
    """Give the format that a file's ending asks for. Raises FormatError for an ending that none has."""
    for name, format in FORMATS.items():
        if format.ending == path.suffix.lower():
            return name
    raise FormatError("the name does not tell the format", path=path, remedy=f"add --to, one of {', '.join(FORMATS)}")


def info(options: argparse.Namespace) -> int:
    """Say what is in a model or a project."""
    # by its name too: of a project whose beginning is gone, the name is what is left
    is_project = is_project_file(options.path) or options.path.suffix == ENDING
    facts = project_facts(options.path) if is_project else model_facts(options.path)
    if options.json:
        print_json(facts)
    else:
        print_facts(facts)
    return 0


def project_facts(path: Path) -> dict[str, Any]:
    """Count what a project holds."""
    with Store.open(path) as store:
        return asdict(store.info())


def model_facts(path: Path) -> dict[str, Any]:
    """Read what a model says of itself."""
    tagger = Tagger.load(path)
    return {
        "labels": list(tagger.labels),
        "features": tagger.metadata["features"],
        "lstm": tagger.metadata["lstm"],
        "metrics": tagger.metrics,
        "model_bytes": path.stat().st_size,
        "created": tagger.metadata["created"],
    }


def print_ledger(ledger: Ledger, as_json: bool) -> None:
    """Print what went in, what came out, and each span that changed on the way."""
    if as_json:
        print_json(ledger.to_json())
    else:
        print(ledger.describe())
