from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.project import actions
from engine.project.codec import (
    DamagedError,
    decode_changes,
    decode_text,
    encode_changes,
    encode_text,
    pack_tokens,
    unpack_tokens,
)
from engine.text.document import Document, DocumentState, Span, Tokens
from engine.text.labels import Label

any_text = st.text(st.characters(), min_size=1)  # lone surrogates and NUL too
spans = st.builds(lambda start, length, name: Span(start, start + length, name), st.integers(0, 9**9),
                  st.integers(1, 99), any_text)  # fmt: skip
labels = st.builds(Label, st.text("Aäא漢😀-_ ", min_size=1).map(lambda s: f"L{s}L"),
                   st.integers(0, 11), st.sampled_from("12ab"), any_text)  # fmt: skip
ids = st.integers(1, 2**40)
states = st.sampled_from(DocumentState)
changes = st.one_of(
    *(st.builds(kind, ids, spans) for kind in (actions.SpanAdded, actions.SpanRemoved,
                                               actions.SuggestionRejected, actions.RejectionRemoved)),
    st.builds(actions.StateChanged, ids, states, states),
    st.builds(actions.DocumentShown, ids),
    st.builds(actions.DocumentHidden, ids),
    st.builds(actions.LabelAdded, labels, st.none() | st.integers(0, 9), st.sampled_from(["", "L"])),
    st.builds(actions.LabelRemoved, labels, st.none() | st.integers(0, 9), st.sampled_from(["", "L"])),
    st.builds(actions.LabelChanged, labels, labels),
)  # fmt: skip


@given(st.lists(changes, max_size=8))
def test_changes_come_back_as_they_were(some: list[actions.Change]) -> None:
    assert decode_changes(encode_changes(some)) == tuple(some)


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


@pytest.mark.parametrize("data", ["", "[[", '[["span+",1]]', '[["jump",1]]', "[7]", '[["span+",1,5,5,"PER"]]'])
def test_a_spoilt_action_log_is_called_damaged(data: str) -> None:
    with pytest.raises(DamagedError, match="action log"):
        decode_changes(data)
