"""Measure the seconds and the memory of a training against the number of sentences, beside CRFsuite.

The sentences are the train part of gmb, repeated where it is too short. Repeated sentences bring no new forms, so
beyond 6,640 the vocabulary stays the same for both systems. CRFsuite is tested on ten sentences only, so that its
process is training and little else.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from common import (
    CRFSUITE,
    OURS,
    Outcome,
    Row,
    check,
    collect,
    commit,
    crfsuite,
    grouped,
    heading,
    median,
    parser_of,
    positive,
    prepare,
    stop,
    train,
    write_sentences,
)

SENTENCES = (100, 500, 1000, 2500, 5000, 10000, 14000, 15000)
MEASURED = ("process_seconds", "train_seconds", "export_seconds", "first_tagger_seconds", "peak_bytes", "epochs")


def main() -> None:
    """Train with more and more sentences, the two systems in turn."""
    options = parse()
    check(options)
    collect(heading("training_cost", options), measure(options), options.out, told, summary)


def told(run: Row) -> str:
    """Tell of a run."""
    figures = f"{run['process_seconds']:.1f} s, {run['peak_bytes'] / 1e6:.0f} MB"
    return f"{run['sentences']} sentences, {run['system']}, repeat {run['repeat']}: {figures}"


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = parser_of(__doc__)
    parser.add_argument("--sentences", nargs="+", type=positive, default=SENTENCES, metavar="N")
    parser.add_argument("--repeat", type=positive, default=1, metavar="N",
                        help="runs of each, of which the median counts; the seeds are 1 to N")  # fmt: skip
    return parser.parse_args()


def measure(options: argparse.Namespace) -> Iterator[Row]:
    """Give the runs as they end."""
    with tempfile.TemporaryDirectory() as folder:
        # Linux counts the memory of this process into the peak of its children: nothing large may be kept here.
        data = prepare(options.data, ["gmb"], Path(folder))["gmb"]
        # WORKAROUND: for sentences of one length sklearn-crfsuite 0.5 predicts a matrix, which seqeval refuses.
        test = write_sentences(Path(folder) / "test.conll", data.sentences[:10])
        for sentences in options.sentences:
            source = write_sentences(Path(folder) / "source.conll", islice(cycle(data.sentences), sentences))
            for repeat in range(1, options.repeat + 1):
                ours = train(source, Path(folder) / "model.onnx", seed=repeat, epochs=options.epochs)
                yield row(OURS, sentences, repeat, ours)
                yield row(CRFSUITE, sentences, repeat, crfsuite(options.peer, source, test, sentences))


def row(system: str, sentences: int, repeat: int, outcome: Outcome) -> Row:
    """Make the record of one training."""
    if outcome.facts["sentences"] != sentences:
        stop(f"{system} learnt from {outcome.facts['sentences']} sentences, not from {sentences}.", status=1)
    measured = outcome.facts | {"process_seconds": outcome.seconds, "peak_bytes": outcome.peak_bytes}
    record = {"sentences": sentences, "system": system, "repeat": repeat, "commit": commit()}
    return record | {name: measured.get(name) for name in MEASURED}


def summary(runs: Sequence[Row]) -> list[Row]:
    """Give a row of medians for each number of sentences."""
    return [
        {
            "sentences": sentences,
            "systems": {
                system: {"runs": len(own)} | {f"median_{name}": median(own, name) for name in MEASURED}
                for (system,), own in grouped(group, "system").items()
            },
        }
        for (sentences,), group in grouped(runs, "sentences").items()
    ]


if __name__ == "__main__":
    main()
