"""What `gatelight highlight` is to read, and whether the result has a place beside it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from engine.errors import UserError
from engine.files import check_writable, make_folder
from export import brat
from export.formats import PlainText
from export.formats.encoding import decode
from export.highlighting import Input
from export.importing import plain_text

STDIN = "-"


def inputs_of(names: Iterable[str], look_into: Callable[[Path], Sequence[Path]]) -> list[Input]:
    """Give what to read, each file once. look_into: gives the texts of a folder."""
    inputs: dict[str, Input] = {}
    for name in names:
        path = Path(name)
        if name == STDIN:
            inputs.setdefault(STDIN, Input(None))
        elif not os.path.isdir(path):  # noqa: PTH112 (Path.is_dir raises in a folder that may not be entered)
            inputs.setdefault(os.path.realpath(path), Input(path))
        else:
            for file in look_into(path):
                folder = file.relative_to(path).parent.as_posix()
                inputs.setdefault(os.path.realpath(file), Input(file, "" if folder == "." else folder))
    return list(inputs.values())


def size_of(inputs: Iterable[Input]) -> int:
    """Give how many bytes there are to read, as far as that can be known before."""
    size = 0
    for one in inputs:
        if one.path is not None:
            with suppress(OSError):  # it will be told when it is read
                size += one.path.stat().st_size
    return size


def read_stdin() -> PlainText:
    """Read the text that comes from stdin. Raises FormatError when it is none."""
    return plain_text(decode(sys.stdin.buffer.read(), "stdin"), "stdin")


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


def many_for_brat() -> UserError:
    """Give the sentence about several documents that would run into one."""
    return UserError("brat has two files for each document", remedy="name a folder for them with --out")
