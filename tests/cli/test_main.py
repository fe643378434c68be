from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import cli.corpus
import cli.taggers
from cli.main import main
from cli.taggers import why_not_int8
from engine.project.store import Store
from engine.tagger.events import TrainingConfig
from engine.tagger.metrics import Metrics, Score
from export.runtime import Tagger

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
        "tagger_list",
        "revision",
        "schema_version",
    } == set(info)
    assert (info["documents"], info["sentences"], info["tokens"], info["spans"]) == (1, 4, 20, 8)


def test_info_lists_the_taggers_of_a_project(tmp_path: Path, capsys) -> None:
    project = tmp_path / "p.gatelight"
    metrics = Metrics(Score(0.8, 0.7, 0.75, 40), {}, 0.97, 12, 200, 0.04)
    with Store.create(project) as store:
        for revision in (0, 120, None):
            info = {"spans": 33, "held_out": "none" if revision == 0 else "split"}
            store.save_tagger(b"onnx" * 50_000, metrics.to_json(), 7, revision, info)
        store.rename_tagger(3, "news")
        store.keep_tagger(2, kept=True)
        store.use_tagger(2)
        store.clean_up()
    assert main(["info", str(project)]) == 0
    lines = capsys.readouterr().out.splitlines()
    taggers = [line.split("  ") for line in lines[lines.index("") + 2 :]]
    told = [[cell.strip() for cell in line if cell] for line in taggers]
    assert [(name, *rest) for name, _, *rest in told] == [
        ("news", "0.750 ± 0.040", "33", "elsewhere", "figures only"),
        ("Tagger 2 (in use, kept)", "0.750 ± 0.040", "33", "120", "0.2 MB"),
        ("Tagger 1", "–", "33", "0", "figures only"),
    ]
    assert main(["info", str(project), "--json"]) == 0
    info = json.loads(capsys.readouterr().out)
    assert info["taggers"] == 3
    listed = [(t["number"], t["revision"], t["bytes"], t["in_use"]) for t in info["tagger_list"]]
    assert listed == [(3, None, None, False), (2, 120, 200_000, True), (1, 0, None, False)]
    assert info["tagger_list"][0]["metrics"]["f1"] == 0.75


def test_info_tells_the_metrics_of_a_model_as_a_table(model: Path, capsys) -> None:
    assert main(["info", str(model), "--json"]) == 0
    metrics = json.loads(capsys.readouterr().out)["metrics"]
    assert main(["info", str(model)]) == 0
    lines = capsys.readouterr().out.splitlines()
    table = [line.split() for line in lines[lines.index("") + 5 :]]
    assert lines[lines.index("") + 1].startswith(f"measured on {metrics['sentences']} sentences")
    assert table[0][:2] == ["all", "labels"]
    assert {row[0]: row[1:] for row in table[1:]} == {
        name: [f"{s['f1']:.3f}", f"{s['precision']:.3f}", f"{s['recall']:.3f}", str(s["support"])]
        for name, s in metrics["per_label"].items()
    }


def test_a_project_exports_what_was_imported(tmp_path: Path, capsys) -> None:
    source, out = corpus(tmp_path / "a.conll", 1), tmp_path / "out.conll"
    project = tmp_path / "p.gatelight"
    main(["import", str(project), str(source)])
    assert main(["export", str(project), "--format", "conll", "--out", str(out)]) == 0
    assert capsys.readouterr().out.endswith("made from revision 1\n")
    assert main(["export", str(project), "--format", "conll", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["revision"] == 1
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


def test_in_int8_what_was_measured_is_what_is_reached_too(tmp_path: Path, capsys) -> None:
    source, model = corpus(tmp_path / "a.conll"), tmp_path / "m.onnx"
    options = ["--out", str(model), "--epochs", "40", "--dev", str(source), "--int8", "--json"]
    assert main(["train", str(source), *options]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert main(["evaluate", str(model), str(source), "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert measured["f1"] == facts["f1"] == facts["lstm"]["f1_" + facts["lstm"]["precision"]]


def test_why_a_tagger_is_not_in_int8_is_said(tmp_path: Path, capsys) -> None:
    source = tmp_path / "a.conll"
    source.write_text("Ada B-PER\nslept O\n\nBob B-PER\nleft O\n", encoding="utf-8")
    assert main(["train", str(source), "--out", str(tmp_path / "m.onnx"), "--epochs", "1", "--int8", "--json"]) == 0
    captured = capsys.readouterr()
    assert "too few sentences to measure int8 on" in captured.err
    assert json.loads(captured.out)["lstm"] == {"precision": "fp32"}
    measured = {"precision": "fp32", "f1_fp32": 0.8, "f1_int8": 0.75, "agreement": 0.981}
    assert why_not_int8(measured).endswith("in int8 it has F1 0.750 instead of 0.800, and 98.1% of its entities.")


def test_train_evaluate_highlight_and_info_go_together(tmp_path: Path, capsys) -> None:
    source, model = corpus(tmp_path / "a.conll"), tmp_path / "m.onnx"
    assert main(["train", str(source), "--out", str(model), "--epochs", "40", "--dev", str(source), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert set(facts) == {
        "f1", "precision", "recall", "token_accuracy", "calibration_error", "held_out", "lstm", "sentences", "spans",
        "epochs", "train_seconds", "first_tagger_seconds", "export_seconds", "model_bytes", "seed",
    }  # fmt: skip
    assert facts["held_out"] == "dev"
    assert facts["sentences"] == 24
    assert facts["model_bytes"] == model.stat().st_size

    assert main(["evaluate", str(model), str(source), "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert measured["f1"] == facts["f1"], "to the digit"
    assert facts["lstm"] == {"precision": "fp32"}
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
    described = json.loads(capsys.readouterr().out)
    assert set(described) == {"labels", "features", "lstm", "metrics", "model_bytes", "created"}
    assert described["lstm"] == facts["lstm"]


def test_only_the_first_sentences_count_as_labelled(tmp_path: Path, capsys) -> None:
    source, model = corpus(tmp_path / "a.conll"), tmp_path / "m.onnx"
    arguments = ["train", str(source), "--out", str(model), "--epochs", "1", "--sentences", "9", "--json"]
    assert main(arguments) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["sentences"], facts["held_out"]) == (9, "split")


def test_stdin_is_read_for_a_dash(model: Path, capsys, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Ada est à Paris.".encode())))
    assert main(["highlight", str(model), "-"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "Ada est à Paris."


def test_too_few_sentences_are_measured_on_themselves_and_that_is_said(tmp_path: Path, capsys) -> None:
    arguments = ["train", str(corpus(tmp_path / "a.conll", 1)), "--out", str(tmp_path / "m.onnx"), "--epochs", "1"]
    assert main([*arguments, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["held_out"] == "none"
    assert facts["seed"] == TrainingConfig().seed, "the window's Retrain has the same"
    assert main(arguments) == 0
    assert "measured on the training sentences" in capsys.readouterr().out


@pytest.mark.parametrize("out", ["missing/m.onnx", "."])
def test_a_place_that_cannot_be_written_to_is_found_before_training(
    tmp_path: Path, monkeypatch, capsys, out: str
) -> None:
    monkeypatch.setattr(cli.taggers, "read_corpus", lambda _: pytest.fail("it began to read"))
    assert main(["train", "a.conll", "--out", str(tmp_path / out)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_tokens_a_second_are_those_of_tagging_alone(source: Path, model: Path, monkeypatch, capsys) -> None:
    clock = [0.0]
    tags_of, compare = Tagger.tags_of, cli.taggers.compare

    def tagging(*arguments):
        clock[0] += 2.0
        return tags_of(*arguments)

    def comparing(*arguments):
        clock[0] += 100.0
        return compare(*arguments)

    monkeypatch.setattr(cli.taggers, "time", SimpleNamespace(perf_counter=lambda: clock[0]))
    monkeypatch.setattr(Tagger, "tags_of", tagging)
    monkeypatch.setattr(cli.taggers, "compare", comparing)
    assert main(["evaluate", str(model), str(source), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tokens_per_second"] == 60


def test_another_process_with_other_hashes_gives_the_same_bytes(source: Path, model: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.onnx"
    ran = gatelight("train", source, "--out", again, "--epochs", "1", PYTHONHASHSEED="7", SOURCE_DATE_EPOCH="0")
    assert ran.returncode == 0, ran.stderr
    assert again.read_bytes() == model.read_bytes()


# --- nothing ends in a traceback ---


def gatelight(*arguments: object, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own."""
    root = Path(cli.corpus.__file__).parents[1]
    environment = os.environ | {"PYTHONPATH": str(root)} | variables
    command = [sys.executable, "-m", "cli", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "new.gatelight", "."],
        ["import", ".", "a.conll"],
        ["export", ".", "--format", "conll", "--out", "o.conll"],
        ["convert", ".", "o.conll"],
        ["convert", "a.conll", "."],
        ["train", ".", "--out", "n.onnx"],
        ["train", "a.conll", "--out", "."],
        ["train", "a.conll", "--out", "n.onnx", "--dev", "."],
        ["train", "a.conll", "--out", "n.onnx", "--unlabelled", "."],
        ["evaluate", "m.onnx", "."],
        ["evaluate", ".", "a.conll"],
        ["highlight", "m.onnx", "a.conll", "--out", "."],
        ["highlight", ".", "a.conll"],
        ["info", "."],
        ["info", "a.conll"],
    ],
)
def test_a_folder_in_the_place_of_a_file_is_one_sentence(
    source: Path, model: Path, monkeypatch, capsys, arguments: list[str]
) -> None:
    monkeypatch.chdir(source.parent)
    before = set(source.parent.iterdir())
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("gatelight: ")
    assert captured.err.count("\n") == 1
    assert "mistake" not in captured.err
    assert set(source.parent.iterdir()) == before


def fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def info(_options: object) -> int:
        raise error

    monkeypatch.setattr(cli.corpus, "info", info)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (TypeError("a\n b"), "Gatelight made a mistake (TypeError: a b); please report it."),
        (MemoryError(), "There is not enough memory; close other programs or take smaller files."),
        (
            OSError(28, "No space left on device"),
            "The system refused to read or write (No space left on device); check the disk and the permissions.",
        ),
    ],
)
def test_whatever_goes_wrong_is_one_sentence(monkeypatch, capsys, error: Exception, sentence: str) -> None:
    monkeypatch.delenv("GATELIGHT_DEBUG", raising=False)
    fail_with(monkeypatch, error)
    assert main(["info", "x"]) == 1
    assert capsys.readouterr().err == f"gatelight: {sentence}\n"


def test_the_traceback_of_a_bug_is_shown_when_asked_for(monkeypatch, capsys) -> None:
    monkeypatch.setenv("GATELIGHT_DEBUG", "1")
    fail_with(monkeypatch, TypeError("a"))
    assert main(["info", "x"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_output_is_utf8_whatever_the_terminal_says(model: Path, tmp_path: Path) -> None:
    text = tmp_path / "日本.txt"
    text.write_text("Zoë slept in 東京.", encoding="utf-8")
    ran = gatelight("highlight", model, text, PYTHONIOENCODING="latin-1")
    assert ran.returncode == 0, ran.stderr
    line = json.loads(ran.stdout.decode("utf-8"))
    assert (line["id"], line["text"]) == ("日本", "Zoë slept in 東京.")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are not text")
def test_a_lone_surrogate_comes_out_as_json_can_read_it(model: Path, tmp_path: Path) -> None:
    name = os.fsdecode(b"br\xfccke")
    (tmp_path / f"{name}.txt").write_text("Ada slept.", encoding="utf-8")
    ran = gatelight("highlight", model, tmp_path / f"{name}.txt")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout.decode("utf-8"))["id"] == name


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_behind_stdout_is_one_sentence(model: Path) -> None:
    command = [sys.executable, "-m", "cli", "info", str(model)]
    root = Path(cli.corpus.__file__).parents[1]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(command, cwd=root, stdout=full, stderr=subprocess.PIPE, timeout=120, check=False)
    assert ran.returncode == 1
    assert ran.stderr.count(b"\n") == 1
    assert b"No space left on device" in ran.stderr


def test_open_is_a_command_like_any_other(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["open", "--help"])
    assert ended.value.code == 0
    assert "PROJECT" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["train", "convert", "highlight"])
def test_nothing_takes_the_place_of_what_it_is_made_from(tmp_path: Path, capsys, command: str) -> None:
    source, model = corpus(tmp_path / "a.conll"), tmp_path / "m.onnx"
    if command == "highlight":
        main(["train", str(source), "--out", str(model), "--epochs", "1"])
    arguments = {
        "train": ["train", source, "--out", source],
        "convert": ["convert", source, source],
        "highlight": ["highlight", model, source, "--out", source],
    }
    before = source.read_bytes()
    capsys.readouterr()
    assert main(list(map(str, arguments[command]))) == 1
    assert "take the place" in capsys.readouterr().err
    assert source.read_bytes() == before


def test_nothing_takes_the_place_of_a_project(tmp_path: Path, capsys) -> None:
    source, project = corpus(tmp_path / "a.conll"), tmp_path / "p.gatelight"
    main(["import", str(project), str(source)])
    before = project.read_bytes()
    for arguments in (
        ["export", project, "--format", "conll", "--out", project],
        ["train", source, "--out", project],
        ["convert", source, project, "--to", "conll"],
    ):
        assert main(list(map(str, arguments))) == 1
    assert project.read_bytes() == before


def test_a_seed_out_of_range_and_an_unknown_ending_get_a_sentence(tmp_path: Path, capsys) -> None:
    source = corpus(tmp_path / "a.conll")
    with pytest.raises(SystemExit) as ended:
        main(["train", str(source), "--out", str(tmp_path / "m.onnx"), "--seed", "-5"])
    assert ended.value.code == 2
    assert main(["convert", str(source), str(tmp_path / "a.json")]) == 1
    assert "--to" in capsys.readouterr().err


def test_a_label_that_no_project_could_hold_is_refused_with_its_file(tmp_path: Path, capsys) -> None:
    source = tmp_path / "odd.conll"
    source.write_text("Ada B-\u202eREP\nmet O\n\n" * 3, encoding="utf-8")
    assert main(["import", str(tmp_path / "p.gatelight"), str(source)]) == 1
    error = capsys.readouterr().err
    assert "odd.conll" in error
    assert "direction" in error
