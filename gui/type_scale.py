"""The four sizes of type, in logical pixels."""

from __future__ import annotations

SMALL_PX = 11
BASE_PX = 13
TITLE_PX = 16
DISPLAY_PX = 28
