from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import main

CONLL = "Ada B-PER\nmet O\nBob B-PER\nin O\nParis B-LOC\n. O\n\nShe O\nleft O\nRome B-LOC\n. O\n"


def corpus(path: Path, times: int = 12) -> Path:
    path.write_text("\n".join([CONLL] * times), encoding="utf-8")
    return path


def test_import_makes_a_project_and_info_counts_it(tmp_path: Path, capsys) -> None:
    source = corpus(tmp_path / "a.conll", 2)
    project = tmp_path / "p.gatelight"
    assert main(["import", str(project), str(source), "--json"]) == 0
    ledger = json.loads(capsys.readouterr().out)
    assert (ledger["spans_in"], ledger["spans_out"]) == (8, 8)
    assert main(["info", str(project), "--json"]) == 0
    info = json.loads(capsys.readouterr().out)
    assert {
        "documents",
        "sentences",
        "tokens",
        "spans",
        "labels",
        "states",
        "taggers",
        "revision",
        "schema_version",
    } == set(info)
    assert (info["documents"], info["sentences"], info["tokens"], info["spans"]) == (1, 4, 20, 8)


def test_a_project_exports_what_was_imported(tmp_path: Path, capsys) -> None:
    source, out = corpus(tmp_path / "a.conll", 1), tmp_path / "out.conll"
    project = tmp_path / "p.gatelight"
    main(["import", str(project), str(source)])
    assert main(["export", str(project), "--format", "conll", "--out", str(out)]) == 0
    assert main(["convert", str(out), str(tmp_path / "again.conll"), "--json"]) == 0
    assert out.read_text() == (tmp_path / "again.conll").read_text()
    assert out.read_text().split() == CONLL.split()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "png picture"),
        (b"Ada B-PER\nmet\nBob B-PER\n", "line 2"),
    ],
)
def test_bad_files_get_one_sentence_and_leave_no_project(tmp_path: Path, capsys, content: bytes, words: str) -> None:
    bad = tmp_path / "bad.conll"
    bad.write_bytes(content)
    project = tmp_path / "p.gatelight"
    assert main(["import", str(project), str(bad)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "bad.conll" in captured.err
    assert words in captured.err.lower()
    assert not project.exists()


def test_a_missing_model_gets_one_sentence(tmp_path: Path, capsys) -> None:
    assert main(["highlight", str(tmp_path / "no.onnx"), str(tmp_path / "no.txt")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_wrong_use_ends_with_two(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["train"])
    assert ended.value.code == 2


def test_train_evaluate_highlight_and_info_go_together(tmp_path: Path, capsys) -> None:
    source, model = corpus(tmp_path / "a.conll"), tmp_path / "m.onnx"
    assert main(["train", str(source), "--out", str(model), "--epochs", "40", "--dev", str(source), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert set(facts) == {
        "f1", "precision", "recall", "token_accuracy", "held_out", "sentences", "spans", "epochs", "train_seconds",
        "export_seconds", "model_bytes", "seed",
    }  # fmt: skip
    assert facts["held_out"] == "dev"
    assert facts["sentences"] == 24
    assert facts["model_bytes"] == model.stat().st_size

    assert main(["evaluate", str(model), str(source), "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert measured["f1"] == pytest.approx(facts["f1"])
    assert measured["f1"] > 0.9
    assert set(measured["per_label"]) == {"PER", "LOC"}
    assert set(measured["per_label"]["PER"]) == {"precision", "recall", "f1", "support"}
    assert measured["tokens"] == 120
    assert measured["tokens_per_second"] > 0

    text = tmp_path / "t.txt"
    text.write_text("Ada met Bob in Paris.", encoding="utf-8")
    assert main(["highlight", str(model), str(text)]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["text"] == "Ada met Bob in Paris."
    for entity in line["entities"]:
        assert line["text"][entity["start"] : entity["end"]] == entity["text"]
        assert 0.0 <= entity["confidence"] <= 1.0
    assert {entity["text"] for entity in line["entities"]} == {"Ada", "Bob", "Paris"}

    for kind, sign in (("html", "<html"), ("conll", "B-PER")):
        out = tmp_path / f"o.{kind}"
        assert main(["highlight", str(model), str(text), "--format", kind, "--out", str(out)]) == 0
        assert sign in out.read_text(encoding="utf-8")

    assert main(["info", str(model), "--json"]) == 0
    assert {"labels", "features", "metrics", "model_bytes", "created"} == set(json.loads(capsys.readouterr().out))


def test_only_the_first_sentences_count_as_labelled(tmp_path: Path, capsys) -> None:
    source, model = corpus(tmp_path / "a.conll"), tmp_path / "m.onnx"
    arguments = ["train", str(source), "--out", str(model), "--epochs", "1", "--sentences", "9", "--json"]
    assert main(arguments) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["sentences"], facts["held_out"]) == (9, "split")


def test_stdin_is_read_for_a_dash(tmp_path: Path, capsys, monkeypatch) -> None:
    import io
    import sys

    source, model = corpus(tmp_path / "a.conll"), tmp_path / "m.onnx"
    main(["train", str(source), "--out", str(model), "--epochs", "1"])
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Ada est à Paris.".encode())))
    assert main(["highlight", str(model), "-"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "Ada est à Paris."
