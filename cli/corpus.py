"""The commands about projects and files: import, export, convert, info."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cli.output import print_facts, print_json, print_table
from engine.errors import FormatError
from engine.files import check_writable
from engine.project.backup_files import ENDING
from engine.project.identity import is_project_file
from engine.project.store import Store, TaggerRow
from export.exporting import write_project
from export.formats import FORMATS, read_documents, write_documents
from export.formats.ledger import Ledger
from export.importing import create_with_documents, import_title, read_all
from export.runtime import Tagger

UNKNOWN = "–"
IMPORTER = "gatelight import"
"""Who did it, in the history of a project."""


def import_files(options: argparse.Namespace) -> int:
    """Add documents to a project: all files, or none and a sentence."""
    documents, ledger = read_all(options.files, options.format)
    title = import_title(options.files)
    if options.project.exists():
        with Store.look(options.project) as store:
            store.who = IMPORTER
            store.add_documents(documents, title)
    else:
        create_with_documents(options.project, documents, title, who=IMPORTER).close()
    print_ledger(ledger, options.json)
    return 0


def export_project(options: argparse.Namespace) -> int:
    """Write the annotations of a project."""
    with Store.look(options.project) as store:
        ledger = write_project(store, options.out, options.format)
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
    of_project = is_project_file(options.path) or options.path.suffix == ENDING
    facts = project_facts(options.path) if of_project else model_facts(options.path)
    if options.json:
        print_json(facts)
    elif of_project:
        taggers = facts.pop("tagger_list")
        print_facts(facts)
        print_taggers(taggers)
    else:
        metrics = facts.pop("metrics")
        print_facts(facts)
        print_metrics(metrics)
    return 0


def project_facts(path: Path) -> dict[str, Any]:
    """Count what a project holds, and list its taggers, the newest first."""
    with Store.look(path) as store:
        return asdict(store.info()) | {"tagger_list": [tagger_facts(row) for row in store.taggers()]}


def tagger_facts(row: TaggerRow) -> dict[str, Any]:
    """Give what a project knows of a tagger. bytes: None if only the figures are left; metrics: None if unreadable."""
    return {
        "number": row.number,
        "name": row.name,
        "created": row.created.isoformat(timespec="seconds"),
        "seed": row.seed,
        "revision": row.revision,
        "sentences": row.sentences,
        "spans": row.spans,
        "held_out": row.held_out,
        "metrics": row.metrics and row.metrics.to_json(),
        "bytes": row.size,
        "kept": row.kept,
        "in_use": row.in_use,
    }


def print_taggers(taggers: Sequence[Mapping[str, Any]]) -> None:
    """Print a line for each tagger of a project."""
    if not taggers:
        return
    print()
    rows = []
    for tagger in taggers:
        figures = tagger["metrics"]
        measured = figures and tagger["held_out"] != "none"  # on the sentences that it learnt from, each is good
        f1 = f"{figures['f1']:.3f} ± {figures['f1_deviation']:.3f}" if measured else UNKNOWN
        size = "figures only" if tagger["bytes"] is None else f"{tagger['bytes'] / 1e6:.1f} MB"
        revision = "elsewhere" if tagger["revision"] is None else tagger["revision"]
        marks = ", ".join(word for word, on in (("in use", tagger["in_use"]), ("kept", tagger["kept"])) if on)
        name = (tagger["name"] or f"Tagger {tagger['number']}") + (f" ({marks})" if marks else "")
        trained = tagger["created"][:16].replace("T", " ")
        rows.append((name, trained, f1, tagger["spans"] or UNKNOWN, revision, size))
    print_table(("tagger", "trained (UTC)", "F1", "spans", "revision", "size"), rows)


def print_metrics(metrics: Mapping[str, Any]) -> None:
    """Print what a tagger was measured to be: all labels together, then each, the most frequent first."""
    labels = sorted(metrics["per_label"].items(), key=lambda item: (-item[1]["support"], item[0]))
    print(f"\nmeasured on {metrics['sentences']} sentences, {metrics['tokens']} tokens")
    print(f"token accuracy {metrics['token_accuracy']:.3f}, F1 ± {metrics['f1_deviation']:.3f}\n")
    rows = [
        (name, *(f"{scores[key]:.3f}" for key in ("f1", "precision", "recall")), scores["support"])
        for name, scores in [("all labels", metrics), *labels]
    ]
    print_table(("", "F1", "precision", "recall", "spans"), rows)


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
