"""The command that finds the entities of texts: a file after the other, so that thousands take the memory of one."""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from cli.output import ProgressLine
from engine.errors import ModelFileError, UserError
from engine.files import check_writable, make_folder, write_pieces_atomically
from engine.text.document import Document
from engine.text.labels import LabelSet
from export import brat
from export.entities import Found, entity_pieces
from export.entity_table import EntityTable
from export.folders import texts_in
from export.formats import read_documents
from export.formats.encoding import decode
from export.importing import document_of_text
from export.names import FreeNames
from export.runtime import Tagger

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """Something to read. path: None for stdin; folder: where in a given folder it is, as its documents' names tell."""

    path: Path | None
    folder: str = ""

    @property
    def name(self) -> str:
        """Give what messages call it."""
        return "stdin" if self.path is None else str(self.path)


def highlight(options: argparse.Namespace) -> int:
    """Find the entities of texts. Gives 1 if a file failed; what the others gave is written all the same."""
    tagger = Tagger.load(options.model)
    to_terminal = options.out is None and sys.stdout.isatty()
    with ProgressLine(hidden=to_terminal) as line:
        batch = Batch(tagger, line)
        inputs = batch.inputs_of(options.files, options.out)
        check_place(options, inputs)
        found = batch.run(inputs)
        first = next(found, None)
        if first is not None:  # nothing takes the place of an old result when every file failed
            write(chain([first], found), options, tagger.labels)
    if batch.done + batch.failed + batch.left_out > 1:
        line.say(f"gatelight: {batch.account()}")
    return 1 if batch.failed else 0


class Batch:
    """Reads and tags one input after the other, says what fails, and counts: done, failed, left out of folders."""

    def __init__(self, tagger: Tagger, line: ProgressLine) -> None:
        self.done = self.failed = self.left_out = 0
        self._tagger = tagger
        self._line = line

    def inputs_of(self, names: Iterable[str], without: Path | None) -> list[Input]:
        """Find what to read, each file once. without: what folders leave out."""
        inputs: dict[str, Input] = {}
        for name in names:
            path = Path(name)
            if name == STDIN:
                inputs.setdefault(STDIN, Input(None))
            elif not os.path.isdir(path):  # noqa: PTH112 (Path.is_dir raises in a folder that may not be entered)
                inputs.setdefault(os.path.realpath(path), Input(path))
            else:
                for file in self._files_of(path, without):
                    folder = file.relative_to(path).parent.as_posix()
                    inputs.setdefault(os.path.realpath(file), Input(file, "" if folder == "." else folder))
        return list(inputs.values())

    def run(self, inputs: Sequence[Input]) -> Iterator[tuple[Document, EntityTable]]:
        """Give each document with its entities; nothing of an input that fails. No two have the same name."""
        names = FreeNames()
        for number, one in enumerate(inputs):
            show = partial(self._show, number, len(inputs), one.name)
            show(0.0)
            try:
                found = [(document, self._tag(document, show)) for document in read(one)]
            except ModelFileError:
                raise
            except UserError as error:
                self._fail(error)
            except MemoryError:
                remedy = "close other programs, or split it"
                self._fail(UserError("there is not enough memory for it", path=one.name, remedy=remedy))
            except Exception as error:  # a mistake of ours with one file must not cost the work on a thousand others
                reason = " ".join(f"{type(error).__name__}: {error}".split())
                self._fail(UserError(f"Gatelight made a mistake ({reason})", path=one.name, remedy="please report it"))
            else:
                for document, entities in found:
                    yield replace(document, name=names.take(document.name)), entities
                self.done += 1

    def account(self) -> str:
        """Say how many files were done and how many were not."""
        left_out = f", {self.left_out} left out because not text" if self.left_out else ""
        return f"{self.done} {'file' if self.done == 1 else 'files'} done, {self.failed} failed{left_out}."

    def _files_of(self, folder: Path, without: Path | None) -> Sequence[Path]:
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

    def _tag(self, document: Document, show: Callable[[float], None]) -> EntityTable:
        """Find the entities of a document. show: takes the share of it that is done."""
        found = [EntityTable.empty(document.text, self._tagger.labels)]
        done = 0
        for sentences, entities in self._tagger.stream_tokens(document.tokens):
            found.append(entities)
            done += len(sentences)
            show(done / document.tokens.sentence_count)
        return EntityTable.merged(found)

    def _show(self, number: int, count: int, name: str, share: float) -> None:
        """Draw how far an input, and with it the whole, is."""
        self._line.show((number + share) / count, f"{number + 1:,} of {count:,} · {name}")

    def _fail(self, error: UserError) -> None:
        """Say what failed."""
        self.failed += 1
        if os.environ.get("GATELIGHT_DEBUG") and sys.exception():
            traceback.print_exc()
        self._line.say(f"gatelight: {error}")


def read(one: Input) -> list[Document]:
    """Read the documents of an input. Raises FormatError when it is no text."""
    if one.path is None:
        return [document_of_text(decode(sys.stdin.buffer.read(), "stdin"), "stdin")]
    within = f"{one.folder}/" if one.folder else ""
    return [replace(document, name=within + document.name) for document in read_documents(one.path)[0]]


def check_place(options: argparse.Namespace, inputs: Sequence[Input]) -> None:
    """Find out before the work whether the result has a place. Raises UserError if not."""
    files = [one.path for one in inputs if one.path is not None]
    if options.format != "brat":
        if options.out is not None:
            check_writable(options.out, [options.model, *files])
        return
    if options.out is None:
        if len(inputs) > 1:
            raise many_for_brat()
        return
    make_folder(options.out)
    check_writable(options.out / brat.CONFIGURATION, [options.model, *files])
    place = os.path.realpath(options.out)
    for file in files:
        if os.path.realpath(file.parent) == place and file.suffix.lower() in brat.ENDINGS:
            what = "a result could take the place of what it is made from"
            raise UserError(what, path=file, remedy="choose another folder for --out")
    brat.check_folder(options.out)


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


def many_for_brat() -> UserError:
    """Give the sentence about several documents that would run into one."""
    return UserError("brat has two files for each document", remedy="name a folder for them with --out")


def print_pieces(pieces: Iterable[str]) -> None:
    """Write pieces to stdout, each as soon as it is there, line ends as they are."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(newline="")
    for piece in pieces:
        sys.stdout.write(piece)
        sys.stdout.flush()
