"""Just enough of protocol buffers to look into a file, or to say how a part of one must look, without any library.

https://protobuf.dev/programming-guides/encoding
"""

from __future__ import annotations

from collections.abc import Iterator

MAX_FIELDS = 10_000
"""A message of ours has fifty; a file made to keep us busy could have millions."""

_VARINT, _BYTES = 0, 2
"""The only two wire types in what is looked into here."""


class BrokenMessageError(ValueError):
    """The bytes break off or are not the messages they should be."""


def fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Give the fields of a message: number, and an int or the bytes of what is inside. Raises BrokenMessageError."""
    position = 0
    for _ in range(MAX_FIELDS):
        if position == len(message):
            return
        key, position = _read_varint(message, position)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            number_value, position = _read_varint(message, position)
            yield number, number_value
            continue
        if wire != _BYTES:
            raise BrokenMessageError(f"wire type {wire}")
        size, position = _read_varint(message, position)
        if number == 0 or position + size > len(message):
            raise BrokenMessageError("a field ends behind the end")
        yield number, message[position : position + size]
        position += size
    raise BrokenMessageError(f"a message of more than {MAX_FIELDS} fields")


def text(value: int | memoryview | None) -> str:
    """Give the text of a field. Raises BrokenMessageError if it is none."""
    if not isinstance(value, memoryview):
        raise BrokenMessageError("a text is missing")
    try:
        return str(value, "utf-8")
    except UnicodeDecodeError as error:
        raise BrokenMessageError("a text is not UTF-8") from error


def field(number: int, value: int | str | bytes) -> bytes:
    """Write one field."""
    if isinstance(value, int):
        return _varint(number << 3 | _VARINT) + _varint(value)
    content = value.encode() if isinstance(value, str) else value
    return opening(number, len(content)) + content


def opening(number: int, size: int) -> bytes:
    """Write what stands before the bytes of a field."""
    return _varint(number << 3 | _BYTES) + _varint(size)


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])


def _read_varint(message: memoryview, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(message):
            break
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise BrokenMessageError("a number does not end")
