from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

from gui.document_view import ColumnWidth, LineHeight, Mark, MarkKind, TextStyle
from gui.document_view.typography import MONOSPACE, SERIF, Typography, reading_font

TEXT = "Ada Lovelace met Charles Babbage in London, where they talked about engines. " * 8


@pytest.mark.parametrize("line_height", list(LineHeight))
@pytest.mark.parametrize("zoom", [50, 90, 100, 150, 300])
def test_marks_of_two_lines_stay_apart(qapp: object, line_height: LineHeight, zoom: int) -> None:
    typography = Typography(QFont(), zoom, TextStyle(line_height=line_height))
    assert 0 < typography.mark_height < typography.line_height
    assert typography.mark_top >= 0
    assert typography.mark_top + typography.mark_height <= typography.line_height


def test_lines_are_farther_apart_from_compact_to_airy_and_letters_as_large(qapp: object) -> None:
    made = [Typography(QFont(), 100, TextStyle(line_height=height)) for height in LineHeight]
    assert [t.line_height for t in made] == sorted({t.line_height for t in made})
    assert len({t.size for t in made}) == 1


def test_serif_and_monospace_are_fonts_of_the_system(qapp: object) -> None:
    fixed = reading_font(QFont(), MONOSPACE)
    assert QFontInfo(fixed).fixedPitch()
    assert reading_font(QFont(), SERIF).family() != QFont().family()


def test_a_font_that_is_not_installed_leaves_the_windows(qapp: object) -> None:
    assert reading_font(QFont(), "A font that nobody has").family() == QFont().family()
    installed = QFontDatabase.families()[0]
    assert reading_font(QFont(), installed).family() == installed


@pytest.mark.parametrize(
    ("column", "width"), [(ColumnWidth.NARROW, 560), (ColumnWidth.WIDE, 1000), (ColumnWidth.FULL, 1524)]
)
def test_the_column_is_as_wide_as_it_is_asked_to_be(make_view, column: ColumnWidth, width: int) -> None:
    view = make_view(TEXT, width=1610)
    view.set_text_style(TextStyle(column=column))
    assert view._flow.column_width == pytest.approx(width, abs=4)
    assert view._flow.column_left + view._flow.column_width < view.viewport().width()


@pytest.mark.parametrize("family", [SERIF, MONOSPACE])
@pytest.mark.parametrize("line_height", list(LineHeight))
def test_every_token_can_be_clicked_in_any_style(make_view, point_of, family, line_height) -> None:
    mark = Mark(TEXT.index("Charles"), TEXT.index("Charles") + 15, "PER", MarkKind.GOLD)
    view = make_view(TEXT, [mark])
    view.set_text_style(TextStyle(family, line_height))
    for token in range(0, 40, 3):
        assert view.token_center(token) is not None
        place: QPoint = point_of(view, token)
        assert abs(view.token_center(token).y() - place.y()) <= 1
    assert view._flow.laid(0).layout.layout.font().family() == reading_font(QFont(), family).family()


def test_the_line_of_the_caret_stays_where_it_is_when_the_style_changes(make_view) -> None:
    view = make_view("\n".join([TEXT] * 40))
    view.set_caret(1500)
    before = view.token_center(1500).y()
    view.set_text_style(TextStyle(SERIF, LineHeight.AIRY, ColumnWidth.NARROW))
    assert abs(view.token_center(1500).y() - before) <= 12
