"""Odd texts for ``fuzz.py``: what people never write, and what they do write, changed somewhere."""

from __future__ import annotations

import json
import random

from common import ROOT

SAMPLE = ROOT / "resources" / "sample"


def sample_sentences() -> list[str]:
    """Give the sentences of the sample that comes with the program."""
    lines = (SAMPLE / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines] + [(SAMPLE / "letter.txt").read_text(encoding="utf-8")]
    return [line for text in texts for line in text.splitlines() if line]


def odd_text(chance: random.Random, sentences: list[str]) -> str:
    """Make a text that nobody thought of."""
    match chance.randrange(20):
        case 0:
            return "".join(chance.choice(ODD_CHARACTERS) for _ in range(chance.randrange(60)))
        case 1:
            unit = chance.choice((".", "a", "A.", "\n", " ", "é", "\u0301", "=", "a b ", "😀", "\r\n", "1,", "«", "-"))
            return unit * chance.choice((1, 3, 10, 30, 100, 300, chance.randrange(3000)))
        case 2 | 3:
            return " ".join(random_word(chance) for _ in range(chance.randrange(25)))
        case 4:
            return random_word(chance) * chance.choice((2, 5, 20, chance.randrange(400)))
        case 5 | 6 | 7:
            return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(80)))
        case _:
            text = part_of(chance, chance.choice(sentences))
            for _ in range(chance.randrange(1, 6)):
                text = changed_text(chance, text)
            return text[:20_000]


def part_of(chance: random.Random, sentence: str) -> str:
    """Give some characters of a sentence: most texts are short, as a case must be quick."""
    length = chance.choice((20, 60, 120, 120, len(sentence)))
    first = chance.randrange(max(1, len(sentence) - length))
    return sentence[first : first + length]


def changed_text(chance: random.Random, text: str) -> str:
    """Change a text a little."""
    first, last = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    last = min(last, first + chance.choice((1, 5, 30)))
    piece = text[first:last]
    other = chance.choice(
        (
            "", piece * chance.choice((2, 2, 3, 3, 30)), piece[::-1], piece.upper(), piece.swapcase(),
            random_word(chance), chance.choice(ODD_CHARACTERS), piece.replace(" ", chance.choice(ODD_CHARACTERS)),
            "\n" + piece,
        )
    )  # fmt: skip
    return text[:first] + other + text[last:]


def random_word(chance: random.Random) -> str:
    """Make a word of the characters of one block, now and then with others in it."""
    base = chance.choice((0x20, 0x61, 0x41, 0xC0, 0x300, 0x370, 0x400, 0x590, 0x600, 0x900, 0x3040, 0x4E00, 0xAC00))
    base = chance.randrange(0x110000 - 64) if chance.random() < 0.2 else base
    return "".join(
        chance.choice(ODD_CHARACTERS) if chance.random() < 0.05 else chr(base + chance.randrange(40))
        for _ in range(chance.randrange(1, 12))
    )


ODD_CHARACTERS = (
    *map(chr, (*range(33), 0x7F, 0x85, 0xA0, 0xAD, 0x130, 0x131, 0x149, 0x1C5, 0x34F, 0x3A3, 0x61C, 0xFDFA, 0x1E9E)),
    *map(chr, (0x200B, 0x200D, 0x200E, 0x2028, 0x2029, 0x202E, 0x2066, 0x2069, 0x20E3, 0x3000, 0xFE0F, 0xFEFF, 0xFFFC)),
    *map(chr, (0xFFFD, 0xFFFF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0x1F1E6, 0x1F468, 0x1F3FD, 0xE0001, 0xE0100, 0x10FFFF)),
    ".", ",", "!", "?", "…", "»", "'", "’", "-", "/", "@", "#", "http://", "a.b.c", "Dr.", "\r\n", "９", "٣", "½",
)  # fmt: skip
