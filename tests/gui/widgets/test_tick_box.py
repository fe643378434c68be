from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.style import apply_theme
from gui.theme import ALL, LIGHT, Theme
from gui.widgets.tick_box import BOX_PX, TickBox


def colours(box: TickBox) -> set[str]:
    """Give the colours at the left, where the box is."""
    image = box.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(2 * BOX_PX) for y in range(image.height())}


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_the_border_of_an_empty_box_and_a_filled_one_are_seen_in_every_theme(
    qtbot: QtBot, qapp: QApplication, theme: Theme
) -> None:
    apply_theme(qapp, theme)
    box = TickBox("Count", LIGHT)
    qtbot.addWidget(box)
    box.set_theme(theme)
    assert theme.outline in colours(box)
    box.setChecked(True)
    assert theme.accent in colours(box)
    apply_theme(qapp, LIGHT)
