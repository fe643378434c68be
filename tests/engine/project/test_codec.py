from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.project import actions
from engine.project.codec import (
    PACKED_FROM,
    DamagedError,
    decode_changes,
    decode_text,
    encode_changes,
    encode_text,
    pack_tokens,
    unpack_tokens,
)
from engine.text.document import BY_HAND, IMPORTED, WHOLE, Document, DocumentState, Origin, Source, Span, Tokens
from engine.text.labels import Label

any_text = st.text(st.characters(), min_size=1)  # lone surrogates and NUL too
origins = st.sampled_from([BY_HAND, IMPORTED]) | st.builds(
    Origin, st.just(Source.SUGGESTION), st.floats(0, 1, allow_subnormal=False)
)
spans = st.builds(lambda start, length, name, origin: Span(start, start + length, name, origin),
                  st.integers(0, 9**9), st.integers(1, 99), any_text, origins)  # fmt: skip
places = st.tuples(st.integers(0, 9**9), st.integers(0, 99)).map(lambda pair: (pair[0], sum(pair)))
ranges = st.lists(places, max_size=5).map(tuple)
labels = st.builds(Label, st.text("Aäא漢😀-_ ", min_size=1).map(lambda s: f"L{s}L"),
                   st.integers(0, 11), st.sampled_from("12ab"), any_text,
                   st.sampled_from(["", "Law", "漢 字"]))  # fmt: skip
ids = st.integers(1, 2**40)
states = st.sampled_from(DocumentState)
changes = st.one_of(
    *(st.builds(kind, ids, spans) for kind in (actions.SpanAdded, actions.SpanRemoved,
                                               actions.SuggestionRejected, actions.RejectionRemoved)),
    st.builds(actions.StateChanged, ids, states, states),
    st.builds(actions.DocumentShown, ids),
    st.builds(actions.DocumentHidden, ids),
    st.builds(actions.GazetteerShown, ids),
    st.builds(actions.GazetteerHidden, ids),
    st.builds(actions.RangesConfirmed, ids, ranges, ranges),
    st.builds(actions.NoteChanged, ids, places | st.just(WHOLE), any_text, any_text),
    st.builds(actions.LabelAdded, labels, st.none() | st.integers(0, 99), any_text),
    st.builds(actions.LabelRemoved, labels, st.none() | st.integers(0, 99), any_text),
    st.builds(actions.LabelChanged, labels, labels),
    st.builds(actions.LabelMoved, any_text, st.integers(0, 99), st.integers(0, 99)),
)  # fmt: skip


@given(st.lists(changes, max_size=8))
def test_changes_come_back_as_they_were(some: list[actions.Change]) -> None:
    again = decode_changes(encode_changes(some))
    assert again == tuple(some)
    assert [origin_of(change) for change in again] == [origin_of(change) for change in some]


def origin_of(change: actions.Change) -> Origin | None:
    """Give what does not count when spans are compared."""
    return change.span.origin if hasattr(change, "span") else None


@given(changes)
def test_long_changes_are_packed_and_come_back_as_they_were(change: actions.Change) -> None:
    many = [change] * (PACKED_FROM // 10)
    packed = encode_changes(many)
    assert isinstance(packed, bytes)
    assert decode_changes(packed) == tuple(many)


def test_a_label_without_group_is_written_as_before_there_were_groups() -> None:
    assert encode_changes([actions.LabelAdded(Label("PER", 0, "1", "x"))]) == '[["label+",["PER",0,"1","x"],null]]'
    (read,) = decode_changes('[["label+",["PER",0,"1","people","Law"]]]')
    assert read == actions.LabelAdded(Label("PER", 0, "1", "people", "Law"))


def test_what_was_written_before_there_were_origins_and_indexes_is_read() -> None:
    old = (
        '[["span+",7,0,3,"PER"],["span-",7,4,7,"LOC"],["reject+",7,0,3,"LOC"],["reject-",7,0,3,"LOC"],'
        '["state",7,"new","in progress"],["document+",7],["document-",7],["label+",["PER",0,"1","people"]],'
        '["label-",["PER",0,"1","people"]],["label",["PER",0,"1",""],["NAME",0,"1",""]]]'
    )
    per, span = Label("PER", 0, "1", "people"), Span(0, 3, "PER")
    expected = (
        actions.SpanAdded(7, span),
        actions.SpanRemoved(7, Span(4, 7, "LOC")),
        actions.SuggestionRejected(7, Span(0, 3, "LOC")),
        actions.RejectionRemoved(7, Span(0, 3, "LOC")),
        actions.StateChanged(7, DocumentState.NEW, DocumentState.IN_PROGRESS),
        actions.DocumentShown(7),
        actions.DocumentHidden(7),
        actions.LabelAdded(per, None),
        actions.LabelRemoved(per, None),
        actions.LabelChanged(Label("PER", 0, "1"), Label("NAME", 0, "1")),
    )
    for written in (old, zlib.compress(old.encode("ascii"))):
        assert decode_changes(written) == expected
    (added, *_) = decode_changes(old)
    assert isinstance(added, actions.SpanAdded) and added.span.origin == BY_HAND


@given(any_text)
def test_any_text_comes_back_even_with_lone_surrogates(text: str) -> None:
    assert decode_text(encode_text(text)) == text


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 300)), max_size=40), st.data())
def test_tokens_come_back_as_they_were(steps: list[tuple[int, int]], data: st.DataObject) -> None:
    ends = np.cumsum([gap + length for gap, length in steps], dtype=np.int32)
    starts = ends - np.array([length for _, length in steps], np.int32)
    cuts = data.draw(st.sets(st.integers(1, max(1, len(steps) - 1)), max_size=5)) if len(steps) > 1 else set()
    bounds = np.array(sorted({0, *cuts, len(steps)}), np.int32)
    tokens = Tokens("x" * int(ends[-1] if len(ends) else 0), starts, ends, bounds)

    again = unpack_tokens(pack_tokens(tokens), tokens.text)

    for one, other in ((tokens.starts, again.starts), (tokens.ends, again.ends),
                       (tokens.sentences, again.sentences)):  # fmt: skip
        assert one.tolist() == other.tolist()
        assert other.dtype == np.int32


def test_tokens_pack_to_less_than_two_bytes_each(make_document: Callable[..., Document]) -> None:
    document = make_document("the quick brown fox jumps over a lazy dog .\n" * 500)
    assert len(pack_tokens(document.tokens)) < 2 * len(document.tokens)


@pytest.mark.parametrize("spoil", [lambda d: d[:-3], lambda d: b"", lambda d: b"x" * 20], ids=["cut", "empty", "junk"])
def test_spoilt_tokens_are_called_damaged(make_document: Callable[..., Document], spoil: Callable) -> None:
    document = make_document("Ada met Bob")
    with pytest.raises(DamagedError):
        unpack_tokens(spoil(pack_tokens(document.tokens)), document.text)


def test_tokens_of_a_longer_text_are_called_damaged(make_document: Callable[..., Document]) -> None:
    document = make_document("Ada met Bob")
    with pytest.raises(DamagedError, match="do not fit the text"):
        unpack_tokens(pack_tokens(document.tokens), "Ada met")


@pytest.mark.parametrize("data", ["", "[[", '[["span+",1]]', '[["jump",1]]', "[7]", '[["span+",1,5,5,"PER"]]',
                                  '[["span+",1,5,6,"PER","guess",1]]', '[["note",1,[0],"",""]]',
                                  '[["confirmed",1,[[0]],[]]]', '[["label-to","PER"]]', b"[]"])  # fmt: skip
def test_a_spoilt_action_log_is_called_damaged(data: str | bytes) -> None:
    with pytest.raises(DamagedError, match="action log"):
        decode_changes(data)
