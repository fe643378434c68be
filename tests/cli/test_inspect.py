from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
import pytest

from cli import inspecting
from cli.main import main
from engine.tagger.batching import MAX_SENTENCE
from engine.tagger.trace import ScoreParts, saturation
from export.runtime import Tagger
from export.textbook import read_textbook

TEXT = "Ada met Bob in Paris. She left."


def facts(model: Path, text: str, capsys: pytest.CaptureFixture[str]) -> dict:
    assert main(["inspect", str(model), "--text", text, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_has_every_number_of_every_sentence(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told, tagger, textbook = facts(model, TEXT, capsys), Tagger.load(model), read_textbook(model.read_bytes())
    assert (told["units"], told["precision"], told["tags"]) == (textbook.units, "fp32", list(textbook.tagset.tags))
    assert [[token["form"] for token in sentence["tokens"]] for sentence in told["sentences"]] == [
        ["Ada", "met", "Bob", "in", "Paris", "."],
        ["She", "left", "."],
    ]
    for sentence in told["sentences"]:
        tokens = sentence["tokens"]
        forms = [token["form"] for token in tokens]
        assert [TEXT[token["start"] : token["end"]] for token in tokens] == forms
        assert [token["tag"] for token in tokens] == tagger.tags_of([forms])[0]
        trace = textbook.trace(forms)
        np.testing.assert_array_equal(np.float32([token["scores"] for token in tokens]), trace.emissions)
        for number, token in enumerate(tokens):
            parts, tag = dict(token["parts"]), int(trace.path[number])
            total = parts.pop("total")
            assert parts == asdict(textbook.score_parts(trace, number, tag))
            assert total == pytest.approx(sum(parts.values()))
            of_the_token = parts["lstm"] + parts["bias"] + parts["direct"]
            assert of_the_token == pytest.approx(token["scores"][tag], abs=1e-5)
        (layer,) = sentence["layers"]
        assert list(layer) == ["forward", "backward"]
        for direction, gates in layer.items():
            assert list(gates) == ["f", "i", "g", "o", "c", "h"]
            for name, values in gates.items():
                np.testing.assert_array_equal(np.float32(values), getattr(getattr(trace, direction), name))
        hidden = np.concatenate([layer["forward"]["h"], layer["backward"]["h"]], axis=1)
        difference = np.abs(hidden - tagger.hidden(forms)).max()
        assert sentence["h_difference"] == pytest.approx(difference, abs=1e-7)
        assert difference < 1e-5


def test_for_a_person_it_prints_a_line_for_each_token(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(model), "--text", "Ada met Bob in Paris."]) == 0
    lines = capsys.readouterr().out.splitlines()
    textbook = read_textbook(model.read_bytes())
    trace = textbook.trace(["Ada", "met", "Bob", "in", "Paris", "."])
    assert lines[0] == f"one layer of {textbook.units} units in each direction, in fp32"
    for number, (name, gates) in enumerate((("forward", trace.forward), ("backward", trace.backward))):
        (heading,) = (n for n, line in enumerate(lines) if line.startswith(name))
        assert lines[heading].split()[:8] == [name, "tag", "f", "i", "|g|", "o", "|c|", "|h|"]
        for token, line in enumerate(lines[heading + 1 : heading + 7]):
            form, tag, *means = line.split()[:8]
            assert (form, tag) == (trace.forms[token], textbook.tagset.tags[trace.path[token]])
            assert means == [f"{np.abs(getattr(gates, gate)[token]).mean():.2f}" for gate in "figoch"]
            added = textbook.contributions(trace, token, int(trace.path[token])).reshape(2, -1)[number]
            first = int(np.abs(added).argmax())
            assert f" {first}: {added[first]:+.2f}" in line
    (heading,) = (n for n, line in enumerate(lines) if line.startswith("score "))
    names = lines[heading].split()
    assert names == ["score", "tag", *(field.name for field in fields(ScoreParts)), "total"]
    for token, line in enumerate(lines[heading + 1 : heading + 7]):
        form, tag, *numbers = line.split()
        parts = textbook.score_parts(trace, token, int(trace.path[token]))
        assert (form, tag) == (trace.forms[token], textbook.tagset.tags[trace.path[token]])
        assert numbers == [f"{getattr(parts, name):+.2f}" for name in names[2:]]
    (heading,) = (n for n, line in enumerate(lines) if line.startswith("saturated"))
    assert [line.split()[0] for line in lines[heading + 1 : heading + 4]] == ["f", "i", "o"]
    shares = [*saturation(trace.forward.f), *saturation(trace.backward.f)]
    assert lines[heading + 1].split()[1:] == [f"{share:.0%}" for share in shares]
    assert lines[-1].startswith("h differs from that of ONNX Runtime by at most ")
    assert lines[-1].endswith(" (allowed: 1e-05)")
    assert all(len(line) <= 100 for line in lines)


def test_each_sentence_has_tables_of_its_own(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(model), "--text", TEXT]) == 0
    out = capsys.readouterr().out
    assert out.count("\nforward ") == out.count("\nbackward ") == out.count("\nsaturated ") == 2
    assert out.count("forget gate") == 1


def test_a_very_long_text_is_read_as_the_tagger_reads_it(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = facts(model, "Bob met Ada in Paris and " * 200, capsys)["sentences"]
    assert max(len(sentence["tokens"]) for sentence in told) <= MAX_SENTENCE, "else a tagger reads it in parts"


def test_a_token_cannot_steer_a_terminal_or_widen_the_table(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inspecting.form_shown("a\x1b[2Jb") == "a\ufffd[2Jb"
    assert main(["inspect", str(model), "--text", "\x1b[31m " + "long" * 100]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "longlonglonglonglon…" in out
    assert facts(model, "\ud800 x", capsys)["sentences"][0]["tokens"][-1]["form"] == "x"


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0"])
def test_a_text_without_a_token_is_told_so(model: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    for flags in ([], ["--json"]):
        assert main(["inspect", str(model), "--text", text, *flags]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err == 'gatelight: There is no token in the text; give a sentence, as in --text "Ada met Bob".\n'


def test_a_file_that_is_no_tagger_is_told_as_by_other_commands(
    tmp_path: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (tmp_path / "none.onnx", source):
        sentences = []
        for command in (["inspect", str(path), "--text", "Ada"], ["evaluate", str(path), str(source)]):
            assert main(command) == 1
            sentences.append(capsys.readouterr().err)
        assert sentences[0] == sentences[1]
        assert sentences[0].startswith(f"gatelight: {path}: ")


def test_without_a_text_it_is_wrong_use(model: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["inspect", str(model)])
    assert ended.value.code == 2


def test_it_needs_neither_qt_nor_torch_nor_onnx(model: Path) -> None:
    code = (
        "import sys; from cli.main import main; main(sys.argv[1:]); "
        "print({name.partition('.')[0] for name in sys.modules} & {'PySide6', 'torch', 'onnx'}, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "inspect", str(model), "--text", "Ada"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == "set()\n"
