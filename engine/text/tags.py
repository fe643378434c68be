"""Turn spans into tags (B-PER, I-PER, O) and back. No other module knows what the letters mean.

A sequence that breaks its scheme is read the way the conlleval script reads it (Tjong Kim Sang & Buchholz
2000), and each place where that was needed is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.text.document import Span, Tokens

OUTSIDE = "O"


class Scheme(StrEnum):
    """How letters mark the tokens of an entity."""

    IOB1 = "IOB1"  # I everywhere; B only right behind an entity of the same label
    IOB2 = "IOB2"  # B first, then I
    IOE2 = "IOE2"  # I, then E last
    BIOES = "BIOES"  # B first, I inside, E last, S alone; also written BILOU and BMES


@dataclass(frozen=True, slots=True)
class Repair:
    """A tag that breaks its scheme. index: its place in the sequence; reason: how it was read."""

    index: int
    tag: str
    reason: str


_LETTERS = {"B": "B", "I": "I", "M": "I", "E": "E", "L": "E", "S": "S", "U": "S"}


def split_tag(tag: str) -> tuple[str, str]:
    """Give the letter (O, B, I, E or S; those of BILOU and BMES are mapped) and the label, "" for O.

    Raises ValueError when it is no tag.
    """
    if tag == OUTSIDE:
        return OUTSIDE, ""
    letter, dash, label = tag.partition("-")
    if not dash or not label or label != label.strip() or letter not in _LETTERS:
        raise ValueError(f"{tag!r} is not a tag like O, B-PER or I-PER")
    return _LETTERS[letter], label


def detect_scheme(sentences: Iterable[Sequence[str]]) -> Scheme:
    """Find the scheme that the tags of a corpus follow; IOB2 where nothing speaks against it."""
    letters: set[str] = set()
    needless_b = bare_i = 0
    for tags in sentences:
        label_before = ""
        for tag in tags:
            letter, label = split_tag(tag)
            letters.add(letter)
            if label != label_before:
                needless_b += letter == "B"
                bare_i += letter == "I"
            label_before = label
    if "S" in letters or {"B", "E"} <= letters:
        return Scheme.BIOES
    if "E" in letters:
        return Scheme.IOE2
    return Scheme.IOB1 if bare_i > needless_b else Scheme.IOB2


def tags_to_ranges(
    tags: Sequence[str], scheme: Scheme = Scheme.IOB2
) -> tuple[list[tuple[int, int, str]], list[Repair]]:
    """Give the entities of a sentence as token ranges ``(first, last, label)`` and what was repaired."""
    ranges: list[tuple[int, int, str]] = []
    repairs: list[Repair] = []
    first, letter_before, label_before = 0, OUTSIDE, ""

    def close(end: int) -> None:
        if letter_before == OUTSIDE:
            return
        ranges.append((first, end, label_before))
        if scheme in (Scheme.BIOES, Scheme.IOE2) and letter_before in "BI":
            repairs.append(Repair(end - 1, tags[end - 1], "the entity has no end tag: read as ending here"))

    for index, tag in enumerate(tags):
        letter, label = split_tag(tag)
        if letter == OUTSIDE or letter in "BS" or letter_before in "OES" or label != label_before:
            close(index)
            first = index
            if scheme in (Scheme.IOB2, Scheme.BIOES) and letter in "IE":
                repairs.append(Repair(index, tag, "the entity has no start tag: read as starting here"))
        letter_before, label_before = letter, label
    close(len(tags))
    repairs.sort(key=lambda repair: repair.index)
    return ranges, repairs


def spans_to_tags(
    tokens: Tokens,
    spans: Iterable[Span],
    first: int = 0,
    last: int | None = None,
    scheme: Scheme = Scheme.IOB2,
) -> list[str]:
    """Give the tags of the tokens ``[first, last)``; of a span that reaches beyond, the part inside counts.

    Raises ValueError when a span is not on token boundaries or overlaps another one.
    """
    last = len(tokens) if last is None else last
    tags = [OUTSIDE] * (last - first)
    for span in sorted(spans):
        begin, end = tokens.covering(span.start, span.end)
        begin, end = max(begin, first), min(end, last)
        if begin >= end:
            continue
        if not tokens.aligned(span.start, span.end):
            raise ValueError(f"{span} is not on token boundaries")
        if any(tag != OUTSIDE for tag in tags[begin - first : end - first]):
            raise ValueError(f"{span} overlaps another span")
        follows_same = begin > first and split_tag(tags[begin - first - 1])[1] == span.label
        letters = _letters(end - begin, scheme, follows_same)
        tags[begin - first : end - first] = [f"{letter}-{span.label}" for letter in letters]
    return tags


def _letters(length: int, scheme: Scheme, follows_same: bool) -> str:
    """Give the letters of an entity; ``follows_same``: one of the same label stands right before it."""
    match scheme:
        case Scheme.IOB1:
            return ("B" if follows_same else "I") + "I" * (length - 1)
        case Scheme.IOB2:
            return "B" + "I" * (length - 1)
        case Scheme.IOE2:
            return "I" * (length - 1) + "E"
        case Scheme.BIOES:
            return "S" if length == 1 else "B" + "I" * (length - 2) + "E"
