"""What is drawn upon what, in one table, and how well each can be told apart: WCAG 2.2, criteria 1.4.3 and 1.4.11.

Who draws something new adds a line here. A test measures every line in every theme, and another one refuses a colour
of the themes that has no line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gui.theme import Theme

TEXT, SHAPE = 4.5, 3.0
"""AA: the least contrast of words, and of what is no word but has to be seen."""
STRONG_TEXT, STRONG_SHAPE = 7.0, 4.5
"""In high contrast: AAA for words, and for shapes what AA wants of words."""

_AREAS = ("window", "surface", "page")
_CONTROLS = ("control", "control_hover", "pressed")
_STRIPS = ("strip", "warning_strip")  # banners
WORDS: dict[str, tuple[str, ...]] = {
    "text": (*_AREAS, *_CONTROLS, *_STRIPS, "selection", "label.fill"),
    "muted": (*_AREAS, "control", "control_hover", "label.fill"),
    "accent": (*_AREAS, "control", "control_hover"),
    "accent_text": ("accent", "accent_hover"),
    "good": (*_AREAS, "control", "control_hover"),
    "warning": (*_AREAS, "control", "control_hover"),
    "bad": (*_AREAS, "control", "control_hover"),
    "page": ("muted",),  # the chip of a label that is no longer there
    "label.chip_text": ("label.chip",),
    "label.chip": ("label.fill", "page"),  # the name on the chip of a suggestion
}
"""Words: the colour of the letters, and all that they stand on."""
SHAPES: dict[str, tuple[str, ...]] = {
    "outline": (*_AREAS, "control", "control_hover"),  # fields, chips that are off, scroll bars
    "accent": (*_AREAS, *_CONTROLS, "track", "selection", "label.fill"),  # focus, caret, progress
    "accent_text": ("accent",),  # focus on what is itself coloured
    "text": ("page",),  # how sure a suggestion is, in the row that is selected
    "off": (*_AREAS, "control", "control_hover"),
    "muted": ("track", "pressed", "selection", "label.fill"),  # confidence; a button in a row; the caret
    "good": ("page", "surface", "track"),  # bars beside confirmed lines, what is done
    "warning": ("surface", "warning_strip"),
    "accent_icon": ("strip",),
    "label.chip": (*_AREAS, "control", "label.fill"),  # outlines of marks, swatches, the minimap
}
"""Shapes: the colour of an outline or a sign, and all that it stands on."""


@dataclass(frozen=True, slots=True)
class Use:
    """One colour on another, as #rrggbb. what: words for a failure; least: the contrast that it must have."""

    what: str
    ink: str
    ground: str
    least: float

    @property
    def contrast(self) -> float:
        """Give the contrast in [1, 21]."""
        return contrast(self.ink, self.ground)


def uses(theme: Theme) -> Iterator[Use]:
    """Give every use of two colours in a theme, those of the labels once a label."""
    text, shape = (STRONG_TEXT, STRONG_SHAPE) if theme.strong else (TEXT, SHAPE)
    for table, least in ((WORDS, text), (SHAPES, shape)):
        for ink, grounds in table.items():
            for ground in grounds:
                of_labels = "label." in ink + ground
                for n in range(len(theme.labels)) if of_labels else (0,):
                    inks, behind = _colour(theme, ink, n), _colour(theme, ground, n)
                    which = f" of label {n}" if of_labels else ""
                    # the colours of labels have to differ from each other too, which leaves less room
                    wanted = min(least, TEXT) if ink == "label.chip" else least
                    yield Use(f"{ink} on {ground}{which} in {theme.name}", inks, behind, wanted)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, #rrggbb, as WCAG 2.2 defines it: from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, #rrggbb, as WCAG 2.2 defines it: from 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colour(theme: Theme, name: str, number: int) -> str:
    if name.startswith("label."):
        return str(getattr(theme.labels[number], name.removeprefix("label.")))
    derived = {
        "strip": theme.tinted(theme.accent),
        "warning_strip": theme.tinted(theme.warning),
        "accent_icon": theme.accent,
    }
    return derived.get(name) or str(getattr(theme, name))
