"""Helpers that boot the real program in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import Desk

from tests.leaks import qt_complaints

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a program with settings and projects of its own."""
    home = tmp_path / "home"
    home.mkdir()
    inherited = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return inherited | {"GATELIGHT_HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}


@pytest.fixture
def gatelight(environment: dict[str, str], tmp_path: Path):
    """Run `gatelight ARGUMENTS` to its end."""

    def run(*arguments: object, timeout_s: float = 300, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli", *map(str, arguments)]
        ended = subprocess.run(
            command,
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            **options,
        )
        assert qt_complaints(ended.stderr or "") == []
        return ended

    return run


@pytest.fixture
def display() -> Iterator[str]:
    """A virtual screen of its own."""
    if not shutil.which("Xvfb"):
        pytest.skip("needs Xvfb")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as numbers:
        number = numbers.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.fixture
def desk(environment: dict[str, str], display: str) -> Iterator[Callable[[Path], Desk]]:
    """Open projects in the real program, before real keys and a real mouse."""
    if not shutil.which("xdotool"):
        pytest.skip("needs xdotool")
    desks: list[Desk] = []

    def sit_down(project: Path) -> Desk:
        desks.append(Desk(project, environment, display))
        return desks[-1]

    yield sit_down
    for each in desks:
        each.clear()
        assert qt_complaints(each.said()) == []
