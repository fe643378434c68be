"""The visual system: colours, type and spacing for light and dark. Widgets take every colour from here.

The colours of labels are those of the HTML page too (``export.palette``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.text.labels import PALETTE_SIZE
from export.palette import DARK_CHIP_TEXT, DARK_COLOURS, LIGHT_CHIP_TEXT, LIGHT_COLOURS

SPACE = 8
"""The unit of spacing, in logical pixels; margins and gaps are multiples of it or its half."""
RADIUS = 6
"""Corner radius of controls, in logical pixels."""


@dataclass(frozen=True, slots=True)
class LabelColours:
    """How one label looks: ``fill`` behind the words, ``chip`` behind its name, ``chip_text`` on the chip."""

    fill: str
    chip: str
    chip_text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """One complete set of colours, as #rrggbb."""

    name: str
    dark: bool
    window: str  # behind everything
    surface: str  # panels and bars
    page: str  # behind the text being labelled
    text: str
    muted: str  # secondary text, still AA on window, surface and page
    line: str  # hairlines between areas
    outline: str  # borders of fields and of what is switched off, 3:1 on every background
    control: str  # buttons and fields
    control_hover: str
    accent: str  # the one action that matters, focus, the caret
    accent_text: str
    selection: str  # behind selected tokens
    good: str
    warning: str
    bad: str
    labels: tuple[LabelColours, ...]

    def label(self, colour: int) -> LabelColours:
        """Give the colours of a palette index."""
        return self.labels[colour % PALETTE_SIZE]


def _pairs(chip_text: str, pairs: Sequence[tuple[str, str]]) -> tuple[LabelColours, ...]:
    return tuple(LabelColours(fill, chip, chip_text) for fill, chip in pairs)


LIGHT = Theme(
    name="light",
    dark=False,
    window="#f4f5f7",
    surface="#fbfbfc",
    page="#ffffff",
    text="#1b1f24",
    muted="#57606a",
    line="#dcdfe4",
    outline="#7d8590",
    control="#ffffff",
    control_hover="#eceff3",
    accent="#1f5fbf",
    accent_text="#ffffff",
    selection="#cfe0fb",
    good="#1b6e44",
    warning="#8a5300",
    bad="#a8322a",
    labels=_pairs(LIGHT_CHIP_TEXT, LIGHT_COLOURS),
)

DARK = Theme(
    name="dark",
    dark=True,
    window="#15181c",
    surface="#1b1f24",
    page="#1f2429",
    text="#e6e9ed",
    muted="#a3acb6",
    line="#343a42",
    outline="#7b8590",
    control="#272d34",
    control_hover="#323942",
    accent="#7db1f5",
    accent_text="#0d1420",
    selection="#2f4a73",
    good="#74cb98",
    warning="#f0a95a",
    bad="#f29488",
    labels=_pairs(DARK_CHIP_TEXT, DARK_COLOURS),
)
