from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gui.palette.delegate import PaletteDelegate
from gui.palette.rows import Kind, Row, described
from gui.theme import ALL, Theme
from gui.widgets.headed_list import HeadedList

ROWS = [Row(Kind.COMMAND, name, name, "Project", "Ctrl+N") for name in ("New", "Open")]


def colours(image: QImage, top: int, bottom: int) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(top, bottom)}


@pytest.mark.parametrize("theme", [theme for theme in ALL if not theme.strong], ids=lambda theme: theme.name)
def test_on_the_row_that_is_chosen_nothing_is_written_in_a_quiet_colour(qtbot: QtBot, theme: Theme) -> None:
    shown = HeadedList(described, described, PaletteDelegate(theme), "What fits")
    qtbot.addWidget(shown)
    shown.resize(500, 80)
    shown.show_with_headings(ROWS)
    shown.set_current(0)
    image, height = shown.grab().toImage(), PaletteDelegate.height
    quiet = {theme.muted, theme.outline}
    assert not quiet & colours(image, 0, height)
    assert theme.selection in colours(image, 0, height)
    assert quiet <= colours(image, height, 2 * height)
