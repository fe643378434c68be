from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from pickle import PicklingError

import pytest

import export.worker
from engine.errors import FormatError, ModelFileError
from export.onnx_graph import to_onnx
from export.worker import Worker, WorkerEndedError, WorkerStartError

MakeTask = Callable[[str], Callable[..., object]]
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals are otherwise there")


@pytest.fixture(scope="module")
def model(random_tagger) -> bytes:
    return to_onnx(random_tagger())


@pytest.fixture(scope="module")
def worker(model: bytes) -> Iterator[Worker]:
    made = Worker(model)
    yield made
    made.end()
    made.join()


def test_a_task_gets_the_tagger_of_the_process(worker: Worker, remote: MakeTask) -> None:
    task = remote("import os; result = (tagger.labels, args, os.getpid())")
    labels, args, number = worker.do(task, 1, "two")  # type: ignore[misc]
    assert (labels, args) == (("PER", "LOC"), (1, "two"))
    assert number != os.getpid()


def test_an_error_comes_back_as_it_was_raised(worker: Worker, remote: MakeTask) -> None:
    task = "from engine.errors import FormatError; raise FormatError('it is broken', path='a', line=3, remedy='go')"
    with pytest.raises(FormatError) as raised:
        worker.do(remote(task))
    assert str(raised.value) == "a, line 3: it is broken; go."
    assert "Traceback" in raised.value.__notes__[0]


@pytest.mark.parametrize("error", [EOFError, BrokenPipeError, MemoryError])
def test_an_error_of_a_task_is_not_taken_for_the_end_of_the_process(
    worker: Worker, remote: MakeTask, error: type[Exception]
) -> None:
    with pytest.raises(error):
        worker.do(remote(f"raise {error.__name__}"))
    assert worker.do(remote("result = 7")) == 7


@pytest.mark.parametrize("odd", ["lambda: 7", "open(__import__('os').devnull)"])
def test_a_result_that_cannot_travel_is_an_error(worker: Worker, remote: MakeTask, odd: str) -> None:
    with pytest.raises((TypeError, PicklingError)):
        worker.do(remote(f"result = {odd}"))
    assert worker.do(remote("result = 7")) == 7


def test_an_error_that_cannot_travel_comes_as_its_words(worker: Worker, remote: MakeTask) -> None:
    with pytest.raises(RuntimeError, match="Odd: xy"):
        worker.do(remote("class Odd(Exception): pass\nraise Odd('xy')"))
    assert worker.do(remote("result = 7")) == 7


def test_a_file_that_is_no_tagger_is_told_in_one_sentence(tmp_path: Path, remote: MakeTask) -> None:
    (tmp_path / "m.onnx").write_bytes(b"no tagger")
    worker = Worker(tmp_path / "m.onnx")
    with pytest.raises(ModelFileError, match=r"m\.onnx: "):
        worker.do(remote("result = 7"))
    worker.join()


def test_a_process_that_ends_in_a_task_is_an_error_and_no_hang(model: bytes, remote: MakeTask) -> None:
    worker = Worker(model)
    with pytest.raises(WorkerEndedError, match="The process that read it was ended") as raised:
        worker.do(remote("import os; os._exit(9)"))
    assert str(raised.value).count(".") == 1
    worker.join()
    assert not worker.alive


def test_a_task_ends_with_its_process(model: bytes, remote: MakeTask) -> None:
    worker = Worker(model)
    worker.do(remote("result = 7"))
    threading.Timer(0.2, worker.end).start()
    began = time.monotonic()
    with pytest.raises(WorkerEndedError):
        worker.do(remote("import time; time.sleep(60)"))
    assert time.monotonic() - began < 30
    worker.join()


def test_a_process_that_cannot_begin_is_an_error(monkeypatch: pytest.MonkeyPatch, remote: MakeTask) -> None:
    monkeypatch.setattr(export.worker, "_serve", remote("raise SystemExit"))
    worker = Worker(b"")
    with pytest.raises(WorkerStartError, match="end before they begin"):
        worker.do(remote("result = 7"))
    worker.join()


@POSIX
def test_ctrl_c_does_not_reach_a_worker(model: bytes, remote: MakeTask) -> None:
    worker = Worker(model)
    os.kill(worker._process.pid or 0, signal.SIGINT)  # while Python is still starting
    assert worker.do(remote("import os, signal; os.kill(os.getpid(), signal.SIGINT); result = 7")) == 7
    worker.end()
    worker.join()


@POSIX
def test_a_worker_ends_with_a_program_that_was_killed(model: bytes, tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(model)
    (tmp_path / "program.py").write_text(
        "import os, operator, time\n"
        "from export.worker import Worker\n"
        "if __name__ == '__main__':\n"
        "    worker = Worker('m.onnx')\n"
        "    worker.do(operator.attrgetter('labels'))\n"
        "    print(worker._process.pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(export.worker.__file__).parents[1])}
    command = [sys.executable, "program.py"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        number = int(program.stdout.readline())
        program.kill()
        program.stdout.read()  # ends when the last process that holds it does
    with pytest.raises(ProcessLookupError):
        for _ in range(100):  # it may still wait for being collected
            os.kill(number, 0)
            if Path(f"/proc/{number}/stat").exists() and ") Z " in Path(f"/proc/{number}/stat").read_text():
                raise ProcessLookupError
            time.sleep(0.1)
