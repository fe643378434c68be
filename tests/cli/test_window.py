"""What the commands that show the window do where there is none."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from cli import window
from cli.main import main
from engine.project.store import Store
from gui import tour
from gui.tour.driver import TourResult

VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def place(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def tours(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where a tour would have been taken."""
    taken: list[Path] = []

    def run_tour(out: Path, project: Path | None) -> TourResult:
        taken.append(out)
        return TourResult({"screenshots": 1}, [out / "01.png"])

    monkeypatch.setattr(tour, "run_tour", run_tour)
    return taken


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, False),
        ({"QT_QPA_PLATFORM": "minimal:enable_fonts"}, False),
        ({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}, False),
        ({"QT_QPA_PLATFORM": "eglfs"}, True),
        ({"QT_QPA_PLATFORM": "", "DISPLAY": ""}, False),
    ],
)
def test_a_display_is_where_somebody_could_see_a_window(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], shown: bool
) -> None:
    place(monkeypatch, **variables)
    assert window.has_display() is shown


@pytest.mark.parametrize("variables", [{}, {"QT_QPA_PLATFORM": "offscreen"}])
def test_demo_without_a_display_takes_the_tour_and_says_where_the_pictures_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, tours: list[Path], variables: dict[str, str]
) -> None:
    place(monkeypatch, **variables)
    monkeypatch.chdir(tmp_path)
    assert main(["demo"]) == 0
    assert tours == [Path("gatelight-demo")]
    said = capsys.readouterr().out
    assert "no display" in said
    assert "01.png" in said
    assert str(tmp_path / "gatelight-demo") in said


def test_demo_says_in_one_sentence_that_its_folder_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, tours: list[Path]
) -> None:
    place(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gatelight-demo").touch()
    assert main(["demo"]) == 1
    captured = capsys.readouterr()
    assert captured.err == "gatelight: gatelight-demo: this is a file; try it in another folder.\n"
    assert captured.out == ""
    assert tours == []


@pytest.mark.parametrize("arguments", [[], ["open"], ["letters.gatelight"], ["open", "letters.gatelight"]])
def test_without_a_display_the_window_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys, arguments: list[str]
) -> None:
    place(monkeypatch)
    assert main(arguments) == 1
    assert capsys.readouterr().err.startswith("gatelight: there is no display")


def test_the_demo_can_be_taken_again_in_the_same_folder(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    taken: list[Path] = []

    def leave_a_project(out: Path, project: Path | None) -> TourResult:
        taken.append(out)
        (out / "sample.gatelight").unlink(missing_ok=True)
        Store.create(out / "sample.gatelight").close()
        return TourResult({"screenshots": 0})

    monkeypatch.setattr(tour, "run_tour", leave_a_project)
    assert [main(["demo"]), main(["demo"])] == [0, 0]
    assert len(taken) == 2


def test_what_is_imported_for_the_window_is_expected_to_stay() -> None:
    before = gc.get_freeze_count()
    try:
        with window.importing_what_stays():
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
