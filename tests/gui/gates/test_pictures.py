from __future__ import annotations

import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFontInfo, QImage, QPainter

from gui.gates import pictures

RED, BLUE = "#c00000", "#0000c0"


class View:
    """Draws a red square at its top left, a name below it, and another one at the bottom right."""

    def __init__(self, width: int = 100, height: int = 50) -> None:
        self._size = QSize(width, height)

    def size(self) -> QSize:
        return QSize(10, 10)

    def picture_size(self) -> QSize:
        return self._size

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        painter.fillRect(QRect(rect.x(), rect.y(), 20, 20), QColor(RED))
        painter.drawText(rect.x(), rect.y() + 40, "Quillport")
        painter.fillRect(QRect(rect.right() - 9, rect.bottom() - 9, 10, 10), QColor(RED))


class SlowView(View):
    """Gives what draws it."""

    def still(self) -> View:
        return View()

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        raise AssertionError("it takes long to draw")


def test_a_png_has_twice_the_pixels_and_the_ground_of_the_window(qapp) -> None:
    image = QImage.fromData(pictures.png(View(), BLUE)(), "PNG")
    assert image.size() == QSize(200, 100)
    assert image.pixelColor(39, 39) == QColor(RED)
    assert image.pixelColor(41, 41) == QColor(BLUE)


def test_an_svg_has_shapes_and_the_title(qapp) -> None:
    root = ET.fromstring(pictures.svg(View(), BLUE, "gates of a sentence")())
    assert root.get("viewBox") == "0 0 100 50"
    name = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{name}title") == "gates of a sentence"
    fills = {element.get("fill") for element in root.iter()}
    assert {RED, BLUE} <= fills
    assert "Quillport" in "".join(root.itertext())


def test_an_svg_names_the_font_of_this_machine_and_others_for_those_without_it(qapp) -> None:
    root = ET.fromstring(pictures.svg(View(), BLUE, "gates")())
    (families,) = {element.get("font-family") for element in root.iter() if "".join(element.itertext()).strip()} - {
        None
    }
    first, *_, last = families.split(", ")
    assert first == f"'{QFontInfo(qapp.font()).family()}'"
    assert last == "sans-serif"


def test_an_svg_is_as_large_as_on_the_screen(qapp) -> None:
    root = ET.fromstring(pictures.svg(View(960, 480), BLUE, "gates")())
    assert (root.get("width"), root.get("height")) == ("254mm", "127mm")


def test_what_cannot_be_drawn_is_no_picture(qapp) -> None:
    with pytest.raises(ValueError, match="0×0"):
        pictures.png(View(0, 0), BLUE)()


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_what_takes_long_is_drawn_by_another_thread(qapp, kind: str) -> None:
    drawn = {
        (cls, kind): pictures.png(cls(), BLUE) if kind == "png" else pictures.svg(cls(), BLUE, "a")
        for cls in (View, SlowView)
    }
    with ThreadPoolExecutor(1) as other:
        files = [other.submit(draw).result() for draw in drawn.values()]
    assert files[0] == files[1]


def test_a_view_is_drawn_as_it_was_when_it_was_asked_for(qapp) -> None:
    view = View()
    draw = pictures.png(view, BLUE)
    view.paint_onto = view.size = view.picture_size = None
    assert QImage.fromData(draw(), "PNG").pixelColor(39, 39) == QColor(RED)


@pytest.mark.parametrize(
    ("width", "height", "pixels"),
    [(7_999, 10, (15_998, 20)), (20_000, 50, (16_000, 40)), (50, 32_000, (25, 16_000)), (2_000, 1_000, (1414, 707))],
)
def test_a_very_large_picture_has_fewer_pixels_and_nothing_is_cut_off(
    qapp, monkeypatch: pytest.MonkeyPatch, width: int, height: int, pixels: tuple[int, int]
) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1_000_000)
    image = QImage.fromData(pictures.png(View(width, height), BLUE)(), "PNG")
    assert image.size() == QSize(*pixels)
    assert image.pixelColor(image.width() - 2, image.height() - 2) == QColor(RED)
