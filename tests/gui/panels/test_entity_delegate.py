from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from engine.text.labels import LabelSet
from gui.panels.entity_delegate import EntityDelegate
from gui.panels.entity_rows import EntityRow, Heading, NameRow, PlaceRow
from gui.theme import LIGHT
from gui.widgets.in_context import whole_words
from gui.widgets.rows_model import LazyRowsModel

RECT = QRect(0, 0, 300, 28)


@pytest.fixture
def delegate(qapp: QApplication) -> EntityDelegate:
    made = EntityDelegate(LIGHT)
    made.labels = {label.name: label for label in LabelSet().with_names(["PER"])}
    return made


def drawn(delegate: EntityDelegate, row: EntityRow) -> list[int]:
    """Give the columns of pixels in which something is drawn."""
    model = LazyRowsModel(str, str)
    model.set_rows([row])
    image = QImage(RECT.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.surface))
    option = QStyleOptionViewItem()
    option.rect, option.font = RECT, QApplication.font()
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(0))
    painter.end()
    background = QColor(LIGHT.surface).rgb()
    return [x for x in range(image.width()) if any(image.pixel(x, y) != background for y in range(image.height()))]


def gaps(columns: list[int], least: int) -> Iterator[tuple[int, int]]:
    """Give the empty stretches between what is drawn."""
    return ((a, b) for a, b in pairwise(columns) if b - a > least)


def test_a_row_that_folds_has_its_arrow_before_its_words_and_its_count_at_the_right(delegate: EntityDelegate) -> None:
    for row in (Heading("PER", 12, False), NameRow("PER", "Ada Lovelace", 12, True, 0, 12)):
        ((_, arrow),) = delegate.button_rects(RECT, row)
        columns = drawn(delegate, row)
        words = [x for x in columns if arrow.right() < x < 200]
        assert any(arrow.contains(QPoint(x, 14)) for x in columns)
        assert len(words) > 20
        assert max(columns) > 280


def test_a_name_that_stands_once_has_no_arrow_and_its_words_stand_below_those_of_others(delegate) -> None:
    once, often = (NameRow("PER", "Hh", count, True, 0, 2, 0.5) for count in (1, 2))
    assert delegate.buttons_of(once) == ()
    first = min(drawn(delegate, once))
    assert first in drawn(delegate, often)
    assert first > delegate.button_rects(RECT, often)[0][1].center().x()


def test_a_very_long_name_leaves_room_for_its_figure(delegate: EntityDelegate) -> None:
    columns = drawn(delegate, NameRow("PER", "word " * 60, 1, True, 0, 300, 0.5))
    *_, (before, after) = gaps(columns, 4)
    assert after > 250
    assert before > 200


@pytest.mark.parametrize("backwards", [False, True])
def test_the_name_of_a_place_stands_at_the_same_column_whatever_is_around(delegate, backwards: bool) -> None:
    alone = drawn(delegate, PlaceRow("PER", "Ada", 1, 2, 9, 12, "", "", backwards))
    around = drawn(delegate, PlaceRow("PER", "Ada", 1, 2, 9, 12, "x met with ", " again here", backwards))
    assert set(alone) <= set(around)
    assert min(around) < min(alone)
    assert max(around) > max(alone)


def test_what_stands_before_a_name_is_at_its_left_and_in_a_right_to_left_paragraph_at_its_right(delegate) -> None:
    name = drawn(delegate, PlaceRow("PER", "Ada", 1, 2, 9, 12, "", ""))
    for backwards in (False, True):
        columns = drawn(delegate, PlaceRow("PER", "Ada", 1, 2, 9, 12, "met ", "", backwards))
        assert (max(columns) > max(name)) is backwards


def test_context_is_cut_between_words_and_says_so(qapp: QApplication) -> None:
    metrics = QFontMetrics(QApplication.font())
    width = metrics.horizontalAdvance("one two …") + 2
    assert whole_words(metrics, "one two three", width, from_start=True) == "one two …"
    width = metrics.horizontalAdvance("… two three") + 2
    assert whole_words(metrics, " one two three ", width, from_start=False) == "… two three"
    assert whole_words(metrics, " two three ", width, from_start=False) == "two three"
    assert whole_words(metrics, "", width, from_start=True) == ""
    assert "…" in whole_words(metrics, "x" * 100, width, from_start=False)


def test_a_note_leaves_the_name_of_a_place_at_its_column_and_only_one_place_has_it(delegate: EntityDelegate) -> None:
    place, other = (PlaceRow("PER", "Ada", n, 2, 9 * n, 9 * n + 3, "", "") for n in (1, 2))
    plain = drawn(delegate, place)
    delegate.notes = {(9, 12): "sure?"}
    columns = drawn(delegate, place)
    assert [x for x in columns if x < 270] == plain
    assert max(columns) > 270
    assert drawn(delegate, other) == plain
    assert delegate.note_on(NameRow("PER", "Ada", 2, True, 9, 12)) == "", "it stands for two places"
