"""Try to bring the program down with broken tagger files and odd texts.

A file may only be loaded or refused with a ModelFileError, and a text may only be tagged. Everything runs in worker
processes with a limit for time and memory: a crash, a hang or any other exception is counted, and its case is kept.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from multiprocessing.connection import Connection
from pathlib import Path

from common import ROOT, Row, finish, heading, positive, say
from fuzz_files import broken_file
from fuzz_texts import odd_text, sample_sentences

from engine.errors import ModelFileError
from engine.tagger.features import FeatureConfig
from engine.tagger.lexicon import common_lexicon
from export.graph_plan import PRECISIONS
from export.onnx_graph import to_onnx
from export.runtime import Tagger

BATCH = {"files": 500, "texts": 5000}
"""Cases a worker sees before it makes room for a new one: what one case leaves behind must not hide for long."""

CASE_SECONDS = 20
MEMORY_BYTES = 3 << 30
"""Of addresses, which are many times what is used; a worker begins with less than half of it."""

PROBE = "Ada Lovelace met Charles Babbage in London.\nIt rained. 東京😀"
BAD = ("crashed", "hung", "too large", "unexpected")

Case = bytes | str
Make = Callable[[random.Random], Case]
Files = Sequence[bytes]


def main() -> None:
    """Run both kinds of cases and say how each ended."""
    options = parse()
    began = time.perf_counter()
    small, full, quick = taggers()
    sentences = sample_sentences()
    outcomes: dict[str, Counter[str]] = {}
    kept: list[str] = []
    for kind, count, make in (
        ("files", options.files, lambda chance: broken_file(chance, small, full)),
        ("texts", options.texts, lambda chance: odd_text(chance, sentences)),
    ):
        outcomes[kind] = run(kind, count, make, quick, options, kept)
        say(f"{kind}: {dict(outcomes[kind])}")
    result: Row = {
        **heading("fuzz", options),
        "seed": options.seed,
        "seconds": round(time.perf_counter() - began, 1),
        **{kind: dict(sorted(counts.items())) for kind, counts in outcomes.items()},
        "kept": kept,
    }
    finish(result, options.out)
    if kept:
        raise SystemExit(1)


def parse() -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000, metavar="N")
    parser.add_argument("--texts", type=int, default=100_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the result here, not to stdout")
    parser.add_argument(
        "--keep", type=Path, default=Path("fuzz-cases"), metavar="DIR", help="for cases that went wrong"
    )
    parser.add_argument("--seconds", type=positive, default=CASE_SECONDS, metavar="N", help="how long a case may take")
    parser.set_defaults(epochs=None)
    return parser.parse_args()


# Workers


def run(kind: str, count: int, make: Make, good: Files, options: argparse.Namespace, kept: list[str]) -> Counter[str]:
    """Run cases 0..count - 1 and count how they ended; a worker that dies loses one case, and the next goes on."""
    outcomes: Counter[str] = Counter()
    first = 0
    while first < count:
        last = min(first + BATCH[kind], count)
        ends = list(batch(kind, first, last, make, good, options))
        for number, outcome in ends:
            outcomes[outcome] += 1
            if outcome.split(":")[0] in BAD:
                case = make(chance_of(options.seed, kind, number))
                kept.append(f"{keep(options.keep, kind, number, case)} {outcome}")
        first = ends[-1][0] + 1
    return outcomes


def batch(
    kind: str, first: int, last: int, make: Make, good: Files, options: argparse.Namespace
) -> Iterator[tuple[int, str]]:
    """Give the number and the outcome of each case, until all are done or one ended the worker."""
    here, there = multiprocessing.Pipe(duplex=False)
    # Forked: what the parent has imported and made need not be made again. It has no threads.
    worker = multiprocessing.get_context("fork").Process(
        target=work, args=(there, kind, range(first, last), make, good, options.seed)
    )
    worker.start()
    there.close()
    try:
        for number in range(first, last):
            if not here.poll(options.seconds):
                yield number, "hung"
                return
            try:
                yield number, here.recv()
            except EOFError:
                worker.join()
                yield number, f"crashed: {signal_name(worker.exitcode)}"
                return
    finally:
        worker.kill()
        worker.join()
        here.close()


def work(results: Connection, kind: str, numbers: range, make: Make, good: Files, seed: int) -> None:
    """Try cases one after the other and send how each ended."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    taggers = [Tagger.load(file) for file in good] if kind == "texts" else []
    for number in numbers:
        case = make(chance_of(seed, kind, number))
        attempt = partial(tag, taggers[number % len(taggers)], case) if taggers else partial(load, case)
        results.send(ending(attempt))


def ending(attempt: Callable[[], str]) -> str:
    """Say how an attempt ended."""
    try:
        return attempt()
    except MemoryError:
        return "too large"
    except Exception as error:
        return f"unexpected: {type(error).__name__}: {str(error)[:120]}"


def load(data: Case) -> str:
    """Load a file, and tag with it what loads."""
    try:
        tagger = Tagger.load(data)
    except ModelFileError as error:
        if isinstance(error.__cause__, MemoryError) or "alloc" in str(error.__cause__):
            raise MemoryError from error
        if not str(error).isprintable() or len(str(error)) > 500:
            raise ValueError(f"a strange sentence: {str(error)!r}") from error
        return f"refused: {check_of(error.what)}"
    try:
        check_entities(tagger, PROBE)
    except ModelFileError:
        return "loaded, and refused at the first text"
    return "loaded"


def tag(tagger: Tagger, text: Case) -> str:
    """Tag a text."""
    assert isinstance(text, str)
    return "tagged, with entities" if check_entities(tagger, text) else "tagged, without entities"


def check_entities(tagger: Tagger, text: str) -> int:
    """Tag a text and give the number of entities. Raises ValueError if they are not what they should be."""
    entities = tagger.tag(text)
    end = 0
    for entity in entities:
        if not end <= entity.start < entity.end <= len(text) or text[entity.start : entity.end] != entity.text:
            raise ValueError(f"{entity} behind {end} of {len(text)}")
        if entity.label not in tagger.labels or not 0.0 <= entity.confidence <= 1.0:
            raise ValueError(f"{entity} of {tagger.labels}")
        end = entity.end
    return len(entities)


def check_of(sentence: str) -> str:
    """Give the words of a refusal without what differs from file to file: figures, names, quotations."""
    what, _, why = sentence.partition(" (")
    if "Gatelight writes" in what:
        return f"{what} ({' '.join(re.sub(r'[0-9]+', 'N', why).split()[:2])})"
    return re.sub(r"(format|tokenizer) .*?,", r"\1,", what)


def chance_of(seed: int, kind: str, number: int) -> random.Random:
    """Make the random numbers of a case: the same for the same seed, whatever came before."""
    return random.Random(f"{seed}/{kind}/{number}")


def keep(folder: Path, kind: str, number: int, case: Case) -> Path:
    """Write a case that went wrong; a text as UTF-8 with its lone surrogates."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (f"{number}.onnx" if kind == "files" else f"{number}.txt")
    path.write_bytes(case if isinstance(case, bytes) else case.encode("utf-8", "surrogatepass"))
    return path


def signal_name(status: int | None) -> str:
    """Say what ended a process."""
    return signal.Signals(-status).name if status and status < 0 else f"status {status}"


def taggers() -> list[Files]:
    """Make taggers of random weights, in both precisions: small, of full size, and quick with all features."""
    spec = spec_from_file_location("random_taggers", ROOT / "tests" / "export" / "conftest.py")
    assert spec and spec.loader
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    features = FeatureConfig()
    info = {"created": "2026-01-01", "sentences": 100, "spans": 200, "held_out": "split"}
    small = replace(made.make_tagger(), info=info)
    quick = replace(made.make_tagger(names=features.names, context=features.context), lexicon=common_lexicon())
    whole = made.full_size_tagger()
    return [[to_onnx(tagger, precision) for precision in PRECISIONS] for tagger in (small, whole, quick)]


if __name__ == "__main__":
    main()
