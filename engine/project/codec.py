"""How tokens, changes and text are written in the project file.

Tokens: int32 little-endian ``[T, S, gap, …, length, …, size, …]``, zlib level 1, for T tokens in S sentences.
A gap is a token's start minus the end of the one before, a length is its end minus its start, a size is a
sentence's number of tokens: small numbers, which pack to about a byte and a half a token.

Changes: a JSON list with one list a change, its kind first: ``["span+", document, start, end, label]``, and
behind the label of what was not labelled by hand its source and confidence. Long ones are packed by zlib.

Text: UTF-8, and lone surrogates (broken JSON escapes, file names that are not UTF-8) as the three bytes they
would be.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np

from engine.project.actions import (
    Change,
    DocumentHidden,
    DocumentShown,
    GazetteerHidden,
    GazetteerShown,
    LabelAdded,
    LabelChanged,
    LabelMoved,
    LabelRemoved,
    NoteChanged,
    RangesConfirmed,
    RejectionRemoved,
    SpanAdded,
    SpanRemoved,
    StateChanged,
    SuggestionRejected,
)
from engine.text.document import BY_HAND, DocumentState, Origin, Source, Span, Tokens
from engine.text.labels import Label
from engine.text.ranges import Range

PACKED_FROM = 2000
"""From this many characters on the changes of an action are packed; most have a hundred."""


class DamagedError(Exception):
    """What was read is not what was ever written; the store makes a ProjectError of it.

    The message says what is wrong, as far as that is known.
    """

    @property
    def sentence(self) -> str:
        """Give what a ProjectError says of it: «is damaged (it has no table texts)»."""
        words = " ".join(str(self).split())
        return f"is damaged ({words})" if words else "is damaged"


_NONSENSE = (
    ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError, OSError,
    zlib.error, sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.DataError,
)  # fmt: skip
"""What comes of values that nobody wrote: of a wrong kind, out of range, at odds with each other."""


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Take what goes wrong with values from the file as damage to the file. Raises DamagedError, which names ``what``.

    For what is read alone: the same error about what is to be written is a bug.
    """
    try:
        yield
    except DamagedError as error:
        raise DamagedError(f"{what}: {error}") from error
    except _NONSENSE as error:
        raise DamagedError(f"{what}: {error}" if str(error) else what) from error
    except sqlite3.ProgrammingError as error:
        if not str(error).startswith("Error binding parameter"):
            raise  # a connection that was closed meanwhile, say
        raise DamagedError(f"{what}: {error}") from error


def encode_text(text: str) -> bytes:
    """Give the bytes of a text, to bind as ``CAST(? AS TEXT)``: sqlite3 refuses lone surrogates in a str."""
    return text.encode("utf-8", "surrogatepass")


def decode_text(data: bytes) -> str:
    """Give the text of bytes from a TEXT column. Raises DamagedError."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise DamagedError(f"text is not UTF-8: {error.reason}") from error


def pack_tokens(tokens: Tokens) -> bytes:
    """Pack the offsets and the sentence bounds of a text's tokens."""
    before = np.concatenate([[0], tokens.ends[:-1]]) if len(tokens) else tokens.ends
    parts = [
        np.array([len(tokens), tokens.sentence_count]),
        tokens.starts - before,
        tokens.ends - tokens.starts,
        np.diff(tokens.sentences),
    ]
    return zlib.compress(np.concatenate(parts).astype("<i4").tobytes(), level=1)


def unpack_tokens(data: bytes, text: str) -> Tokens:
    """Give the tokens of a text back. Raises DamagedError."""
    # no text has more tokens or sentences than characters, so what unpacks to gigabytes is no tokens
    most = 4 * (1024 + 3 * len(text))
    try:
        packed = zlib.decompressobj()
        numbers = np.frombuffer(packed.decompress(data, most + 1), dtype="<i4")
    except (zlib.error, ValueError, TypeError) as error:
        raise DamagedError(f"packed tokens: {error}") from error
    if not packed.eof:
        raise DamagedError("packed tokens: they are cut off, or too many for the text")
    if len(numbers) < 2 or numbers.min() < 0 or len(numbers) != 2 + 2 * int(numbers[0]) + int(numbers[1]):
        raise DamagedError(f"packed tokens: {len(numbers)} numbers that do not fit together")
    count = int(numbers[0])
    gaps, lengths, sizes = np.split(numbers[2:], [count, 2 * count])
    # int64, or what is no offsets could come round to some that look like it
    ends = np.cumsum(gaps.astype(np.int64) + lengths)
    sentences = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    if sentences[-1] != count or (count and (lengths.min() < 1 or ends[-1] > len(text))):
        raise DamagedError(f"packed tokens: {count} tokens that do not fit the text")
    return Tokens(text, (ends - lengths).astype(np.int32), ends.astype(np.int32), sentences.astype(np.int32))


_SPAN_KINDS: dict[str, type[SpanAdded | SpanRemoved | SuggestionRejected | RejectionRemoved]] = {
    "span+": SpanAdded,
    "span-": SpanRemoved,
    "reject+": SuggestionRejected,
    "reject-": RejectionRemoved,
}
_WHOLE_KINDS: dict[str, type[DocumentShown | DocumentHidden | GazetteerShown | GazetteerHidden]] = {
    "document+": DocumentShown,
    "document-": DocumentHidden,
    "list+": GazetteerShown,
    "list-": GazetteerHidden,
}
_LABEL_KINDS: dict[str, type[LabelAdded | LabelRemoved]] = {"label+": LabelAdded, "label-": LabelRemoved}
_KIND_OF = {kind: name for kinds in (_SPAN_KINDS, _WHOLE_KINDS, _LABEL_KINDS) for name, kind in kinds.items()}


def encode_changes(changes: Sequence[Change]) -> str | bytes:
    """Give the changes of an action as compact JSON (ASCII), packed where that is long."""
    text = json.dumps([_encode(change) for change in changes], separators=(",", ":"))
    return text if len(text) < PACKED_FROM else zlib.compress(text.encode("ascii"), level=1)


def decode_changes(data: str | bytes) -> tuple[Change, ...]:
    """Give the changes of an action back. Raises DamagedError."""
    with reading("action log"):
        text = data if isinstance(data, str) else zlib.decompress(data)
        return tuple(_decode(*row) for row in json.loads(text))


def _encode(change: Change) -> list[object]:
    match change:
        case StateChanged(document_id, before, after):
            return ["state", document_id, before, after]
        case RangesConfirmed(document_id, before, after):
            return ["confirmed", document_id, before, after]
        case NoteChanged(document_id, place, before, after):
            return ["note", document_id, place, before, after]
        case LabelChanged(before, after):
            return ["label", _fields(before), _fields(after)]
        case LabelMoved(name, before, after):
            return ["label-to", name, before, after]
        case LabelAdded(label, index, other) | LabelRemoved(label, index, other):
            return [_KIND_OF[type(change)], _fields(label), index, *([other] if other else [])]
        case DocumentShown(number) | DocumentHidden(number) | GazetteerShown(number) | GazetteerHidden(number):
            return [_KIND_OF[type(change)], number]
        case _:
            span, origin = change.span, change.span.origin
            row = [_KIND_OF[type(change)], change.document_id, span.start, span.end, span.label]
            return row if origin == BY_HAND else [*row, origin.source, origin.confidence]


def _decode(kind: str, *values: Any) -> Change:
    if kind in _SPAN_KINDS:
        document_id, start, end, label, *origin = values
        return _SPAN_KINDS[kind](document_id, Span(start, end, label, decode_origin(*origin) if origin else BY_HAND))
    if kind in _WHOLE_KINDS:
        return _WHOLE_KINDS[kind](*values)
    if kind == "state":
        document_id, before, after = values
        return StateChanged(document_id, DocumentState(before), DocumentState(after))
    if kind == "confirmed":
        document_id, before, after = values
        return RangesConfirmed(document_id, decode_ranges(before), decode_ranges(after))
    if kind == "note":
        document_id, (start, end), before, after = values
        return NoteChanged(document_id, (start, end), before, after)
    if kind == "label":
        before, after = values
        return LabelChanged(Label(*before), Label(*after))
    if kind == "label-to":
        return LabelMoved(*values)
    label, *index = values
    return _LABEL_KINDS[kind](Label(*label), *index)


def decode_ranges(pairs: Iterable[Sequence[int]]) -> tuple[Range, ...]:
    """Give ranges that were written as JSON. Raises ValueError."""
    return tuple((start, end) for start, end in pairs)


@lru_cache(maxsize=1000)
def decode_origin(source: str, confidence: float | None) -> Origin:
    """Give an origin; cached, because nearly all are the same few. Raises ValueError."""
    return Origin(Source(source), confidence)


def _fields(label: Label) -> list[object]:
    # the group is left out where there is none, as in all logs of schema 2
    return [label.name, label.colour, label.key, label.description, *filter(None, [label.group])]
