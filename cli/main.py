"""The `gatelight` program: parses the command line and hands over. Errors are one sentence, never a traceback.

Exit codes: 0 done, 1 the job failed, 2 wrong use. With GATELIGHT_DEBUG set, a bug shows its traceback.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from collections.abc import Collection, Iterator, Sequence
from importlib import import_module
from pathlib import Path

from engine.errors import UserError

COMMANDS = ("open", "demo", "tour", "import", "export", "convert", "train", "evaluate", "highlight", "inspect", "info")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `gatelight`; give its exit code."""
    speak_utf8()
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    parser = make_parser()
    # A first word that is no command is a project to open: `gatelight letters.gatelight`.
    if not arguments or (arguments[0] not in COMMANDS and not arguments[0].startswith("-")):
        arguments = ["open", *arguments]
    options = parser.parse_args(arguments)
    try:
        module, function = options.run
        code = getattr(import_module(module), function)(options)
        if sys.stdout is not None:
            sys.stdout.flush()  # a full disk shows now, not when Python ends
    except UserError as error:
        return failed(str(error))
    except KeyboardInterrupt:
        return failed("stopped.", 130)
    except BrokenPipeError:
        # The reader of our output went away (`| head`); Python must not complain again at exit.
        sys.stdout = None
        return 0
    except MemoryError:
        return failed("There is not enough memory; close other programs or take smaller files.")
    except OSError as error:
        sys.stdout = None  # it may be what could not be written
        what = f"the system refused to read or write ({error.strerror or error})"
        return failed(str(UserError(what, path=error.filename, remedy="check the disk and the permissions")))
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        return failed(f"Gatelight made a mistake ({reason}); please report it.")
    return int(code)


def failed(sentence: str, code: int = 1) -> int:
    """Say in one sentence why the job failed; give the exit code. Called while the exception is handled."""
    if os.environ.get("GATELIGHT_DEBUG"):
        traceback.print_exc()
    print(f"gatelight: {sentence}", file=sys.stderr)
    return code


def speak_utf8() -> None:
    """Write UTF-8 whatever the terminal is set to; a lone surrogate comes out as \\udc80, which JSON can read."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def make_parser() -> argparse.ArgumentParser:
    """Make the parser; each command names the function that runs it, imported only when it is called."""
    parser = argparse.ArgumentParser(
        prog="gatelight",
        description="Label named entities, retrain a small LSTM tagger, light up the entities of any text.",
        epilog="Without a command it opens the window: gatelight [PROJECT].",
    )
    parser.add_argument("--version", action=ShowVersion, nargs=0, help="show program's version number and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: str, help_text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_text, description=help_text)
        module, function = run.split(":")
        made.set_defaults(run=(module, function))
        return made

    made = command("open", "cli.window:open_window", "open the window: a project, the last one, or the welcome page")
    made.add_argument("project", nargs="?", type=Path, metavar="PROJECT")

    command("demo", "cli.window:demo", "open the window with a fresh copy of the sample project")

    made = command("tour", "cli.window:tour", "drive the window through the whole journey and take screenshots")
    made.add_argument("--out", type=Path, required=True, metavar="DIR")
    made.add_argument("--project", type=Path, metavar="P", help="on a copy of this project instead of the sample")
    made.add_argument("--language", choices=("en", "de"), default="en", help="what the window speaks")
    add_json(made)

    made = command("import", "cli.corpus:import_files", "add documents to a project, which is made if it is missing")
    made.add_argument("project", type=Path, metavar="PROJECT")
    made.add_argument("files", type=Path, nargs="+", metavar="FILE")
    add_format(made, "--format")
    add_json(made)

    made = command("export", "cli.corpus:export_project", "write the annotations of a project")
    made.add_argument("project", type=Path, metavar="PROJECT")
    add_format(made, "--format", required=True, written=True)
    made.add_argument("--out", type=Path, required=True, metavar="PATH")
    add_json(made)

    made = command("convert", "cli.corpus:convert", "convert between two formats, without a project")
    made.add_argument("source", type=Path, metavar="IN")
    made.add_argument("target", type=Path, metavar="OUT")
    add_format(made, "--from", dest="source_format")
    add_format(made, "--to", dest="target_format")
    add_json(made)

    made = command("train", "cli.taggers:train", "train a tagger and write it as one ONNX file")
    made.add_argument("sources", type=Path, nargs="+", metavar="SOURCE", help="a project or annotated files")
    made.add_argument("--out", type=Path, required=True, metavar="MODEL.onnx")
    made.add_argument("--dev", type=Path, metavar="FILE", help="measure on this file instead of a hold-out")
    made.epilog = (
        "--json names what was measured on, as held_out: dev (the file of --dev), split (sentences that were held out) "
        "or none (too few sentences to hold some out: those it was trained on)."
    )
    made.add_argument("--unlabelled", type=Path, nargs="+", default=[], metavar="FILE")
    made.add_argument("--sentences", type=positive, metavar="N", help="only the first N sentences are labelled")
    made.add_argument("--epochs", type=positive, metavar="N")
    made.add_argument("--seed", type=seed, metavar="N")
    made.add_argument("--int8", action="store_true", help="let the LSTM compute in 8 bits, if that loses no F1: faster")
    add_json(made)

    made = command("evaluate", "cli.taggers:evaluate", "measure a tagger on annotated files")
    made.add_argument("model", type=Path, metavar="MODEL.onnx")
    made.add_argument("files", type=Path, nargs="+", metavar="FILE")
    add_json(made)

    made = command("highlight", "cli.highlight:highlight", "find the entities of texts, of one or of thousands")
    made.add_argument("model", type=Path, metavar="MODEL.onnx")
    made.add_argument("files", nargs="+", metavar="FILE", help=(
        "a file, a folder (all texts in it and in its folders, hidden ones left out), or - for stdin"
    ))  # fmt: skip
    made.add_argument("--format", choices=("jsonl", "html", "conll", "brat", "csv"), default="jsonl", help=(
        "jsonl (a line a document), csv (a row an entity) and conll are written as each document is done; "
        "html is one page; brat is an X.txt and an X.ann a document. jsonl where it is left out"
    ))  # fmt: skip
    made.add_argument("--out", type=Path, metavar="PATH", help=(
        "a file, replaced only when all is done; for brat a folder, whose files are written as each document is done: "
        "a new one, one without texts, or one of an earlier run, where files of the same name are replaced; stdout "
        "where it is left out (brat: the .ann lines of a single document)"
    ))  # fmt: skip
    made.add_argument("--jobs", type=positive, metavar="N", help=(
        "how many processes work side by side once there is enough to read, 1 for none but this one; as many as there "
        "are cores where it is left out. What comes out is the same"
    ))  # fmt: skip
    made.epilog = (
        "A file that cannot be read is named on stderr, the others go on, and the exit code is 1. In brat, a character "
        "of a label that is no ASCII letter, digit, _ or - becomes _x, its code point in hexadecimal, and _."
    )

    made = command("inspect", "cli.inspecting:inspect", "show what the gates of a tagger's LSTM do with a text")
    made.add_argument("model", type=Path, metavar="MODEL.onnx")
    made.add_argument("--text", required=True, metavar="TEXT", help="one sentence, or several")
    made.epilog = (
        "For each token it prints the means of the gates over all units, the units that add most to the score of its "
        "tag, and what that score consists of. --json has every value of every gate: of each sentence, layers → "
        "direction → f, i, g, o, c, h → token → unit; and of each token: scores, those of all tags by LSTM, bias and "
        "direct connections, before transitions and head start; parts, all that the score of its own tag consists of."
    )
    add_json(made)

    made = command("info", "cli.corpus:info", "say what is in a model or a project")
    made.add_argument("path", type=Path, metavar="MODEL.onnx|PROJECT")
    add_json(made)
    return parser


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add --json: exactly one JSON object on stdout."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def add_format(
    parser: argparse.ArgumentParser,
    flag: str,
    *,
    required: bool = False,
    dest: str | None = None,
    written: bool = False,
) -> None:
    """Add a flag that names a file format. written: one that can hold labels."""
    otherwise = "" if required else "; found by content where it is left out"
    parser.add_argument(flag, choices=FormatNames(written), required=required, dest=dest, metavar="F",
                        help=f"one of %(choices)s{otherwise}")  # fmt: skip


class FormatNames(Collection[str]):
    """Names the file formats, which are imported when somebody asks: whoever opens the window does not."""

    def __init__(self, written: bool) -> None:
        self._written = written

    def __iter__(self) -> Iterator[str]:
        from export.formats import FORMATS

        return (name for name, format in FORMATS.items() if format.write or not self._written)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, name: object) -> bool:
        return name in list(iter(self))


class ShowVersion(argparse.Action):
    """Prints the version, which takes a while to find, and ends the program."""

    def __call__(self, parser: argparse.ArgumentParser, *_others: object) -> None:
        """Do what the flag says."""
        from engine.version import installed_version

        print(f"gatelight {installed_version()}")
        parser.exit()


def seed(text: str) -> int:
    """Read a whole number that a random generator can start from."""
    number = int(text)
    if not 0 <= number < 2**32:
        raise argparse.ArgumentTypeError(f"{text} is not in 0..{2**32 - 1}")
    return number


def positive(text: str) -> int:
    """Read a whole number above zero."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above zero")
    return number


if __name__ == "__main__":
    sys.exit(main())
