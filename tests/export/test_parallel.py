from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.tokenizer import tokenize
from export import parallel
from export.onnx_graph import to_onnx
from export.parallel import TaggerPool, pieces_of
from export.runtime import Tagger
from tests.export.conftest import MakeTagger

some_text = st.text(st.sampled_from("aB .,!?\n\r\u2028'’é\u0301東😀1"), max_size=60)


@given(some_text, st.integers(1, 20))
def test_pieces_have_the_tokens_and_sentences_of_the_whole(text: str, size: int) -> None:
    pieces = list(pieces_of(text, size))
    assert "".join(piece for _, piece in pieces) == text
    tokens, sentences = [], [0]
    for first, piece in pieces:
        own = tokenize(piece)
        sentences += [len(tokens) + bound for bound in own.sentences[1:].tolist()]
        tokens += [(token.start + first, token.end + first) for token in own]
    whole = tokenize(text)
    assert tokens == [(token.start, token.end) for token in whole]
    assert sentences == whole.sentences.tolist()


def test_a_line_without_an_end_stays_whole() -> None:
    assert list(pieces_of("a" * 50 + "\nb\nc", 10)) == [(0, "a" * 50 + "\n"), (51, "b\nc")]
    assert list(pieces_of("", 10)) == []


def test_two_processes_find_what_one_finds(random_tagger: MakeTagger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "PIECE", 200)
    model = to_onnx(random_tagger())
    text = "\n".join(f"Ada met Bob {n} in Paris. 😀 They slept." for n in range(200))
    expected = Tagger.load(model).tag(text)
    assert expected
    with TaggerPool(model, processes=2) as pool:
        assert list(pool.tag(text)) == expected
        assert list(pool.tag("")) == []
