"""The commands that show the window: open, demo and tour. Only they import Qt."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from cli.output import print_facts, print_json
from engine.errors import UserError
from engine.files import check_writable, make_folder
from engine.process import expect_to_stay, without_collecting

DEMO_FOLDER = Path("gatelight-demo")
HEADLESS = ("offscreen", "minimal")
"""Qt's platforms that draw where nobody sees it."""


def open_window(options: argparse.Namespace) -> int:
    """Open the window with a project, or where the person left off."""
    # Whoever names a platform, offscreen even, knows what for.
    if not has_display() and not os.environ.get("QT_QPA_PLATFORM"):
        print("gatelight: there is no display; try `gatelight demo` or `gatelight --help`.", file=sys.stderr)
        return 1
    with importing_what_stays():
        from gui.app import run

    return run(project=options.project)


def demo(_options: argparse.Namespace) -> int:
    """Open the window with a fresh sample; without a display, take the tour and say where the pictures are."""
    if has_display():
        with importing_what_stays():
            from gui.app import run

        return run(sample=True)
    try:
        make_folder(DEMO_FOLDER)
        check_writable(DEMO_FOLDER / "highlighted.html")
    except UserError as error:
        raise UserError(error.what, path=DEMO_FOLDER, remedy="try it in another folder") from error
    print("There is no display, so Gatelight takes its tour offscreen; this needs about a minute.", flush=True)
    from gui.tour import run_tour

    result = run_tour(DEMO_FOLDER, project=None)
    print(f"Took {result.measures['screenshots']} screenshots; they are in {DEMO_FOLDER.resolve()}:")
    for picture in result.pictures:
        print(f"  {picture.name}")
    return report_failures(result.failures)


def tour(options: argparse.Namespace) -> int:
    """Drive the window through the whole journey; 0 only if every step did what it says."""
    with importing_what_stays():
        from gui.tour import run_tour

    result = run_tour(options.out, options.project, options.language)
    if options.json:
        print_json(result.measures)
    else:
        print_facts(result.measures)
    return report_failures(result.failures)


@contextlib.contextmanager
def importing_what_stays() -> Iterator[None]:
    """Import without Python looking for cycles: modules stay, and looking took a tenth of the start."""
    with without_collecting():
        yield
    expect_to_stay()


def report_failures(failures: list[str]) -> int:
    """Print each step that did not do what it says; give the exit code."""
    for failure in failures:
        print(f"gatelight: {failure}", file=sys.stderr)
    return 1 if failures else 0


def has_display() -> bool:
    """Tell whether a window can be shown here."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform.partition(":")[0] in HEADLESS:
        return False
    if platform or sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
