from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.tasks import Lane


@pytest.fixture
def lane(qtbot) -> Iterator[Lane]:
    made = Lane("test")
    yield made
    made.close()


def test_a_result_arrives_on_the_ui_thread(qtbot, lane: Lane) -> None:
    seen: list[tuple[int, bool]] = []
    main = threading.get_ident()
    lane.run(lambda: 6 * 7, lambda result: seen.append((result, threading.get_ident() == main)))
    qtbot.waitUntil(lambda: seen == [(42, True)])
    assert not lane.busy


def test_jobs_run_in_order_on_one_other_thread(qtbot, lane: Lane) -> None:
    seen: list[int] = []
    threads: set[int] = set()
    for i in range(20):
        lane.run(lambda i=i: (threads.add(threading.get_ident()), i)[1], seen.append)
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert seen == list(range(20))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_there_is_a_thread_only_from_the_first_job_on_and_none_after_closing(qtbot) -> None:
    lane, before = Lane("test"), threading.active_count()
    lane.close()
    lane.run(lambda: None)
    assert threading.active_count() == before, "closed before it was needed"
    lane = Lane("test")
    assert threading.active_count() == before
    lane.run(lambda: None)
    lane.run(lambda: None)
    assert threading.active_count() == before + 1
    lane.close()
    assert threading.active_count() == before


def test_what_follows_a_key_begins_when_it_is_painted(qtbot, lane: Lane) -> None:
    order: list[str] = []

    class View(QWidget):
        def paintEvent(self, _event: QPaintEvent) -> None:
            order.append("painted")

    view = View()
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: "painted" in order)
    order.clear()
    lane.run(lambda: order.append("worked"), after_paint=True)
    assert lane.busy
    view.update()
    time.sleep(0.05)
    assert order == []
    qtbot.waitUntil(lambda: not lane.busy)
    assert order == ["painted", "worked"]


def test_what_is_put_off_does_not_come_after_what_was_asked_for_later(qtbot, lane: Lane) -> None:
    order: list[int] = []
    lane.run(lambda: order.append(1), after_paint=True)
    lane.run(lambda: order.append(2))
    qtbot.waitUntil(lambda: not lane.busy)
    assert order == [1, 2]


def test_an_error_goes_to_its_handler_and_the_lane_goes_on(qtbot, lane: Lane) -> None:
    failures: list[Exception] = []
    results: list[str] = []

    def fails() -> None:
        raise ValueError("broken")

    lane.run(fails, failed=failures.append)
    lane.run(lambda: "next", results.append)
    qtbot.waitUntil(lambda: results == ["next"])
    assert [str(error) for error in failures] == ["broken"]


def test_what_is_waited_for_is_done_after_all_that_was_queued(qtbot, lane: Lane) -> None:
    seen: list[str] = []
    lane.run(lambda: (time.sleep(0.05), seen.append("before")))
    assert lane.call(lambda: [*seen, "then"]) == ["before", "then"]
    with pytest.raises(ZeroDivisionError):
        lane.call(lambda: 1 // 0)
    gate = threading.Event()
    lane.run(gate.wait)
    with pytest.raises(TimeoutError):
        lane.call(lambda: None, timeout_s=0.05)
    gate.set()
    qtbot.waitUntil(lambda: not lane.busy)


def test_nothing_of_a_cancelled_job_is_delivered(qtbot, lane: Lane) -> None:
    gate = threading.Event()
    seen: list[str] = []
    job = lane.run(lambda: gate.wait(5), lambda _: seen.append("late"))
    job.cancel()
    gate.set()
    lane.run(lambda: None, lambda _: seen.append("after"))
    qtbot.waitUntil(lambda: "after" in seen)
    assert seen == ["after"]
    assert not lane.busy


def test_a_stream_hands_over_all_items_in_order(qtbot, lane: Lane) -> None:
    seen: list[int] = []
    ended: list[bool] = []
    lane.stream(lambda: iter(range(1000)), seen.extend, lambda: ended.append(True))
    qtbot.waitUntil(lambda: bool(ended))
    assert seen == list(range(1000))


def test_a_stream_delivers_what_comes_soon_at_once_and_then_at_most_ten_batches_a_second(qtbot, lane: Lane) -> None:
    batches: list[list[int]] = []
    ended: list[bool] = []

    def slow() -> Iterator[int]:
        until = time.monotonic() + 0.5
        count = 0
        while time.monotonic() < until:
            yield (count := count + 1)

    lane.stream(slow, batches.append, lambda: ended.append(True))
    qtbot.waitUntil(lambda: bool(ended))
    assert len(batches) <= 12  # at 0, 10, 20, 40, 80 and 160 ms, then every 100 ms
    assert batches[0] == [1]


def test_what_a_stream_finds_soon_does_not_wait_for_what_takes_long(qtbot, lane: Lane) -> None:
    go_on = threading.Event()
    batches: list[list[int]] = []
    ended: list[bool] = []

    def work() -> Iterator[int]:
        time.sleep(0.15)
        yield 1
        time.sleep(0.02)
        yield 2
        go_on.wait(10)
        yield 3

    lane.stream(work, batches.append, lambda: ended.append(True))
    qtbot.waitUntil(lambda: batches == [[1], [2]])
    go_on.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert batches == [[1], [2], [3]]


def test_cancelling_a_stream_closes_its_generator(qtbot, lane: Lane) -> None:
    closed = threading.Event()
    seen: list[int] = []

    def endless() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    job = lane.stream(endless, seen.extend)
    qtbot.waitUntil(lambda: bool(seen))
    job.cancel()
    assert closed.wait(5)
    qtbot.waitUntil(lambda: not lane.busy)


def test_a_lane_keeps_nothing_of_a_job_that_is_done(qtbot, lane: Lane) -> None:
    worked_with = threading.Event()
    held = weakref.ref(worked_with)
    lane.run(worked_with.set)
    del worked_with
    qtbot.waitUntil(lambda: not lane.busy)
    qtbot.waitUntil(lambda: held() is None)
