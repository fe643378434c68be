from __future__ import annotations

from pathlib import Path

import pytest

from cli.main import main

CONLL = "Ada B-PER\nmet O\nBob B-PER\nin O\nParis B-LOC\n. O\n\nShe O\nleft O\nRome B-LOC\n. O\n"


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 annotated sentences."""
    path = tmp_path_factory.mktemp("source") / "a.conll"
    path.write_text("\n".join([CONLL] * 12), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def model(source: Path) -> Path:
    """A tagger that was trained for a moment."""
    path = source.with_name("m.onnx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "0")
        assert main(["train", str(source), "--out", str(path), "--epochs", "1"]) == 0
    return path
