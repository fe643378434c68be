"""The colours of every theme can be read, and labels told apart by people of any colour vision."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

import gui
from engine.text.labels import PALETTE_SIZE
from gui.contrast import SHAPES, TEXT, WORDS, Use, contrast, uses
from gui.style_sheet import style_sheet
from gui.theme import ALL, LIGHT, Theme, opposite

THEMES = pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
Numbers = np.ndarray

# Machado, Oliveira & Fernandes: A physiologically-based model for simulation of color vision deficiency, IEEE TVCG
# 15(6), 2009, table 1, severity 1.0; for linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
FIRST = 6
"""So many labels have most projects: their colours keep more distance than the later ones, which are neighbours."""
APART = {"chip": (6.0, 10.0), "fill": (2.3, 4.5)}
"""Least CIEDE2000 distance of any two colours, and of neighbours and the first ones. About 2.3 is just noticeable
(Mahy et al. 1994); fills have to be pale enough for words on them, so they cannot be further apart."""


def test_contrast_is_measured_as_wcag_defines_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
def test_everything_can_be_told_from_what_it_stands_on(theme: Theme) -> None:
    def words(use: Use) -> str:
        return f"{use.what}: {use.ink} on {use.ground} is {use.contrast:.2f}, not {use.least}"

    assert [words(use) for use in uses(theme) if use.contrast < use.least] == []


@THEMES
def test_the_style_sheet_puts_no_words_on_a_ground_on_which_they_cannot_be_read(theme: Theme) -> None:
    found = 0
    for selector, body in re.findall(r"([^{}]+)\{([^}]*)\}", style_sheet(theme)):
        ink = re.search(r"(?<![-\w])color: (#\w{6})", body)
        ground = re.search(r"(?<![-\w])background: (#\w{6})", body)
        if ink and ground and ":disabled" not in selector:  # what is switched off need not be read (1.4.3)
            found += 1
            assert contrast(ink[1], ground[1]) >= TEXT, selector
    assert found > 5


def test_no_colour_of_the_themes_is_left_out_of_the_table() -> None:
    listed = {name for table in (WORDS, SHAPES) for ink, grounds in table.items() for name in (ink, *grounds)}
    colours = {f.name for f in fields(Theme) if str(getattr(LIGHT, f.name)).startswith("#")}
    assert colours - listed == {"line"}  # an ornament


def test_nothing_is_painted_in_a_colour_that_no_theme_has() -> None:
    own = {f.name for f in fields(Theme)} | {"pressed", "accent_hover", "tinted", "label"}
    for path in Path(gui.__file__).parent.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        assert set(re.findall(r"(?<!\w)theme\.([a-z_]+)(?!\w)", code)) <= own | {"py", "setter"}, path
        if path.name != "theme.py":
            assert re.findall(r"[\"' ]#[0-9a-fA-F]{6}\b", code) == [], path


@THEMES
def test_a_theme_has_the_whole_palette(theme: Theme) -> None:
    assert len(theme.labels) == PALETTE_SIZE


@THEMES
def test_the_theme_opposite_is_as_strong_and_of_other_brightness(theme: Theme) -> None:
    assert opposite(theme).dark is not theme.dark
    assert opposite(opposite(theme)) is theme


# label colours and colour vision --------------------------------------------------------------------------------------


@THEMES
@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("part", APART)
def test_labels_are_told_apart_by_people_of_any_colour_vision(theme: Theme, part: str, vision: str) -> None:
    seen = [as_lab(np.clip(VISIONS[vision] @ linear(getattr(label, part)), 0, 1)) for label in theme.labels]
    anyhow, near = APART[part]
    for one in range(PALETTE_SIZE):
        for other in range(one + 1, PALETTE_SIZE):
            close = other - one in (1, PALETTE_SIZE - 1) or other < FIRST
            distance = ciede2000(seen[one], seen[other])
            assert distance >= (near if close else anyhow), f"{part} of labels {one} and {other}: {distance:.1f}"


def test_distances_are_those_of_the_published_examples() -> None:
    # Sharma, Wu & Dalal: The CIEDE2000 color-difference formula, Color Research & Application 30(1), 2005, table 1
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)
    assert ciede2000((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514)) == pytest.approx(0.9082, abs=1e-4)
    assert ciede2000((50, -1.3802, -84.2814), (50, 0, -82.7485)) == pytest.approx(1.0, abs=1e-4)


def test_white_is_white_to_everybody() -> None:
    for matrix in VISIONS.values():
        assert matrix @ np.ones(3) == pytest.approx(np.ones(3), abs=1e-5)


def linear(colour: str) -> Numbers:
    """Give linear sRGB in [0, 1]."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def as_lab(rgb: Numbers) -> tuple[float, float, float]:
    """Give CIE L*a*b* under D65 of a linear sRGB colour."""
    to_xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    xyz = to_xyz @ rgb / (0.95047, 1, 1.08883)
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return float(116 * y - 16), float(500 * (x - y)), float(200 * (y - z))


def ciede2000(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Give the CIEDE2000 distance of two colours in L*a*b*; the names are those of Sharma et al. 2005."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180
    dl, dc, dh = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    lightness, c, h = (l1 + l2) / 2, (c1 + c2) / 2, (h1 + turn / 2) % 360
    waves = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    t = 1 + sum(size * np.cos(np.radians(times * h + shift)) for size, times, shift in waves)
    sl = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    rt = -2 * np.sqrt(c**7 / (c**7 + 25**7)) * np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2))))
    return float(np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh)))
