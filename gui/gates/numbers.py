"""Numbers as the gates are told in: so many decimal places, with a real minus."""

from __future__ import annotations

from gui.words import decimal

VALUE_PLACES, SUM_PLACES = 3, 2
"""Of values of a unit, and of what is added up before it is bent."""


def signed(value: float, places: int = VALUE_PLACES) -> str:
    """Give a number; nothing is not negative."""
    text = decimal(value, places)
    if text.startswith("-") and not any(digit in text for digit in "123456789"):
        text = text[1:]
    return text.replace("-", "−")


def with_sign(value: float, places: int) -> str:
    """Give a number as it stands in a sum: «+ 0.42», «− 0.05»."""
    text = signed(value, places)
    return f"− {text[1:]}" if text.startswith("−") else f"+ {text}"
