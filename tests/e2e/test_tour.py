from __future__ import annotations

import json
from pathlib import Path

from engine.project.store import Store

MEASURES = {
    "first_paint_ms", "open_project_ms", "key_to_paint_ms", "key_to_paint_ms_while_training",
    "scroll_frame_ms", "ui_gap_ms_while_training",
    "retrain_seconds", "highlight_first_ms", "highlight_seconds", "entities", "peak_rss_mb", "screenshots",
}  # fmt: skip


def test_the_tour_on_a_real_screen_does_every_step_too(gatelight, environment, tmp_path: Path, display: str) -> None:
    environment |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    ran = gatelight("tour", "--out", tmp_path / "tour")
    assert ran.returncode == 0, ran.stderr


def test_the_tour_takes_no_project_away(gatelight, tmp_path: Path) -> None:
    project = tmp_path / "sample.gatelight"
    Store.create(project).close()
    before = project.read_bytes()
    for arguments in (("--project", project), ()):
        ran = gatelight("tour", "--out", tmp_path, *arguments)
        assert ran.returncode == 1
        assert "choose another --out" in ran.stderr
    assert project.read_bytes() == before


def test_the_tour_does_every_step_and_leaves_everything(gatelight, tmp_path: Path) -> None:
    out = tmp_path / "tour"
    ran = gatelight("tour", "--out", out, "--json")
    assert ran.returncode == 0, ran.stderr
    measures = json.loads(ran.stdout)
    assert measures.keys() == MEASURES
    pictures = sorted(out.glob("*.png"))
    assert len(pictures) == measures["screenshots"] >= 10
    assert all(picture.stat().st_size > 5_000 for picture in pictures)
    assert (out / "sample.gatelight").is_file()
    assert (out / "model.onnx").is_file()
    assert "<html" in (out / "highlighted.html").read_text(encoding="utf-8")
    assert measures["entities"] > 0
    # Generous bounds: a stall that a person would notice, not a benchmark.
    assert measures["key_to_paint_ms"]["p50"] < 200
    assert measures["ui_gap_ms_while_training"]["p50"] < 50


def test_the_tour_takes_a_copy_of_a_project(gatelight, tmp_path: Path) -> None:
    text = tmp_path / "harbour.txt"
    text.write_text("Ada Brandt met Emil Vale in Quillport. They left on Monday.\n" * 30, encoding="utf-8")
    project = tmp_path / "mine.gatelight"
    assert gatelight("import", project, text).returncode == 0
    before = project.read_bytes()
    ran = gatelight("tour", "--out", tmp_path / "tour", "--project", project, "--json")
    # It has no labels yet, so the tour cannot go on; it says so, and the project itself is untouched.
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert project.read_bytes() == before
