"""Scores as people read them."""

from __future__ import annotations

import math

from gui.words import decimal

MINUS = "\N{MINUS SIGN}"


def scored(value: float, places: int = 2) -> str:
    """Give a number with its sign; −∞ for what is forbidden."""
    if math.isinf(value):
        return f"{'+' if value > 0 else MINUS}∞"
    words = decimal(abs(value), places)
    if not any(digit in words for digit in "123456789"):
        return words
    return f"{'+' if value > 0 else MINUS}{words}"
