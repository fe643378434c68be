"""The visual system: colours, type and spacing, light and dark, each also in high contrast. Widgets take every colour
from here; ``gui/contrast.py`` says what may stand on what.

The colours of labels are those of the HTML page too (``export.palette``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.text.labels import PALETTE_SIZE
from export.palette import (
    DARK_CHIP_TEXT,
    DARK_COLOURS,
    DARK_CONTRAST_CHIP_TEXT,
    DARK_CONTRAST_COLOURS,
    LIGHT_CHIP_TEXT,
    LIGHT_COLOURS,
    LIGHT_CONTRAST_CHIP_TEXT,
    LIGHT_CONTRAST_COLOURS,
)

SPACE = 8
"""The unit of spacing, in logical pixels; margins and gaps are multiples of it or its half."""
RADIUS = 6
"""Corner radius of controls, in logical pixels."""
TINT = 0.14
"""The share of its colour in the ground of a strip; what stands on it must stay readable."""


@dataclass(frozen=True, slots=True)
class LabelColours:
    """How one label looks: ``fill`` behind the words, ``chip`` behind its name, ``chip_text`` on the chip."""

    fill: str
    chip: str
    chip_text: str


@dataclass(frozen=True, slots=True)
class HeatColours:
    """The stops of colour maps. gate: from closed to open; signed: from minus over nothing to plus."""

    gate: tuple[str, ...]
    signed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """One complete set of colours, as #rrggbb. strong: high contrast, in which every border can be seen."""

    name: str
    dark: bool
    window: str  # behind everything
    surface: str  # panels and bars
    page: str  # behind the text being labelled
    text: str
    muted: str  # secondary text, still AA on window, surface and page
    line: str  # hairlines between areas: an ornament, nothing stands on it
    track: str  # what a bar has not filled yet
    outline: str  # borders of fields and of what is switched off, 3:1 on every background
    off: str  # words and signs of what is switched off
    control: str  # buttons and fields
    control_hover: str
    accent: str  # the one action that matters, focus, the caret
    accent_text: str
    selection: str  # behind selected tokens
    good: str
    warning: str
    bad: str
    labels: tuple[LabelColours, ...]
    heat: HeatColours
    strong: bool = False

    @property
    def pressed(self) -> str:
        """Give the ground of a control that is pressed or switched on."""
        return mixed(self.control_hover, self.text, 0.08)

    @property
    def accent_hover(self) -> str:
        """Give the ground of the one action that matters while the mouse is on it."""
        return mixed(self.accent, self.text, 0.15)

    def tinted(self, ink: str) -> str:
        """Give the ground of a strip whose icon has the colour ``ink``."""
        return mixed(self.surface, ink, 0.0 if self.strong else TINT)

    def label(self, colour: int) -> LabelColours:
        """Give the colours of a palette index."""
        return self.labels[colour % PALETTE_SIZE]


def mixed(colour: str, other: str, share: float) -> str:
    """Give a colour with a share in [0, 1] of another one, both #rrggbb."""
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


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
    track="#dcdfe4",
    outline="#7d8590",
    off="#7d8590",
    control="#ffffff",
    control_hover="#eceff3",
    accent="#1f5fbf",
    accent_text="#ffffff",
    selection="#cfe0fb",
    good="#1b6e44",
    warning="#8a5300",
    bad="#a8322a",
    labels=_pairs(LIGHT_CHIP_TEXT, LIGHT_COLOURS),
    heat=HeatColours(
        gate=("#f4f1f9", "#a287c9", "#3b1a6c"),
        signed=("#743500", "#e08a3c", "#f4f3f1", "#5b9bd8", "#0a3a78"),
    ),
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
    track="#343a42",
    outline="#7b8590",
    off="#7b8590",
    control="#272d34",
    control_hover="#323942",
    accent="#7db1f5",
    accent_text="#0d1420",
    selection="#2f4a73",
    good="#74cb98",
    warning="#f0a95a",
    bad="#f29488",
    labels=_pairs(DARK_CHIP_TEXT, DARK_COLOURS),
    heat=HeatColours(
        gate=("#2a2f37", "#8067c0", "#f1e9ff"),
        signed=("#ffdcae", "#c9772b", "#2a2f36", "#3d82c9", "#d3e8ff"),
    ),
)

LIGHT_CONTRAST = Theme(
    name="contrast_light",
    dark=False,
    strong=True,
    window="#ffffff",
    surface="#ffffff",
    page="#ffffff",
    text="#000000",
    muted="#333333",
    line="#000000",
    track="#d0d0d0",
    outline="#000000",
    off="#646464",
    control="#ffffff",
    control_hover="#e6e6e6",
    accent="#0032a0",
    accent_text="#ffffff",
    selection="#ffe97a",
    good="#00522a",
    warning="#6b3a00",
    bad="#8b0000",
    labels=_pairs(LIGHT_CONTRAST_CHIP_TEXT, LIGHT_CONTRAST_COLOURS),
    heat=HeatColours(
        gate=("#ffffff", "#9a78c8", "#1d0040"),
        signed=("#5a2600", "#e0812a", "#ffffff", "#3f8ad8", "#00205a"),
    ),
)

DARK_CONTRAST = Theme(
    name="contrast_dark",
    dark=True,
    strong=True,
    window="#000000",
    surface="#000000",
    page="#000000",
    text="#ffffff",
    muted="#d6d6d6",
    line="#ffffff",
    track="#454545",
    outline="#ffffff",
    off="#9c9c9c",
    control="#000000",
    control_hover="#303030",
    accent="#ffe14d",
    accent_text="#000000",
    selection="#004a8f",
    good="#7dffb2",
    warning="#ffc266",
    bad="#ffb0a8",
    labels=_pairs(DARK_CONTRAST_CHIP_TEXT, DARK_CONTRAST_COLOURS),
    heat=HeatColours(
        gate=("#161616", "#8a6ad0", "#ffffff"),
        signed=("#ffe3b8", "#d9822b", "#161616", "#3d8fe0", "#d5eaff"),
    ),
)

ALL = (LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST)


def opposite(theme: Theme) -> Theme:
    """Give the theme that stands out from a theme: dark for light, and as strong."""
    return next(other for other in ALL if other.dark != theme.dark and other.strong == theme.strong)
