"""Broken tagger files for ``fuzz.py``: each a good one, changed somewhere."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Sequence

from export.model_file import MAX_BYTES
from export.protobuf import BrokenMessageError, field, fields

FULL_SIZE_SHARE = 0.03
"""How many of the files come from the tagger of full size, which takes long to copy and to load."""


def broken_file(chance: random.Random, small: Sequence[bytes], full: Sequence[bytes]) -> bytes:
    """Change a tagger's file in one to three ways. small, full: files to choose from, one in each precision."""
    data = chance.choice(full if chance.random() < FULL_SIZE_SHARE else small)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        data = chance.choice(CHANGES)(chance, data, chance.choice(small))
    return data[: MAX_BYTES + 2]


def flip_bits(chance: random.Random, data: bytes, _: bytes) -> bytes:
    """Flip some bits anywhere, or near the small parts at the end, where the description is."""
    broken = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64)) if broken else 0):
        least = max(0, len(broken) - 3000) if chance.random() < 0.5 else 0
        broken[chance.randrange(least, len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def overwrite_run(chance: random.Random, data: bytes, _: bytes) -> bytes:
    """Write a run of bytes over others, or between them."""
    at, length = chance.randrange(len(data) + 1), chance.choice((1, 2, 4, 8, 100, 1000))
    pattern = chance.choice((b"\0", b"\xff", b"\x7f", b"\x80", chance.randbytes(length), b"\x00\x00\xc0\x7f"))
    run_of = (pattern * length)[:length]
    return data[:at] + run_of + data[at + (0 if chance.random() < 0.3 else length) :]


def cut(chance: random.Random, data: bytes, _: bytes) -> bytes:
    """Leave out the end, the beginning or something between."""
    first, last = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return chance.choice((data[:first], data[first:], data[:first] + data[last:], data[: first // 100]))


def splice(chance: random.Random, data: bytes, small: bytes) -> bytes:
    """Put the beginning of one file before the end of another."""
    return data[: chance.randrange(len(data) + 1)] + small[chance.randrange(len(small) + 1) :]


def change_fields(chance: random.Random, data: bytes, _: bytes) -> bytes:
    """Change the fields of a message somewhere inside: all lengths around it are right again."""
    return _changed_message(chance, data, chance.choice((0, 1, 1, 2, 2, 3, 4)))


def _changed_message(chance: random.Random, data: bytes, depth: int) -> bytes:
    try:
        parts = [(n, v if isinstance(v, int) else bytes(v)) for n, v in fields(memoryview(data))]
    except BrokenMessageError:
        return flip_bits(chance, data, data)
    inner = [place for place, (_, value) in enumerate(parts) if isinstance(value, bytes) and value]
    if depth and inner:
        # The graph has most of what there is; at the top, it is chosen as often as all the rest.
        graphs = [place for place in inner if len(parts[place][1]) > len(data) // 2]  # type: ignore[arg-type]
        place = chance.choice(graphs if graphs and chance.random() < 0.5 else inner)
        number, value = parts[place]
        assert isinstance(value, bytes)
        parts[place] = number, _changed_message(chance, value, depth - 1)
    elif parts:
        _change_one(chance, parts)
    return b"".join(field(number, value) for number, value in parts)


def _change_one(chance: random.Random, parts: list[tuple[int, int | bytes]]) -> None:
    place, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    number, value = parts[place]
    match chance.randrange(7):
        case 0:
            del parts[place]
        case 1:
            parts.insert(other, parts[place])
        case 2:
            parts[place], parts[other] = parts[other], parts[place]
        case 3:
            parts[place] = chance.choice((1, 2, 5, 7, 13, 14, 15, 20, 25, 99, number + 1)), value
        case 4:
            parts[place] = number, parts[other][1]
        case 5:
            parts.insert(place, (chance.choice((6, 13, 14, 15, 20, 25, 26, 1000)), chance.choice(ODD_NUMBERS)))
        case _:
            odd = chance.choice(ODD_NUMBERS)
            parts[place] = number, odd if isinstance(value, int) else chance.choice(ODD_BYTES)


ODD_NUMBERS = (0, 1, 2, 3, 7, 127, 128, 1 << 16, 1 << 31, 1 << 32, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)
ODD_BYTES = (b"", b"\0", b"Loop", b"If", b"Scan", b"com.microsoft", b"\xff\xfe", b"/etc/passwd", bytes(64), b"features")

# Numbers of fields of onnx.proto.
_GRAPH, _METADATA, _CONSTANT, _DIMS, _DATA = 7, 14, 5, 1, 9


def change_constants(chance: random.Random, data: bytes, _: bytes) -> bytes:
    """Swap constants, lie about their shapes, with and without the data to match, or change their numbers."""

    def change(graph: bytes) -> bytes:
        parts = [(n, v if isinstance(v, int) else bytes(v)) for n, v in fields(memoryview(graph))]
        places = [place for place, (number, _) in enumerate(parts) if number == _CONSTANT]
        one, two = chance.choice(places), chance.choice(places)
        tensor = parts[one][1]
        assert isinstance(tensor, bytes)
        match chance.randrange(5):
            case 0:
                parts[one], parts[two] = parts[two], parts[one]
            case 1:
                parts[one] = _CONSTANT, _each(tensor, _DIMS, lambda _: chance.choice(ODD_NUMBERS))
            case 2:
                rows = chance.randrange(5)
                bigger = _each(tensor, _DIMS, lambda dim: dim + rows if isinstance(dim, int) else dim)
                parts[one] = _CONSTANT, _each(bigger, _DATA, lambda raw: bytes(chance.randrange(4 * len(raw) + 1)))
            case _:
                parts[one] = _CONSTANT, _each(tensor, _DATA, lambda raw: _odd_numbers(chance, raw))
        return b"".join(field(number, value) for number, value in parts)

    return _each_or_same(data, _GRAPH, change)


def _odd_numbers(chance: random.Random, raw: bytes) -> bytes:
    """Give as many bytes, with numbers that are huge, tiny, no numbers at all, or the same everywhere."""
    pattern = chance.choice(
        (
            b"\x00\x00\xc0\x7f",
            b"\x00\x00\x80\x7f",
            b"\xff\xff\x7f\x7f",
            b"\xff\xff\x7f\xff",
            b"\x01\0\0\0",
            b"\xff",
            b"\0",
        )
    )
    if chance.random() < 0.5:
        return (pattern * len(raw))[: len(raw)]
    broken = bytearray(raw)
    at = chance.randrange(len(raw) // 4 + 1) * 4
    broken[at : at + 4] = (pattern * 4)[:4]
    return bytes(broken[: len(raw)])


def change_description(chance: random.Random, data: bytes, _: bytes) -> bytes:
    """Change the JSON of one entry of the metadata."""
    entries = [bytes(v) for n, v in fields_or_none(data) if n == _METADATA and not isinstance(v, int)]
    if not entries:
        return data
    chosen = chance.choice(entries)
    return _each_or_same(
        data,
        _METADATA,
        lambda entry: _each_or_same(entry, 2, lambda text: _odd_json(chance, text)) if entry == chosen else entry,
    )


def _odd_json(chance: random.Random, text: bytes) -> bytes:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return flip_bits(chance, text, text)
    odd = _odd_value(chance, value)
    written = json.dumps(odd, ensure_ascii=chance.random() < 0.5)
    return chance.choice((written, written, written, "[" * 100_000, "1" * 5000, "")).encode("utf-8", "surrogatepass")


def _odd_value(chance: random.Random, value: object) -> object:
    """Change plain data somewhere inside."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(list(value))
        others = {k: v for k, v in value.items() if k != key}
        return others | chance.choice(
            ({}, {key: _odd_value(chance, value[key])}, {chance.choice(ODD_TEXTS): value[key]})
        )
    if isinstance(value, list) and value and chance.random() < 0.8:
        place = chance.randrange(len(value))
        return [*value[:place], *chance.choice(([], [_odd_value(chance, value[place])], value)), *value[place + 1 :]]
    return chance.choice(ODD_VALUES)


ODD_TEXTS = ("", "\ud800", "\x00", "\x1b[2J", "PER\u202e", "O", "lower", "a\n" * 1000, "x" * 10_000)
ODD_VALUES = (
    None, True, False, 0, 1, -1, 3, 64, 1 << 20, (1 << 20) + 1, 1 << 31, 1 << 64, 10**400,
    0.5, -0.0, 1e308, math.inf, -math.inf, math.nan, [], {}, [[]], ["O"], {"f1": 1}, *ODD_TEXTS,
)  # fmt: skip


def fields_or_none(data: bytes) -> list[tuple[int, int | memoryview]]:
    """Give the fields of a message, none if it is broken."""
    try:
        return list(fields(memoryview(data)))
    except BrokenMessageError:
        return []


def _each(message: bytes, number: int, change: Callable[..., int | bytes]) -> bytes:
    parts = [(n, v if isinstance(v, int) else bytes(v)) for n, v in fields(memoryview(message))]
    return b"".join(field(n, change(v) if n == number else v) for n, v in parts)


def _each_or_same(message: bytes, number: int, change: Callable[..., int | bytes]) -> bytes:
    """Change a field, unless the message is broken already or has something else there."""
    try:
        return _each(message, number, change)
    except (BrokenMessageError, AssertionError, AttributeError, TypeError, IndexError):
        return message


Change = Callable[[random.Random, bytes, bytes], bytes]
CHANGES: tuple[Change, ...] = (
    flip_bits, overwrite_run, cut, splice, *[change_fields] * 3, *[change_constants] * 2, *[change_description] * 2,
)  # fmt: skip
