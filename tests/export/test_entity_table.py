from __future__ import annotations

import numpy as np
import pytest

from export.entity_table import Entity, EntityTable

TEXT = "Ada met Bob in Paris."
LABELS = ("PER", "LOC")
ROWS = [(15, 20, "LOC", 0.5), (0, 3, "PER", 0.9), (8, 11, "PER", 0.7)]


def column(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int32)


def test_it_is_a_sequence_of_entities_in_the_order_of_the_text() -> None:
    table = EntityTable.of(TEXT, LABELS, ROWS)
    assert list(table) == [
        Entity(0, 3, "PER", "Ada", 0.9),
        Entity(8, 11, "PER", "Bob", 0.7),
        Entity(15, 20, "LOC", "Paris", 0.5),
    ]
    assert [table[n] for n in range(3)] == list(table)
    assert table[-1].text == "Paris"
    assert list(table[1:]) == list(table)[1:]
    assert table.names() == ["Ada", "Bob", "Paris"]
    assert len(EntityTable.of(TEXT, (), [])) == len(EntityTable.empty()) == 0


def test_a_label_that_is_not_listed_comes_behind_them() -> None:
    table = EntityTable.of(TEXT, LABELS, [(0, 3, "NEW", None)])
    assert table.labels == ("PER", "LOC", "NEW")
    assert np.isnan(table.confidences).all()


def test_some_are_chosen_by_a_mask() -> None:
    table = EntityTable.of(TEXT, LABELS, ROWS)
    assert table.where(table.confidences > 0.6).names() == ["Ada", "Bob"]


def test_tables_of_one_text_are_put_together_in_order() -> None:
    table = EntityTable.of(TEXT, LABELS, ROWS)
    assert list(EntityTable.merged([table[2:], table[:1], table[1:2]])) == list(table)
    assert EntityTable.merged([table]) is table


def test_tables_that_do_not_belong_together_are_refused() -> None:
    table = EntityTable.of(TEXT, LABELS, ROWS)
    with pytest.raises(ValueError, match="other labels"):
        EntityTable.merged([table, EntityTable.of(TEXT, ("LOC", "PER"), ROWS)])
    with pytest.raises(ValueError, match="several texts"):
        EntityTable.merged([table, EntityTable.of(TEXT + " ", LABELS, ROWS)])
    with pytest.raises(ValueError, match="no tables"):
        EntityTable.merged([])


def test_in_a_longer_text_they_are_further_on() -> None:
    longer = "Yes. " + TEXT
    table = EntityTable.of(TEXT, LABELS, ROWS).within(longer, 5)
    assert table.names() == ["Ada", "Bob", "Paris"]
    assert table[0].start == 5


@pytest.mark.parametrize(
    ("starts", "ends", "numbers", "message"),
    [
        (column(0), column(3, 4), column(0), "columns of 1, 2, 1, 1"),
        (column(3), column(3), column(0), "empty"),
        (column(-1), column(3), column(0), "out of order"),
        (column(4, 0), column(7, 3), column(0, 0), "out of order"),
        (column(0), column(22), column(0), "behind the text"),
        (column(0), column(3), column(2), r"labels 2\.\.2 of 2"),
        (column(0), column(3), column(-1), r"labels -1\.\.-1 of 2"),
    ],
)
def test_columns_that_make_no_sense_are_refused(starts, ends, numbers, message) -> None:
    with pytest.raises(ValueError, match=message):
        EntityTable(TEXT, LABELS, starts, ends, numbers, np.full(len(starts), 0.5))


def test_a_hundred_thousand_take_two_megabytes() -> None:
    starts = np.arange(100_000, dtype=np.int32) * 2
    table = EntityTable("x " * 100_000, LABELS, starts, starts + 1, starts % 2, np.full(100_000, 0.5))
    columns = (table.starts, table.ends, table.label_numbers, table.confidences)
    assert sum(column.nbytes for column in columns) < 2_000_000
