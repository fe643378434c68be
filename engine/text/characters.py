"""Classes of characters, as the insides of regular-expression brackets.

The standard library's ``re`` has no Unicode properties, so the classes it lacks are spelled out here; the
combining marks, of which there are hundreds of ranges, are collected from ``unicodedata`` when they are first
needed (10 ms).
"""

from __future__ import annotations

import unicodedata
from functools import cache

UNSPACED = (
    "\u0e01-\u0e4f\u0e5a\u0e5b\u0e81-\u0ecf\u0edc-\u0edf"  # Thai, Lao
    "\u1000-\u103f\u104a-\u108f\u109a-\u109f\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7f"  # Myanmar
    "\u1780-\u17df\u1950-\u19cf\u19da-\u19ff\u1a20-\u1a7f\u1aa0-\u1aad"  # Khmer, Tai
    "\u1b00-\u1b4f\u1b5a-\u1b7f\ua980-\ua9cf\ua9de\ua9df"  # Balinese, Javanese
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3031-\u303c\u3041-\u31ff\u3400-\u4dbf\u4e00-\u9fff"  # Han, kana
    "\ua000-\ua4c6\uf900-\ufaff\uff66-\uff9d\U00016fe0-\U00018cff\U0001aff0-\U0001b2ff\U00020000-\U000323af"
)
"""Scripts written without blanks between words, their decimal digits left out; hangul is not among them."""

IGNORABLE = "\u00ad\u034f\u180b-\u180f\u200c\u200d\u2060\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef"
"""What is invisible but belongs to the character before it: joiners, variation selectors, the soft hyphen."""

SEPARATOR = (
    "\x00-\x08\x0e-\x1b\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2061-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001"
)
"""What is invisible and belongs to nothing: controls, zero-width space, BOM, writing-direction marks."""

PICTOGRAPH = "\u2190-\u2bff\U0001f000-\U0001fbff"
"""What can follow a zero-width joiner in an emoji sequence."""

FLAG_LETTER = "\U0001f1e6-\U0001f1ff"
"""Regional indicators: two of them are a flag."""

STACKER = "\u1039\u17d2\u1a60"
"""Signs that put the next letter below the one before (Myanmar, Khmer, Tai Tham)."""

_ALSO_EXTENDING = "\u0e33\u0eb3\uff9e\uff9f\U0001f3fb-\U0001f3ff"  # sara am, half-width voicing, skin tones


@cache
def extending() -> str:
    """Give the class of what is never cut from the character before it: marks, joiners, skin tones."""
    ranges: list[str] = []
    first = None
    for code in range(0x300, 0x20000):
        is_mark = unicodedata.category(chr(code))[0] == "M"
        if is_mark and first is None:
            first = code
        elif not is_mark and first is not None:
            ranges.append(f"{chr(first)}-{chr(code - 1)}")
            first = None
    return "".join(ranges) + _ALSO_EXTENDING + IGNORABLE
