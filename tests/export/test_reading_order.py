from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from export.reading_order import ReadingOrder


@given(st.integers(0, 50), st.lists(st.tuples(st.integers(-5, 60), st.integers(1, 9)), max_size=20))
def test_every_sentence_comes_once_wherever_one_looks(count: int, looks: list[tuple[int, int]]) -> None:
    order, taken = ReadingOrder(count), []
    for sentence, most in looks:
        order.look_at(sentence)
        some = order.take(most).tolist()
        assert len(some) <= most
        assert some == sorted(some)
        taken += some
    while some := order.take(7).tolist():
        taken += some
    assert sorted(taken) == list(range(count))


def test_from_where_one_looks_to_the_end_then_from_the_start() -> None:
    order = ReadingOrder(6, first=4)
    assert [order.take(2).tolist() for _ in range(4)] == [[4, 5], [0, 1], [2, 3], []]


def test_what_is_done_is_passed_over() -> None:
    order = ReadingOrder(6)
    order.take(2)
    order.look_at(1)
    assert order.take(3).tolist() == [2, 3, 4]
    assert len(order) == 6


def test_what_was_done_before_is_never_given() -> None:
    order = ReadingOrder(6, first=2, done=[2, 5])
    assert [order.take(2).tolist() for _ in range(3)] == [[3, 4], [0, 1], []]
