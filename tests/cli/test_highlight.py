"""`gatelight highlight` over many files."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest

import cli.highlight
import engine.files
import export.crew
import export.highlighting
from cli.main import main
from engine.errors import UserError
from engine.text.document import Tokens
from export.entity_table import EntityTable
from export.runtime import Tagger

NAMES = {"Ada": "PER", "𝔅ob": "PER", "Paris": "first name"}
FORMATS = ("jsonl", "csv", "conll", "html", "brat")


class NameTagger:
    """Knows three names, wherever they stand; breaks at the word «crash»."""

    labels = ("PER", "first name")

    def tag_tokens(self, tokens: Tokens) -> EntityTable:
        entities = []
        for token in tokens:
            if token.form == "crash":
                raise ValueError("a\n b")
            if token.form in NAMES:
                entities.append((token.start, token.end, NAMES[token.form], 0.5))
        return EntityTable.of(tokens.text, self.labels, entities)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, where every tagger is the one that knows names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Tagger, "load", lambda _: NameTagger())
    monkeypatch.delenv("GATELIGHT_DEBUG", raising=False)
    return tmp_path


def put(path: Path, content: str | bytes = "Ada slept.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def highlight(*arguments: object) -> int:
    return main(["highlight", "m.onnx", *map(str, arguments)])


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def ids(lines: str) -> list[str]:
    return [json.loads(line)["id"] for line in lines.split("\n")[:-1]]


def test_a_folder_stands_for_its_texts_and_documents_are_named_by_where_they_are(here: Path, capsys) -> None:
    for name in ("texts/b.txt", "texts/a/x.txt", "texts/.hidden.txt", "texts/a/y.md", "c.txt"):
        put(here / name)
    put(here / "texts" / "picture.png", b"\x89PNG\r\n")
    assert highlight("c.txt", "texts") == 0
    captured = capsys.readouterr()
    assert ids(captured.out) == ["c", "a/x", "a/y", "b"]
    assert captured.err == "gatelight: 4 files done, 0 failed, 1 left out because not text.\n"


def test_one_file_is_done_without_a_word(here: Path, capsys) -> None:
    put(here / "a.txt")
    assert highlight("a.txt") == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["missing.txt", "empty"])
def test_one_file_that_fails_is_told_once(here: Path, capsys, name: str) -> None:
    (here / "empty").mkdir()
    assert highlight(name) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"gatelight: {name}: there is no ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("name", ["closed/a.txt", "closed"])
def test_what_may_not_be_looked_at_does_not_stop_the_others(here: Path, capsys, monkeypatch, name: str) -> None:
    put(here / "closed" / "a.txt")
    put(here / "b.txt")
    stat, read_bytes = os.stat, Path.read_bytes

    def refuse(path, *arguments, **options):
        if isinstance(path, (str, Path)) and Path(path) == Path("closed/a.txt"):
            raise PermissionError(13, "Permission denied")
        return stat(path, *arguments, **options)

    def closed(self: Path) -> bytes:
        if self.parent.name == "closed":
            raise PermissionError(13, "Permission denied")
        return read_bytes(self)

    monkeypatch.setattr(os, "stat", refuse)
    monkeypatch.setattr(Path, "read_bytes", closed)
    assert highlight(name, "b.txt") == 1
    captured = capsys.readouterr()
    assert ids(captured.out) == ["b"]
    told = "this folder cannot be looked into (Permission denied)" if name == "closed" else "this file may not be read"
    assert captured.err.startswith(f"gatelight: {name}: {told}; change its permissions.\n")


def test_a_file_named_twice_is_done_once(here: Path, capsys) -> None:
    put(here / "texts" / "a.txt")
    (here / "link.txt").symlink_to("texts/a.txt")
    assert highlight("texts/a.txt", "texts", here / "texts" / "a.txt", "link.txt") == 0
    assert ids(capsys.readouterr().out) == ["a"]


@pytest.mark.parametrize("format_name", FORMATS)
def test_bad_files_are_named_and_the_good_ones_are_done(here: Path, capsys, format_name: str) -> None:
    put(here / "a.txt")
    put(here / "b.png", b"\x89PNG\r\n")
    put(here / "c.conll", "Ada B-PER\nmet\nBob B-PER\n")
    put(here / "d.txt", " \n")
    put(here / "e.txt", "a crash")
    (here / "empty").mkdir()
    put(here / "z.txt", "Ada met 𝔅ob in Paris.")
    names = ("a.txt", "b.png", "c.conll", "d.txt", "e.txt", "empty", "missing.txt", "z.txt")
    assert highlight(*names, "--format", format_name, "--out", "out") == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    said = captured.err.split("\n")
    assert said[0] == "gatelight: empty: there is no text in this folder; choose another one, or the files."
    assert said[1].startswith("gatelight: b.png: it looks like a PNG picture")
    assert said[2].startswith("gatelight: c.conll, line 2: ")
    assert said[3] == "gatelight: d.txt: there is no text in it; choose another file."
    assert said[4] == "gatelight: e.txt: Gatelight made a mistake (ValueError: a b); please report it."
    assert said[5] == "gatelight: missing.txt: there is no such file; check the name."
    assert said[6:] == ["gatelight: 2 files done, 6 failed.", ""]
    out = here / "out"
    if format_name == "brat":
        assert names_in(out) == ["a.ann", "a.txt", "annotation.conf", "z.ann", "z.txt"]
    else:
        assert out.read_text().count("Ada") >= 2


@pytest.mark.parametrize("format_name", FORMATS[:-1])
def test_an_old_result_stays_when_every_file_failed(here: Path, capsys, format_name: str) -> None:
    put(here / "out", "old")
    put(here / "empty.txt", "")
    assert highlight("empty.txt", "gone.txt", "--format", format_name, "--out", "out") == 1
    assert (here / "out").read_text() == "old"
    assert capsys.readouterr().err.endswith("gatelight: 0 files done, 2 failed.\n")
    assert highlight("empty.txt", "--format", format_name) == 1
    assert capsys.readouterr().out == ""


def test_stdin_is_one_of_the_files(here: Path, capsys, monkeypatch) -> None:
    put(here / "a.txt")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Ada à Paris.".encode())))
    assert highlight("a.txt", "-", "-") == 0
    assert ids(capsys.readouterr().out) == ["a", "stdin"]


@pytest.mark.parametrize("format_name", FORMATS)
def test_positions_are_code_points(here: Path, capsys, format_name: str) -> None:
    put(here / "a.txt", "\ufeff😀 Ada met\r\n𝔅ob.\r\n")
    assert highlight("a.txt", "--format", format_name) == 0
    out = capsys.readouterr().out
    match format_name:
        case "jsonl":
            found = [(e["start"], e["end"], e["text"]) for e in json.loads(out)["entities"]]
            assert found == [(2, 5, "Ada"), (10, 13, "𝔅ob")]
        case "csv":
            assert "\r\na,2,5,PER,Ada,tagger,0.5\r\na,10,13,PER,𝔅ob,tagger,0.5\r\n" in out
        case "conll":
            assert re.findall(r"(\S+)\tB-PER", out) == ["Ada", "𝔅ob"]
            assert "DOCSTART" not in out
        case "html":
            assert "<title>a</title>" in out
        case "brat":
            assert out == "T1\tPER 2 5\tAda\nT2\tPER 10 13\t𝔅ob\n"


def test_columns_of_several_files_part_the_documents(here: Path, capsys) -> None:
    for name in "abc":
        put(here / f"{name}.txt")
    assert highlight("a.txt", "b.txt", "c.txt", "--format", "conll", "--out", "o.conll") == 0
    assert (here / "o.conll").read_text() == "-DOCSTART-\tO\n\nAda\tB-PER\nslept\tO\n.\tO\n\n" * 3
    assert highlight("o.conll") == 0
    assert ids(capsys.readouterr().out) == ["o 1", "o 2", "o 3"]


def test_files_of_the_same_name_are_told_apart(here: Path, capsys) -> None:
    for name, text in (("a/x.txt", "Ada one."), ("b/x.txt", "Ada two."), ("c/X.txt", "Ada three.")):
        put(here / name, text)
    assert highlight("a/x.txt", "b/x.txt", "c/X.txt", "--format", "csv") == 0
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))
    assert [row["document"] for row in rows] == ["x", "x 2", "X 3"]
    assert highlight("a/x.txt", "b/x.txt", "c/X.txt", "--format", "brat", "--out", "brat") == 0
    texts = {path.read_text() for path in (here / "brat").glob("*.txt")}
    assert texts == {"Ada one.", "Ada two.", "Ada three."}
    assert len(list((here / "brat").iterdir())) == 7


def test_brat_gets_a_folder_with_the_labels(here: Path, capsys) -> None:
    put(here / "texts" / "a.txt", "Ada saw\nParis.")
    assert highlight("texts", "--format", "brat", "--out", "new/brat") == 0
    assert (here / "new/brat/a.txt").read_text() == "Ada saw\nParis."
    assert (here / "new/brat/a.ann").read_text() == "T1\tPER 0 3\tAda\nT2\tfirst_x20_name 8 13\tParis\n"
    assert "PER\nfirst_x20_name\n" in (here / "new/brat/annotation.conf").read_text()


def test_brat_needs_a_folder_and_not_a_file(here: Path, capsys) -> None:
    put(here / "a.txt")
    put(here / "file", "old")
    assert highlight("a.txt", "--format", "brat", "--out", "file") == 1
    assert capsys.readouterr().err == "gatelight: file: this is a file; give the name of a folder.\n"
    assert (here / "file").read_text() == "old"


def test_brat_on_stdout_is_for_a_single_document(here: Path, capsys) -> None:
    put(here / "a.txt")
    put(here / "b.txt")
    put(here / "two.conll", "-DOCSTART- O\n\nAda B-PER\nmet O\n\n-DOCSTART- O\n\nBob B-PER\nmet O\n")
    for names in (("a.txt", "b.txt"), ("two.conll",)):
        assert highlight(*names, "--format", "brat") == 1
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        assert "--out" in captured.err


@pytest.mark.parametrize("out", ["texts", "texts/../texts"])
def test_brat_does_not_overwrite_the_texts_that_it_reads(here: Path, capsys, out: str) -> None:
    text = put(here / "texts" / "a.txt", "Ada\r\nslept.")
    assert highlight("texts", "--format", "brat", "--out", out) == 1
    assert "take the place" in capsys.readouterr().err
    assert text.read_bytes() == b"Ada\r\nslept."


def test_brat_does_not_overwrite_files_beside_what_it_reads(here: Path, capsys) -> None:
    put(here / "letters" / "report.docx", "Ada slept.")
    text, notes = put(here / "letters" / "report.txt", "old"), put(here / "letters" / "report.ann", "T1")
    for _ in range(2):
        assert highlight("letters/report.docx", "--format", "brat", "--out", "letters") == 1
        said = capsys.readouterr().err
        assert said.startswith("gatelight: letters: ")
        assert said.count("\n") == 1
    assert (text.read_text(), notes.read_text()) == ("old", "T1")
    assert names_in(here / "letters") == ["report.ann", "report.docx", "report.txt"]


def test_brat_writes_a_folder_of_its_own_again(here: Path, capsys) -> None:
    put(here / "a.txt", "Ada slept.")
    assert highlight("a.txt", "--format", "brat", "--out", "brat") == 0
    put(here / "a.txt", "Ada woke.")
    assert highlight("a.txt", "--format", "brat", "--out", "brat") == 0
    assert (here / "brat" / "a.txt").read_text() == "Ada woke."


def test_the_help_says_what_is_replaced_when(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["highlight", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "a file, replaced only when all is done; for brat a folder, whose files are written as" in said


@pytest.mark.parametrize(("format_name", "out"), [("jsonl", "texts/out.jsonl"), ("brat", "texts/brat")])
def test_a_result_within_the_folder_is_not_read_the_next_time(here: Path, capsys, format_name: str, out: str) -> None:
    put(here / "texts" / "a.txt")
    for _ in range(2):
        assert highlight("texts", "--format", format_name, "--out", out) == 0
    assert "failed" not in capsys.readouterr().err


@pytest.mark.parametrize("format_name", FORMATS[:-1])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), UserError("the disk is full")])
def test_an_old_result_stays_when_the_work_breaks_off(
    here: Path, monkeypatch, capsys, format_name: str, error: BaseException
) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        put(here / name)
    put(here / "out", "old")
    read = export.highlighting.read_file

    def reading(path: Path):
        if path.name == "c.txt" and isinstance(error, KeyboardInterrupt):
            raise error
        return read(path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export.highlighting, "read_file", reading)
    if isinstance(error, UserError):
        monkeypatch.setattr(engine.files.os, "fsync", full)
    assert highlight("a.txt", "b.txt", "c.txt", "--format", format_name, "--out", "out") in (1, 130)
    assert (here / "out").read_text() == "old"
    assert names_in(here) == ["a.txt", "b.txt", "c.txt", "out"]
    assert re.search("stopped|the disk is full", capsys.readouterr().err)


def peak_of(*arguments: object) -> int:
    """Give the most memory that a run has taken.

    Of two runs, one shows it: pathlib interns the parts of all paths, and now and then Python's table of interned
    strings is laid out anew, which takes 4 MB for a moment once so many modules are loaded.
    """
    tracemalloc.start()
    assert highlight(*arguments) == 0
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("format_name", ["jsonl", "csv", "conll", "brat"])
def test_memory_does_not_grow_with_the_number_of_files(here: Path, format_name: str, capsys) -> None:
    for number in range(200):
        put(here / "texts" / f"{number:03}.txt", "Ada slept in Paris. " * 30)
    peaks = []
    for files in (sorted((here / "texts").iterdir())[:20], [here / "texts"]):
        highlight(files[0], "--format", format_name, "--out", "warm")
        peaks.append(min(peak_of(*files, "--format", format_name, "--out", "out") for _ in range(2)))
    # With 180 documents more, their texts alone are 108 kB, and what is found in them is well above 1 MB.
    assert peaks[1] - peaks[0] < 200_000


def test_each_document_goes_to_stdout_as_soon_as_it_is_done(here: Path, monkeypatch, capsys) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        put(here / name)
    seen: list[int] = []
    read = export.highlighting.read_file

    def reading(path: Path):
        seen.append(len(ids(sys.stdout.getvalue())))  # type: ignore[attr-defined]
        return read(path)

    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(export.highlighting, "read_file", reading)
    assert highlight("a.txt", "b.txt", "c.txt") == 0
    assert seen == [0, 1, 2]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_that_errors_do_not_run_into(here: Path, monkeypatch) -> None:
    put(here / "a.txt")
    put(here / "b.txt", "")
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert highlight("a.txt", "b.txt", "--out", "o.jsonl") == 1
    said = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "░ 1 of 2 · a.txt" in said
    assert "\r\x1b[Kgatelight: b.txt: there is no text in it; choose another file.\n" in said
    assert said.endswith("gatelight: 1 file done, 1 failed.\n")


def test_no_bar_is_drawn_into_results_on_a_terminal(here: Path, monkeypatch) -> None:
    put(here / "a.txt")
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert highlight("a.txt") == 0
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]


# --- with a real tagger, in a process of its own ---

JOBS = pytest.mark.parametrize("jobs", [1, 2])


def start(*arguments: object, cwd: Path, **environment: str) -> subprocess.Popen[bytes]:
    """Run it in a session of its own, so that a signal can go to all of its processes as a terminal sends it."""
    environment = os.environ | {"PYTHONPATH": str(Path(cli.highlight.__file__).parents[1])} | environment
    command = [sys.executable, "-m", "cli", "highlight", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=cwd, env=environment, stdout=pipe, stderr=pipe, start_new_session=True)


def many(folder: Path, count: int = 400) -> Path:
    for number in range(count):
        put(folder / f"{number:03}.txt", "Ada met Bob in Paris. " * 200)
    return folder


def processes_of(session: int) -> list[int]:
    """Give the processes of a session that are still there."""
    left = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, its_session = stat.read_text().rpartition(") ")[2].split()[:4]
            if int(its_session) == session and state != "Z":
                left.append(int(stat.parent.name))
    return sorted(left)


def gone(session: int, seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while processes_of(session) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not processes_of(session)


def writing(folder: Path, ran: subprocess.Popen[bytes]) -> None:
    """Wait until the first result is there."""
    deadline = time.monotonic() + 60
    while not list(folder.glob(".gatelight-*")) and time.monotonic() < deadline and ran.poll() is None:
        time.sleep(0.01)
    time.sleep(0.1)


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_result_is_the_same_for_any_number_of_jobs(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, format_name: str
) -> None:
    monkeypatch.setattr(export.crew, "ENOUGH_FOR_ONE", 100_000)
    texts = many(tmp_path / "texts", 20)
    put(texts / "0.txt", f"Ada met Bob in Paris. {'0' * 200}\n" * (export.highlighting.SHORT // 200))
    put(texts / "2.png", b"\x89PNG\r\n")
    put(texts / "3.conll", "Ada B-PER\nmet\n")
    put(texts / "4.conll", "Ada B-PER\nmet O\n\n" * 1100)
    said, contents = [], []
    for jobs in (1, 2, 3):
        out = tmp_path / str(jobs)
        code = main(["highlight", str(model), str(texts), "--format", format_name, "--out", str(out), f"--jobs={jobs}"])
        assert code == 1
        said.append(capsys.readouterr().err)
        files = sorted(out.iterdir()) if out.is_dir() else [out]
        contents.append([(path.name * out.is_dir(), path.read_bytes()) for path in files])
    assert said[0] == said[1] == said[2]
    assert said[0].endswith("gatelight: 22 files done, 1 failed, 1 left out because not text.\n")
    assert contents[0] == contents[1] == contents[2]
    assert sum(len(content) for _, content in contents[0]) > 100_000


def test_jobs_are_above_zero(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["highlight", "m.onnx", "a.txt", "--jobs", "0"])
    assert "0 is not above zero" in capsys.readouterr().err


@pytest.mark.parametrize("bad", [b"no tagger", None])
def test_what_is_wrong_with_the_model_is_told_once_for_many_jobs(tmp_path: Path, capsys, bad: bytes | None) -> None:
    if bad is not None:
        put(tmp_path / "m.onnx", bad)
    assert main(["highlight", str(tmp_path / "m.onnx"), str(many(tmp_path / "texts")), "--jobs", "2"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"gatelight: {tmp_path / 'm.onnx'}: ")
    assert captured.err.count("\n") == 1


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_worker_that_is_killed_costs_its_files_only(model: Path, tmp_path: Path) -> None:
    texts = many(tmp_path / "texts")
    with start(model, texts, "--jobs", "2", "--out", "o.jsonl", cwd=tmp_path) as ran:
        assert ran.stderr is not None
        writing(tmp_path, ran)
        _, _, first, *_ = processes_of(ran.pid)  # behind itself and Python's resource tracker
        os.kill(first, signal.SIGSTOP)
        time.sleep(0.5)  # until it has been given something to do
        os.kill(first, signal.SIGKILL)
        said = ran.stderr.read().decode().splitlines()
        assert ran.wait(120) == 1
    assert re.fullmatch(r"gatelight: 399 files done, 1 failed\.", said.pop())
    assert re.fullmatch(r"gatelight: .*\d\d\d\.txt: the process that read it was ended, .*\.", said.pop())
    assert said == []
    assert (tmp_path / "o.jsonl").read_text().count("\n") == 399
    assert gone(ran.pid)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP"])
def test_no_process_is_left_when_the_program_is_killed(model: Path, tmp_path: Path, name: str) -> None:
    with start(model, many(tmp_path / "texts"), "--jobs", "2", "--out", "o.jsonl", cwd=tmp_path) as ran:
        writing(tmp_path, ran)
        assert len(processes_of(ran.pid)) >= 3
        ran.send_signal(getattr(signal, name))
        ran.wait(60)
        assert ran.stderr is not None
        assert ran.stderr.read() == b""
    assert gone(ran.pid)


@JOBS
@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
def test_a_reader_that_goes_away_ends_it_quietly(model: Path, tmp_path: Path, jobs: int) -> None:
    with start(model, many(tmp_path / "texts"), "--jobs", jobs, cwd=tmp_path) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        assert json.loads(ran.stdout.readline())["id"] == "000"
        ran.stdout.close()
        assert ran.stderr.read() == b""
        assert ran.wait(60) == 0


@JOBS
@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.skipif(os.name == "nt", reason="signals are otherwise there")
def test_ctrl_c_leaves_no_half_file_and_no_process(model: Path, tmp_path: Path, jobs: int, wait: bool) -> None:
    texts, out = many(tmp_path / "texts"), put(tmp_path / "out.jsonl", "old")
    with start(model, texts, "--out", out, "--jobs", jobs, cwd=tmp_path) as ran:
        assert ran.stderr is not None
        if wait:
            writing(tmp_path, ran)
        else:  # while the others are only starting
            deadline = time.monotonic() + 60
            while len(processes_of(ran.pid)) < 2 * jobs - 1 and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(0.4 if jobs == 1 else 0.1)
        os.killpg(ran.pid, signal.SIGINT)
        began = time.monotonic()
        assert ran.stderr.read() == b"gatelight: stopped.\n"
        assert ran.wait(60) == 130
    assert time.monotonic() - began < 10
    assert gone(ran.pid)
    assert out.read_text() == "old"
    assert names_in(tmp_path) == ["out.jsonl", "texts"]
