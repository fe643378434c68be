"""Measure how fast raw text becomes entities, tokenising included, beside CRFsuite and spaCy's CNN.

All learn from the same few sentences and then read the same raw text on one thread; CRFsuite reads our tokens, spaCy
its own. Ours is one tagger, written in both precisions, and in fp32 also in two processes. Reading is timed alone, in a
fresh process of each system, after a first page that warms it up.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import cycle, pairwise
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any

from common import (
    CRFSUITE,
    OURS,
    ROOT,
    DataSet,
    Row,
    check,
    collect,
    commit,
    grouped,
    heading,
    median,
    parser_of,
    positive,
    prepare,
    run,
)

OURS_IN = {precision: f"{OURS}, {precision}" for precision in ("fp32", "int8")}
OURS_TWICE = f"{OURS}, fp32, two processes"
SPACY = "spacy"
SPACY_EPOCHS = 3
WARM_UP = 20_000


def main() -> None:
    """Time each system in turn, as often as asked for."""
    if sys.argv[1:2] == ["--worker"]:
        print(json.dumps(WORKERS[sys.argv[2]](*map(Path, sys.argv[3:]))))
        return
    options = parse()
    check(options)
    collect(heading("inference", options), measure(options), options.out, told, summary)


def told(run: Row) -> str:
    """Tell of a run."""
    return f"{run['system']}, repeat {run['repeat']}: {run['tokens_per_second']:,} tokens/s"


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = parser_of(__doc__)
    parser.add_argument("--sentences", type=positive, default=500, metavar="N", help="how many are learnt from")
    parser.add_argument("--characters", type=positive, default=1_000_000, metavar="N", help="the length of the text")
    parser.add_argument(
        "--repeat", type=positive, default=3, metavar="N", help="runs of each, of which the median counts"
    )
    return parser.parse_args()


def measure(options: argparse.Namespace) -> Iterator[Row]:
    """Give the runs as they end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = prepare(options.data, ["gmb"], folder)["gmb"]
        source, text = folder / "source.conll", folder / "text.txt"
        source.write_text("".join(data.sentences[: options.sentences]), encoding="utf-8")
        text.write_text(raw_text(data, options.characters), encoding="utf-8")
        # A process of its own: what this one takes up would count as the others' memory, too.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            models = process.submit(write_taggers, source, options.epochs).result()
        arguments = {OURS_IN[precision]: [model] for precision, model in models.items()}
        arguments |= {OURS_TWICE: [models["fp32"]]}
        arguments |= {CRFSUITE: [source, options.peer], SPACY: [source, options.peer]}
        for repeat in range(1, options.repeat + 1):
            for system, files in arguments.items():
                if system == SPACY and not find_spec("spacy"):
                    continue
                outcome = run([sys.executable, __file__, "--worker", system, str(text), *map(str, files)])
                yield (
                    {"system": system, "repeat": repeat, "commit": commit()}
                    | outcome.facts
                    | {"peak_bytes": outcome.peak_bytes}
                )


def write_taggers(source: Path, epochs: int | None) -> Mapping[str, Path]:
    """Train a tagger and write it beside its source, in both precisions, whichever it would choose."""
    from engine.tagger.events import TrainingConfig
    from export.building import Built, build, export
    from export.corpus import read_corpus
    from export.graph_plan import PRECISIONS

    corpus = read_corpus([source])
    *_, built = build(corpus, config=TrainingConfig(epochs=epochs or 0))
    if not isinstance(built, Built):
        raise TypeError(f"the last event of a build is {built}")
    models = {precision: source.with_name(f"{precision}.onnx") for precision in PRECISIONS}
    for precision, model in models.items():
        model.write_bytes(export(built.finished.tagger, corpus, precision)[0])
    return models


def raw_text(data: DataSet, characters: int) -> str:
    """Write the sentences of a set as people write: five in a paragraph, no blanks before punctuation."""
    paragraphs, length = [], 0
    sentences = cycle([*data.sentences, *data.test.read_text(encoding="utf-8").split("\n\n")])
    while length < characters:
        lines = [[row.split("\t")[0] for row in next(sentences).splitlines() if row] for _ in range(5)]
        text = " ".join(" ".join(forms) for forms in lines)
        paragraphs.append(re.sub(r" ([.,;:!?)%]|'s\b|n't\b)", r"\1", text).replace("( ", "("))
        length += len(paragraphs[-1]) + 1
    return "\n".join(paragraphs)


def summary(runs: list[Row]) -> list[Row]:
    """Give a row for each system: medians, and how many times as fast ours is in each precision."""
    rows = []
    for (system,), own in grouped(runs, "system").items():
        rows.append(
            {"system": system, "runs": len(own)}
            | {key: median(own, key) for key in ("tokens_per_second", "peak_bytes")}
        )
    speed = {row["system"]: row["tokens_per_second"] for row in rows}
    return [
        row
        | {
            f"{precision}_is_times_as_fast": round(speed[system] / row["tokens_per_second"], 2)
            for precision, system in OURS_IN.items()
            if system in speed  # while the first runs are still going on
        }
        for row in rows
    ]


# Workers: one system in a process of its own


def ours(text: Path, model: Path) -> Row:
    """Read with one session on one thread, and say where the time goes."""
    from engine.tagger.decoding import Decoder
    from export import runtime
    from export.form_table import FormTable

    stages: dict[str, float] = {}
    for name, owner, functions in (
        ("tokenising", runtime, ["tokenize"]),
        ("forms", FormTable, ["numbers", "direct"]),
        ("session", runtime.Tagger, ["_run"]),
        ("decoding", Decoder, ["best_tags", "posterior", "spans"]),
    ):
        for function in functions:
            setattr(owner, function, clocked(getattr(owner, function), stages, name))
    tagger, whole = runtime.Tagger.load(model), text.read_text(encoding="utf-8")
    tagger.tag(whole[:WARM_UP])
    stages.clear()
    began = time.perf_counter()
    entities = tagger.tag(whole)
    seconds = time.perf_counter() - began
    shares = {name: round(spent / seconds, 3) for name, spent in stages.items()}
    return facts(whole, seconds, len(entities)) | {"shares": shares | {"rest": round(1 - sum(shares.values()), 3)}}


def ours_twice(text: Path, model: Path) -> Row:
    """Read with two processes of one thread each, which have started and read a page before."""
    from export.crew import ENOUGH_FOR_ONE, Crew, tag_piece

    whole = text.read_text(encoding="utf-8")
    with Crew(model, 2) as crew:
        crew.expect(2 * ENOUGH_FOR_ONE)
        list(crew.map(tag_piece, [whole[:WARM_UP]] * 8))
        began = time.perf_counter()
        found = sum(map(len, crew.stream(whole)))
        seconds = time.perf_counter() - began
    return facts(whole, seconds, found)


def clocked(function: Callable[..., Any], stages: dict[str, float], name: str) -> Callable[..., Any]:
    """Add up the seconds that a function takes."""

    def timed(*arguments: Any, **options: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            stages[name] = stages.get(name, 0.0) + time.perf_counter() - began

    return timed


def crfsuite(text: Path, source: Path, peer: Path) -> Row:
    """Read with the peer's features on our tokens."""
    from engine.text.tokenizer import tokenize

    script = peer_of(peer)
    train = script.read(str(source))
    model = script.sklearn_crfsuite.CRF(
        algorithm="lbfgs", c1=0.05, c2=0.01, max_iterations=120, all_possible_transitions=True
    )
    model.fit([script.features(forms) for forms, _ in train], [tags for _, tags in train])

    def read(whole: str) -> int:
        tokens = tokenize(whole)
        found = 0
        for first, last in pairwise(tokens.sentences.tolist()):
            found += sum(tag[0] == "B" for tag in model.predict_single(script.features(tokens.forms(first, last))))
        return found

    return timed_reading(text, read)


def spacy(text: Path, source: Path, peer: Path) -> Row:
    """Read with a blank spaCy pipeline and its CNN, trained briefly: speed alone is asked for."""
    import random

    import spacy as library
    from spacy.tokens import Doc
    from spacy.training import Example

    nlp = library.blank("xx")
    recogniser = nlp.add_pipe("ner")
    examples = []
    for forms, tags in peer_of(peer).read(str(source)):
        gold = Doc(nlp.vocab, words=forms, ents=tags)
        examples.append(Example(Doc(nlp.vocab, words=forms), gold))
        for tag in tags:
            if tag != "O":
                recogniser.add_label(tag[2:])
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(SPACY_EPOCHS):
        random.Random(1).shuffle(examples)
        for first in range(0, len(examples), 64):
            nlp.update(examples[first : first + 64], sgd=optimizer)
    return timed_reading(text, lambda whole: sum(len(doc.ents) for doc in nlp.pipe(whole.split("\n"))))


def timed_reading(text: Path, read: Callable[[str], int]) -> Row:
    """Warm up, then time one reading of the whole text."""
    whole = text.read_text(encoding="utf-8")
    read(whole[:WARM_UP])
    began = time.perf_counter()
    found = read(whole)
    return facts(whole, time.perf_counter() - began, found)


def facts(whole: str, seconds: float, found: int) -> Row:
    """Say how fast it was. Tokens are ours, for all systems."""
    from engine.text.tokenizer import tokenize

    tokens = len(tokenize(whole))
    return {
        "tokens": tokens,
        "entities": found,
        "seconds": round(seconds, 3),
        "tokens_per_second": round(tokens / seconds),
    }


def peer_of(path: Path) -> ModuleType:
    """Load the CRFsuite script as a module."""
    spec = spec_from_file_location("peer", path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WORKERS: dict[str, Callable[..., Row]] = {
    **dict.fromkeys(OURS_IN.values(), ours),
    OURS_TWICE: ours_twice,
    CRFSUITE: crfsuite,
    SPACY: spacy,
}

if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"  # before any library is loaded
    sys.path.insert(0, str(ROOT))
    main()
