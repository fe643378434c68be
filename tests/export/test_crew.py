from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest

from engine.errors import ModelFileError
from export import crew as crew_module
from export.crew import Crew, labels_of, result_of, usable_cores
from export.onnx_graph import to_onnx
from export.runtime import Tagger
from export.worker import WorkerEndedError

MakeTask = Callable[[str], Callable[..., object]]

TEXT = "Ada met Bob in London. She left for Paris.\n" * 7_000
SOMETIME = "import time, random; time.sleep(random.random() / 20); result = args[0]"


@pytest.fixture(scope="module")
def model(random_tagger) -> bytes:
    return to_onnx(random_tagger())


@pytest.fixture(scope="module")
def crew(model: bytes) -> Iterator[Crew]:
    with Crew(model, jobs=2) as made:
        made.expect(2 * crew_module.ENOUGH_FOR_ONE)
        yield made


def columns(crew: Crew | Tagger, text: str) -> list[tuple[list[object], ...]]:
    return [
        (table.starts.tolist(), table.ends.tolist(), table.label_numbers.tolist(), table.confidences.tolist())
        for table in crew.stream(text)
    ]


def test_a_text_has_the_same_entities_however_many_work_on_it(model: bytes, crew: Crew) -> None:
    alone = Crew(model, jobs=1)
    expected = columns(Tagger.load(model), TEXT)
    assert len(expected) > 2
    assert sum(len(starts) for starts, *_ in expected) > 1000
    assert columns(crew, TEXT) == columns(alone, TEXT) == expected
    assert all(table.text is TEXT for table in crew.stream(TEXT))
    assert crew.labels == alone.labels == ("PER", "LOC")


def test_little_work_starts_no_process(model: bytes) -> None:
    with Crew(model, jobs=2) as crew:
        crew.expect(2 * crew_module.ENOUGH_FOR_ONE - 1)
        before = active_children()
        assert result_of(crew.submit(labels_of)) == ("PER", "LOC")
        assert active_children() == before
        assert crew.room == 1


def test_all_processes_start_at_once(model: bytes) -> None:
    before = set(active_children())
    with Crew(model, jobs=3) as crew:
        crew.expect(10**9)
        assert crew.labels == ("PER", "LOC")
        assert len(set(active_children()) - before) == 3


def test_no_more_processes_than_there_is_work_for(model: bytes) -> None:
    for jobs, size, room in ((64, 3.5, 6), (2, 100, 4), (1, 100, 1)):
        with Crew(model, jobs) as crew:
            crew.expect(int(size * crew_module.ENOUGH_FOR_ONE))
            assert crew.room == room


def test_results_keep_their_order(crew: Crew, remote: MakeTask) -> None:
    assert list(crew.map(remote(SOMETIME), range(40))) == list(range(40))


def test_work_without_end_is_asked_for_only_as_it_is_used(crew: Crew, remote: MakeTask) -> None:
    asked: list[int] = []

    def endless() -> Iterator[int]:
        number = 0
        while True:
            asked.append(number)
            yield number
            number += 1

    results = crew.map(remote(SOMETIME), endless())
    for number in range(20):
        assert next(results) == number
        assert len(asked) <= number + crew.room
    results.close()  # type: ignore[attr-defined]


def test_an_error_comes_in_its_turn_and_the_crew_goes_on(crew: Crew, remote: MakeTask) -> None:
    results = crew.map(remote("result = 1 / args[0]"), [2, 1, 0, 4])
    assert (next(results), next(results)) == (0.5, 1.0)
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert list(crew.map(remote("result = 1 / args[0]"), [4])) == [0.25]


def test_a_process_that_is_lost_costs_one_task(model: bytes, remote: MakeTask) -> None:
    with Crew(model, jobs=2) as crew:
        crew.expect(10**9)
        task = remote("import os; result = args[0] if args[0] != 3 else os._exit(1)")
        futures = [crew.submit(task, number) for number in range(8)]
        with pytest.raises(WorkerEndedError):
            result_of(futures.pop(3))
        assert [result_of(future) for future in futures] == [0, 1, 2, 4, 5, 6, 7]


def test_a_process_that_was_ended_between_two_tasks_costs_none(model: bytes, remote: MakeTask) -> None:
    with Crew(model, jobs=2) as crew:
        crew.expect(10**9)
        for _ in range(3):
            number = result_of(crew.submit(remote("import os; result = os.getpid()")))
            before = next(child for child in active_children() if child.pid == number)
            before.kill()
            before.join()
        assert list(crew.map(remote(SOMETIME), range(6))) == list(range(6))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_is_no_tagger_is_told_in_one_sentence(tmp_path: Path, jobs: int) -> None:
    (tmp_path / "m.onnx").write_bytes(b"no tagger")
    with Crew(tmp_path / "m.onnx", jobs) as crew, pytest.raises(ModelFileError, match=r"m\.onnx: "):
        crew.expect(10**9)
        _ = crew.labels


def test_closing_ends_all_at_once_and_leaves_no_process(model: bytes, remote: MakeTask) -> None:
    before, began = set(active_children()), time.monotonic()
    with Crew(model, jobs=3) as crew:
        crew.expect(10**9)
        futures = [crew.submit(remote("import time; time.sleep(60)")) for _ in range(9)]
        while len(set(active_children()) - before) < 3:
            time.sleep(0.01)
    assert time.monotonic() - began < 30
    assert set(active_children()) == before
    assert all(future.done() for future in futures)


@pytest.mark.skipif(os.name == "nt", reason="signals are otherwise there")
def test_ctrl_c_ends_a_wait(model: bytes, remote: MakeTask) -> None:
    before = set(active_children())
    threading.Timer(1.0, signal.raise_signal, [signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt), Crew(model, jobs=2) as crew:
        crew.expect(10**9)
        result_of(crew.submit(remote("import time; time.sleep(60)")))
    assert set(active_children()) == before


def test_there_is_a_core_to_use() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
