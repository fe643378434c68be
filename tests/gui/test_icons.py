from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QToolButton

import resources
from engine.text.document import DocumentState
from gui.icons import app_icon, icon
from gui.panels.document_rows import STATE_ICONS
from gui.theme import ALL, DARK, LIGHT, Theme

FOLDER = Path(resources.__file__).parent / "icons"
NAMES = sorted(path.stem for path in FOLDER.glob("*.svg") if path.stem != "gatelight")

ON, OFF = QIcon.Mode.Normal, QIcon.Mode.Disabled


def inked(image: QImage) -> list[QColor]:
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return [pixel for pixel in pixels if pixel.alpha() > 200]


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_drawn_in_the_colour_it_is_given(qapp: QApplication, name: str) -> None:
    image = icon(name, LIGHT, 16, "#123456").pixmap(QSize(16, 16), 2.0).toImage()
    pixels = inked(image)
    assert pixels, "nothing is drawn"
    assert all(abs(p.red() - 0x12) + abs(p.green() - 0x34) + abs(p.blue() - 0x56) < 12 for p in pixels)


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_a_line_drawing_without_colours_of_its_own(name: str) -> None:
    drawing = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 16 16"' in drawing
    assert 'stroke-width="1.5"' in drawing
    assert not re.search(r"#[0-9a-fA-F]{3,6}|rgb", drawing)


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_an_icon_has_as_many_pixels_as_the_screen_wants(qapp: QApplication, scale: float) -> None:
    assert icon("check", LIGHT, 16).pixmap(QSize(16, 16), scale).width() == 16 * scale


def test_an_icon_is_drawn_when_it_is_seen_and_in_each_size_once(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def draw(_svg: str, side_px: int) -> QPixmap:
        drawn.append(side_px)
        return QPixmap(side_px, side_px)

    monkeypatch.setattr("gui.icons._drawn", draw)
    button = QToolButton(icon=icon("check", LIGHT, 16, "#010203"))
    assert drawn == []
    for scale in (1.0, 2.0, 1.0):
        button.icon().pixmap(QSize(16, 16), scale)
    assert drawn == [16, 32]


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_an_icon_that_is_off_has_the_colour_of_what_is_off(qapp: QApplication, theme: Theme) -> None:
    for mode, colour in ((ON, theme.text), (OFF, theme.off)):
        pixels = inked(icon("stop", theme).pixmap(QSize(16, 16), 1.0, mode).toImage())
        assert max(abs(p.lightness() - QColor(colour).lightness()) for p in pixels) < 12


def test_an_icon_keeps_its_size_and_shape_where_there_is_more_room(qapp: QApplication) -> None:
    assert icon("check", LIGHT, 16).actualSize(QSize(40, 30)) == QSize(16, 16)
    assert icon("check", LIGHT, 16).actualSize(QSize(40, 12)) == QSize(12, 12)


def test_an_icon_takes_the_colour_of_the_text(qapp: QApplication) -> None:
    light = inked(icon("stop", LIGHT).pixmap(QSize(16, 16), 2.0).toImage())
    dark = inked(icon("stop", DARK).pixmap(QSize(16, 16), 2.0).toImage())
    assert light[0].lightness() < 60 < 180 < dark[0].lightness()


def test_a_name_without_drawing_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", LIGHT)


def test_every_state_has_a_shape_of_its_own() -> None:
    assert set(STATE_ICONS) == set(DocumentState)
    assert len(set(STATE_ICONS.values())) == len(DocumentState)


def test_the_mark_has_all_sizes(qapp: QApplication) -> None:
    sizes = {size.width() for size in app_icon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes
