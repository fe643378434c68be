from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFontInfo, QImage, QPainter

from gui.gates import pictures

RED, BLUE = "#c00000", "#0000c0"


class View:
    """Draws a red square with a letter at its top left."""

    def __init__(self, width: int = 100, height: int = 50) -> None:
        self._size = QSize(width, height)

    def size(self) -> QSize:
        return QSize(10, 10)

    def picture_size(self) -> QSize:
        return self._size

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        painter.fillRect(QRect(rect.x(), rect.y(), 20, 20), QColor(RED))
        painter.drawText(rect.x(), rect.y() + 40, "Quillport")


def test_a_png_has_twice_the_pixels_and_the_ground_of_the_window(qapp) -> None:
    image = QImage.fromData(pictures.png(View(), BLUE)(), "PNG")
    assert image.size() == QSize(200, 100)
    assert image.pixelColor(39, 39) == QColor(RED)
    assert image.pixelColor(41, 41) == QColor(BLUE)


def test_an_svg_has_shapes_and_the_title(qapp) -> None:
    root = ET.fromstring(pictures.svg(View(), BLUE, "gates of a sentence"))
    assert root.get("viewBox") == "0 0 100 50"
    name = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{name}title") == "gates of a sentence"
    fills = {element.get("fill") for element in root.iter()}
    assert {RED, BLUE} <= fills
    assert "Quillport" in "".join(root.itertext())


def test_an_svg_names_the_font_of_this_machine_and_others_for_those_without_it(qapp) -> None:
    root = ET.fromstring(pictures.svg(View(), BLUE, "gates"))
    (families,) = {element.get("font-family") for element in root.iter() if "".join(element.itertext()).strip()} - {
        None
    }
    first, *_, last = families.split(", ")
    assert first == f"'{QFontInfo(qapp.font()).family()}'"
    assert last == "sans-serif"


def test_an_svg_is_as_large_as_on_the_screen(qapp) -> None:
    root = ET.fromstring(pictures.svg(View(960, 480), BLUE, "gates"))
    assert (root.get("width"), root.get("height")) == ("254mm", "127mm")


def test_what_cannot_be_drawn_is_no_picture(qapp) -> None:
    with pytest.raises(ValueError, match="0×0"):
        pictures.png(View(0, 0), BLUE)()
