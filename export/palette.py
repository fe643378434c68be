"""The colours of labels, in the order of ``Label.colour``: for the window and for the HTML page alike.

Each is a pair: what is filled behind the words, and the chip behind the label's name. They are told apart by people
with any colour vision; text on them meets WCAG AA, which a test asserts.
"""

from __future__ import annotations

LIGHT_COLOURS = (
    ("#d6e6f7", "#1f5f99"),
    ("#fbe3c8", "#934f00"),
    ("#d3eedd", "#1b6e44"),
    ("#e9dcf5", "#6b3fa0"),
    ("#fadbd8", "#a8322a"),
    ("#cfeded", "#0b676c"),
    ("#f4ebc1", "#6f5b00"),
    ("#f9dbea", "#a12b6b"),
    ("#e5ebc9", "#55651a"),
    ("#dddff7", "#424ba8"),
    ("#ebdfd5", "#74492b"),
    ("#e4e6e9", "#4d5762"),
)
DARK_COLOURS = (
    ("#1e3a56", "#7db8f0"),
    ("#4f3414", "#f0a95a"),
    ("#1c4530", "#74cb98"),
    ("#40305a", "#c3a0f0"),
    ("#552825", "#f29488"),
    ("#134547", "#62c9cc"),
    ("#453c10", "#d9c04f"),
    ("#522a40", "#f093c1"),
    ("#3a431a", "#b5c763"),
    ("#2e3263", "#a5adf7"),
    ("#47342a", "#d3a98b"),
    ("#383e45", "#b4bdc7"),
)
LIGHT_CHIP_TEXT = "#ffffff"
DARK_CHIP_TEXT = "#101418"
