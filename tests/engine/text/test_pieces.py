from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.text.pieces import pieces
from engine.text.tokenizer import tokenize

PARTS = st.sampled_from(
    ["Mr.", " ", "\n", "\r\n", "\n\n", "J.", "No.", "5", "The", "he", "end.", "”", "!", "…", "。", "\u0301", "\u200d",
     "\u00a0", "\u2029", "\x85", "東京", "😀", "U.S.", "don't", "www.a.com", "\u200b", "\ufeff", "'", "\ud800",
     "(", "-", "*", "“", "A."]
)  # fmt: skip


@given(st.lists(PARTS, max_size=40).map("".join), st.integers(1, 12))
def test_tokens_and_sentences_of_the_pieces_are_those_of_the_text(text: str, size: int) -> None:
    starts, ends, sentences = [], [], [0]
    for start, end in pieces(text, size):
        tokens = tokenize(text[start:end])
        sentences += [len(starts) + bound for bound in tokens.sentences.tolist()[1:]]
        starts += [start + position for position in tokens.starts.tolist()]
        ends += [start + position for position in tokens.ends.tolist()]
    whole = tokenize(text)
    assert starts == whole.starts.tolist()
    assert ends == whole.ends.tolist()
    assert sentences == whole.sentences.tolist()


@given(st.text(st.sampled_from("ab\n"), max_size=60), st.integers(1, 10))
def test_pieces_are_the_text_and_end_behind_the_first_line_break_from_their_size_on(text: str, size: int) -> None:
    cuts = list(pieces(text, size))
    assert "".join(text[start:end] for start, end in cuts) == text
    for start, end in cuts:
        assert end == len(text) or text[end - 1] == "\n"
        assert "\n" not in text[start + size - 1 : end - 1]
        assert end - start >= min(size, len(text) - start)
