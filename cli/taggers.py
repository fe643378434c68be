"""The commands about taggers: train, evaluate."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cli.output import ProgressLine, print_facts, print_json
from engine.errors import FormatError
from engine.files import check_writable, write_atomically
from engine.process import milliseconds_since_process_start
from engine.tagger.events import EpochEnded, HeldOut, Progress, Reading, TrainingConfig, TrainingEvent
from engine.tagger.metrics import evaluate as compare
from export.building import Built, EarlyTagger, build
from export.corpus import read_corpus, read_examples
from export.formats import read_documents
from export.runtime import Tagger

HELD_OUT: dict[HeldOut, str] = {
    "dev": "measured on the given file",
    "split": "measured on sentences that were held out",
    "none": "measured on the training sentences, since they are too few to hold some out",
}


def train(options: argparse.Namespace) -> int:
    """Train a tagger and write it as one ONNX file."""
    check_writable(options.out, [*options.sources, *options.unlabelled, *([options.dev] if options.dev else [])])
    corpus = read_corpus(options.sources)
    if options.sentences is not None:
        corpus = corpus.first(options.sentences)
    if options.unlabelled:
        extra = tuple(forms for file in options.unlabelled for forms in sentences_of(file))
        corpus = replace(corpus, unlabelled=corpus.unlabelled + extra)
    dev = read_examples(options.dev) if options.dev else None
    chosen = {name: getattr(options, name) for name in ("epochs", "seed") if getattr(options, name) is not None}
    config = TrainingConfig(**chosen)
    built, first_tagger_s = watch(build(corpus, dev, config, early=True, int8=options.int8))
    write_atomically(options.out, built.onnx)
    finished = built.finished
    facts = {
        "f1": finished.metrics.micro.f1,
        "precision": finished.metrics.micro.precision,
        "recall": finished.metrics.micro.recall,
        "token_accuracy": finished.metrics.token_accuracy,
        "calibration_error": finished.tagger.info.get("calibration_error"),
        "held_out": finished.held_out,
        "lstm": built.tagger.metadata["lstm"],
        "sentences": len(corpus.examples),
        "spans": sum(tag is not None and tag.startswith("B-") for e in corpus.examples for tag in e.tags),
        "epochs": finished.epochs,
        "train_seconds": round(finished.seconds, 3),
        "first_tagger_seconds": round(first_tagger_s, 3),
        "export_seconds": round(built.export_seconds, 3),
        "model_bytes": len(built.onnx),
        "seed": config.seed,
    }
    if options.int8 and built.tagger.precision != "int8":
        print(f"gatelight: {why_not_int8(built.tagger.metadata['lstm'])}", file=sys.stderr)
    if options.json:
        print_json(facts)
    else:
        print_facts(facts | {"held_out": HELD_OUT[finished.held_out]})
    return 0


def why_not_int8(lstm: Mapping[str, Any]) -> str:
    """Say why a tagger stayed in fp32. lstm: what its file says of it."""
    if "agreement" not in lstm:
        return "The tagger is in fp32: there were too few sentences to measure int8 on."
    f1 = f"F1 {lstm['f1_int8']:.3f} instead of {lstm['f1_fp32']:.3f}"
    return f"The tagger is in fp32: in int8 it has {f1}, and {lstm['agreement']:.1%} of its entities."


def watch(events: Iterator[TrainingEvent | EarlyTagger | Built]) -> tuple[Built, float]:
    """Show a training's progress; give what it built and how many seconds after the start there was a tagger to use."""
    f1, first_s = 0.0, 0.0
    with ProgressLine() as line:
        for event in events:
            match event:
                case Reading(tokens=tokens):
                    line.show(0.0, f"reading {tokens:,} tokens")
                case Progress(epoch=epoch, step=step, steps=steps, loss=loss):
                    line.show(step / max(1, steps), f"epoch {epoch} · loss {loss:.3f} · F1 {f1:.3f}")
                case EpochEnded(metrics=metrics):
                    f1 = metrics.micro.f1
                case EarlyTagger():
                    first_s = milliseconds_since_process_start() / 1000
                case Built():
                    return event, first_s or milliseconds_since_process_start() / 1000
    raise RuntimeError("the training ended without a tagger")


def evaluate(options: argparse.Namespace) -> int:
    """Measure a tagger on the gold tokens of annotated files."""
    tagger = Tagger.load(options.model)
    examples = [example for file in options.files for example in read_examples(file)]
    began = time.perf_counter()
    predicted = tagger.tags_of([example.forms for example in examples])
    seconds = time.perf_counter() - began
    facts = compare([example.tags for example in examples], predicted).to_json() | {
        "sentences": len(examples),
        "tokens": sum(len(example.forms) for example in examples),
    }
    facts["tokens_per_second"] = round(facts["tokens"] / seconds) if seconds else 0
    if options.json:
        print_json(facts)
    else:
        print_facts(facts)
    return 0


def sentences_of(file: Path) -> list[tuple[str, ...]]:
    """Read the sentences of a file as plain text. Raises FormatError if it has none."""
    found = []
    for document in read_documents(file)[0]:
        tokens = document.tokens
        found += [tuple(tokens.forms(*tokens.sentence_range(n))) for n in range(tokens.sentence_count)]
    if not found:
        raise FormatError("the file has no text", path=file, remedy="leave it out or give another")
    return found
