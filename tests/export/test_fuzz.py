from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "tests" / "benchmarks"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are those of Linux")

BREAKING = """
import os, sys, time
import fuzz

def load(data):
    case = next(cases)
    if case == 1:
        os.abort()
    if case == 2:
        time.sleep(60)
    if case == 3:
        bytearray(1 << 33)
    if case == 4:
        raise KeyError("odd")
    return "loaded"

def work(results, kind, numbers, *others, whole=fuzz.work):
    global cases
    cases = iter(numbers)
    whole(results, kind, numbers, *others)

fuzz.load, fuzz.work = load, work
sys.argv = ["fuzz.py", "--files", "6", "--texts", "0", "--seconds", "1", "--keep", sys.argv[1]]
fuzz.main()
"""


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(map(str, (ROOT, BENCHMARKS)))
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
        check=False,
    )


def test_broken_files_and_odd_texts_do_no_harm(tmp_path: Path) -> None:
    done = run(BENCHMARKS / "fuzz.py", "--files", 400, "--texts", 2000, "--seed", 7, "--keep", tmp_path / "cases")
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert result["kept"] == []
    assert sum(result["files"].values()) == 400
    assert sum(result["texts"].values()) == 2000
    assert result["files"]["loaded"] > 20
    assert len(result["files"]) > 20, "changes that reach only a few checks find nothing"
    assert result["texts"]["tagged, with entities"] > 1000


def test_what_goes_wrong_is_counted_and_kept(tmp_path: Path) -> None:
    done = run("-c", BREAKING, tmp_path)
    assert done.returncode == 1, done.stderr
    result = json.loads(done.stdout)
    assert result["files"] == {
        "crashed: SIGABRT": 1,
        "hung": 1,
        "loaded": 2,
        "too large": 1,
        "unexpected: KeyError: 'odd'": 1,
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.onnx", "2.onnx", "3.onnx", "4.onnx"]
