"""The drawing of the cell has the numbers of the step, and its gates the colours of their values."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from engine.tagger.trace import Step
from gui.gates.cell_diagram import SIZE, paint_cell
from gui.gates.colours import gate_colours, signed_colours
from gui.gates.numbers import signed
from gui.theme import ALL, LIGHT, Theme

TEXT = "{http://www.w3.org/2000/svg}text"


def written(step: Step) -> str:
    """Give all text of the drawing in a row, without blanks: what two fonts have to draw is written in pieces."""
    data, svg = QByteArray(), QSvgGenerator()
    buffer = QBuffer(data)
    svg.setOutputDevice(buffer)
    svg.setSize(SIZE.toSize())
    painter = QPainter(svg)
    paint_cell(painter, QRectF(0, 0, SIZE.width(), SIZE.height()), step, LIGHT, QFont())
    painter.end()
    buffer.close()
    root = ET.fromstring(data.data())
    return "".join("".join(element.itertext()).replace(" ", "").strip() for element in root.iter(TEXT))


def test_every_number_of_the_step_is_written(qapp, step: Step) -> None:
    texts = written(step)
    for value in (step.c_before, step.h_before, step.c, step.h, step.f.value, step.i.value, step.g.value, step.o.value):
        assert signed(value) in texts
    assert f"i·g={signed(step.stored)}" in texts
    assert f"={signed(step.kept)}" in texts


@pytest.mark.parametrize(("backward", "before", "never"), [(False, "t−1", "t+1"), (True, "t+1", "t−1")])
def test_a_unit_that_reads_from_the_end_has_the_state_of_the_token_behind(
    qapp, step: Step, backward: bool, before: str, never: str
) -> None:
    texts = written(replace(step, backward=backward))
    assert texts.count(before) == 3, "at the cell, at the hidden state and at what is kept"
    assert never not in texts


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_gates_have_the_colours_of_their_maps(qapp, step: Step, theme: Theme) -> None:
    image = QImage(SIZE.toSize(), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.page))
    painter = QPainter(image)
    paint_cell(painter, QRectF(0, 0, SIZE.width(), SIZE.height()), step, theme, QFont())
    painter.end()
    found = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    for gate in (step.f, step.i, step.o):
        assert gate_colours(theme).colour(gate.value) in found
    assert signed_colours(theme).colour(step.g.value) in found
