from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.project.actions import Action, LabelAdded
from engine.project.identity import is_project_file
from engine.project.store import Store
from engine.text.labels import Label

ROOT = Path(__file__).parents[3]

OTHER_PROGRAM = """
import sys
from engine.project.store import Store

with Store.open(sys.argv[1]) as store:
    print(*store.labels.names)
"""


def labels_that_another_program_sees(path: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", OTHER_PROGRAM, str(path)]
    return subprocess.run(command, env=environment, text=True, check=True, capture_output=True).stdout.strip()


def add(store: Store, name: str) -> None:
    store.commit(Action("Add", (LabelAdded(Label(name)),)))


def nothing_else(path: Path) -> None:
    """Only look."""


def open_again(path: Path) -> None:
    Store.open(path).close()


@pytest.mark.parametrize("look", [nothing_else, is_project_file, open_again], ids=["nothing", "identity", "open"])
def test_looking_at_an_open_project_keeps_its_log_from_other_programs(path: Path, look: Callable) -> None:
    with Store.create(path, [Label("ONE")]) as store:
        look(path)
        assert labels_that_another_program_sees(path) == "ONE"
        add(store, "TWO")
        assert labels_that_another_program_sees(path) == "ONE TWO"


def test_only_a_project_is_one(path: Path, tmp_path: Path) -> None:
    Store.create(path).close()
    assert is_project_file(path)
    shutil.copy(path, tmp_path / "copy")
    (tmp_path / "copy").write_bytes(path.read_bytes()[:100])
    assert is_project_file(tmp_path / "copy"), "a damaged one still says what it was"
    (tmp_path / "text").write_text("Ada met Bob")
    (tmp_path / "empty").touch()
    for name in ("text", "empty", "missing", ""):
        assert not is_project_file(tmp_path / name)
    assert not (tmp_path / "missing").exists()
