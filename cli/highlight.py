"""The command that finds the entities of texts, in order and as they are found: thousands take the memory of a few."""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from cli.inputs import check_place, inputs_of, many_for_brat, read_stdin, size_of
from cli.output import ProgressLine
from engine.errors import ModelFileError, UserError
from engine.files import write_pieces_atomically
from engine.text.labels import LabelSet
from export import brat
from export.crew import Crew, usable_cores
from export.entities import Found, entity_pieces
from export.folders import texts_in
from export.highlighting import Highlighting, Input, Tagged
from export.names import FreeNames
from export.worker import WorkerEndedError, WorkerStartError


def highlight(options: argparse.Namespace) -> int:
    """Find the entities of texts. Gives 1 if a file failed; what the others gave is written all the same."""
    to_terminal = options.out is None and sys.stdout.isatty()
    with ProgressLine(hidden=to_terminal) as line, Crew(options.model, options.jobs or usable_cores()) as crew:
        batch = Batch(crew, line)
        inputs = inputs_of(options.files, lambda folder: batch.files_of(folder, options.out))
        crew.expect(size_of(inputs))
        labels = crew.labels  # what is wrong with the model is told before what is wrong with the rest
        check_place(options, inputs)
        found = batch.run(inputs)
        first = next(found, None)
        if first is not None:  # nothing takes the place of an old result when every file failed
            write(chain([first], found), options, labels)
    if batch.done + batch.failed + batch.left_out > 1:
        line.say(f"gatelight: {batch.account()}")
    return 1 if batch.failed else 0


class Batch:
    """Has inputs read and tagged, says what fails, and counts: done, failed, left out of folders."""

    def __init__(self, crew: Crew, line: ProgressLine) -> None:
        self.done = self.failed = self.left_out = 0
        self._crew = crew
        self._line = line

    def files_of(self, folder: Path, without: Path | None) -> Sequence[Path]:
        """Give the texts of a folder. without: what to leave out."""
        self._line.show(0.0, f"looking into {folder}")
        try:
            texts = texts_in(folder, without)
        except UserError as error:
            self._fail(error)
            return ()
        for closed in texts.errors:
            self._fail(closed)
        self.left_out += texts.left_out
        return texts.files

    def run(self, inputs: Sequence[Input]) -> Iterator[Tagged]:
        """Give each document with its entities; nothing of an input that fails. No two have the same name."""

        def show(number: int, share: float) -> None:
            self._line.show(
                (number + share) / len(inputs), f"{number + 1:,} of {len(inputs):,} · {inputs[number].name}"
            )

        names = FreeNames()
        for one, found in Highlighting(self._crew, inputs, read_stdin, show).run():
            if isinstance(found, Exception):
                self._fail(sentence_of(found, one), found)
                continue
            for note in found.notes:
                self._line.say(f"gatelight: {note}")
            for part, entities in found.found:
                yield replace(part, name=names.take(part.name)), entities
            self.done += 1

    def account(self) -> str:
        """Say how many files were done and how many were not."""
        left_out = f", {self.left_out} left out because not text" if self.left_out else ""
        return f"{self.done} {'file' if self.done == 1 else 'files'} done, {self.failed} failed{left_out}."

    def _fail(self, error: UserError, cause: Exception | None = None) -> None:
        """Say what failed."""
        self.failed += 1
        if os.environ.get("GATELIGHT_DEBUG"):
            traceback.print_exception(cause or error)
        self._line.say(f"gatelight: {error}")


def sentence_of(error: Exception, one: Input) -> UserError:
    """Say what went wrong with an input. Raises what goes wrong with all of them: a model that cannot be run."""
    match error:
        case ModelFileError() | WorkerStartError():
            raise error
        case WorkerEndedError():
            return UserError(error.what, path=one.name, remedy=error.remedy)
        case UserError():
            return error
        case MemoryError():
            remedy = "close other programs, or split it"
            return UserError("there is not enough memory for it", path=one.name, remedy=remedy)
        case _:  # a mistake of ours with one file must not cost the work on a thousand others
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            return UserError(f"Gatelight made a mistake ({reason})", path=one.name, remedy="please report it")


def write(found: Iterator[Found], options: argparse.Namespace, labels: Sequence[str]) -> None:
    """Write what was found to --out or stdout, as it comes. Raises UserError when it cannot be written."""
    if options.format != "brat":
        pieces = entity_pieces(found, options.format, LabelSet().with_names(labels))
        if options.out is None:
            print_pieces(pieces)
        else:
            write_pieces_atomically(options.out, pieces)
    elif options.out is not None:
        brat.write_folder(found, options.out, labels)
    else:
        _, entities = next(found)
        if next(found, None) is not None:
            raise many_for_brat()
        print_pieces([brat.standoff(entities)])


def print_pieces(pieces: Iterable[str]) -> None:
    """Write pieces to stdout, each as soon as it is there, line ends as they are."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(newline="")
    for piece in pieces:
        sys.stdout.write(piece)
        sys.stdout.flush()
