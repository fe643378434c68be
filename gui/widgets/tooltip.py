"""Tooltips of any text: plain ones never wrap, and one that looks like markup would be taken for it."""

from __future__ import annotations

from html import escape

LONGEST = 1000
"""How many characters a tooltip shows; who wants all of a note opens it."""
_WIDEST = 60


def tooltip(text: str) -> str:
    """Give a text as Qt wants it for a tooltip: its lines below each other, long ones wrapped, shown as they are."""
    shown = text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"
    if len(shown) <= _WIDEST and "\n" not in shown and "<" not in shown:
        return shown
    lines = (f"<div>{escape(line) or '&nbsp;'}</div>" for line in shown.splitlines())
    return f"<qt>{''.join(lines)}</qt>"
