"""The colours of labels, in the order of ``Label.colour``: for the window and for the HTML page alike.

Each is a pair: what is filled behind the words, and the chip behind the label's name. Text on them meets WCAG AA. With
any colour vision all twelve are told apart, best those that come first and those that follow each other: lightness
varies as much as hue does, since hue is what colour-blind people do not see. Tests measure both
(``tests/gui/test_theme.py``); a colour that is changed by eye is likely to break them.
"""

from __future__ import annotations

LIGHT_COLOURS = (
    ("#d8d8fc", "#004fc8"),
    ("#ecdac7", "#5f3700"),
    ("#adf9b9", "#006d48"),
    ("#f2e9fc", "#300d98"),
    ("#f9d4d5", "#be003a"),
    ("#bde0e5", "#00464c"),
    ("#dbf1a6", "#575e00"),
    ("#fae0e6", "#561131"),
    ("#f2dc86", "#2e2900"),
    ("#d0daf0", "#0b2656"),
    ("#fef2e0", "#684e2e"),
    ("#eff2f5", "#555f67"),
)
DARK_COLOURS = (
    ("#04153b", "#69a4fe"),
    ("#3f2b22", "#f88211"),
    ("#003801", "#6dc66a"),
    ("#40116e", "#dfc1fe"),
    ("#37020a", "#fda7ad"),
    ("#062522", "#95fff1"),
    ("#373119", "#f7efa3"),
    ("#56052f", "#f582a7"),
    ("#1d2200", "#dffc17"),
    ("#2b234b", "#ad98d4"),
    ("#2f1e1a", "#cb9885"),
    ("#12181e", "#bbc1cc"),
)
LIGHT_CHIP_TEXT = "#ffffff"
DARK_CHIP_TEXT = "#101418"

LIGHT_CONTRAST_COLOURS = (
    ("#d2d3f9", "#004ec5"),
    ("#f6cbb7", "#a40d00"),
    ("#b6fce4", "#006142"),
    ("#f9edfe", "#3e005b"),
    ("#e9cfca", "#3e0409"),
    ("#b7dede", "#002a2f"),
    ("#f4d783", "#3f2700"),
    ("#fed1e6", "#992868"),
    ("#e1f1ac", "#565624"),
    ("#e4e0fb", "#001999"),
    ("#f7e1d6", "#5d3325"),
    ("#eef1f4", "#404951"),
)
DARK_CONTRAST_COLOURS = (
    ("#2a304c", "#b0c8ff"),
    ("#432c22", "#e2ac89"),
    ("#001f19", "#affde3"),
    ("#0d1443", "#a78fcc"),
    ("#680800", "#ff6c34"),
    ("#003835", "#3dc5b7"),
    ("#2d3513", "#f3fb89"),
    ("#620c35", "#f4789e"),
    ("#1e1b00", "#bad01b"),
    ("#3a1d78", "#9592fe"),
    ("#2d2017", "#ffdab6"),
    ("#1c2027", "#dee6f0"),
)
LIGHT_CONTRAST_CHIP_TEXT = "#ffffff"
DARK_CONTRAST_CHIP_TEXT = "#000000"
