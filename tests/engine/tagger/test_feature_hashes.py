from __future__ import annotations

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tagger.feature_hashes import Parts, Values, hashes_of_parts, utf8

TEXTS = st.lists(st.text(st.characters(exclude_categories=()), max_size=8), min_size=1, max_size=5)


@given(TEXTS, TEXTS)
def test_parts_are_counted_in_characters_and_found_in_bytes(forms: list[str], words: list[str]) -> None:
    count = min(len(forms), len(words))
    forms, words = forms[:count], words[:count]
    parts = Parts(forms, words)

    def values(name: str) -> list[bytes]:
        return [parts.data[start:end] for start, end in zip(*parts.of(name), strict=True)]

    assert values("form") == list(map(utf8, forms))
    assert values("lower") == list(map(utf8, words))
    for n in (1, 2, 3, 4):
        assert values(f"prefix{n}") == [utf8(word[:n]) for word in words]
        assert values(f"suffix{n}") == [utf8(word[-n:]) for word in words]


def test_hashes_go_on_from_the_name_of_the_feature() -> None:
    found = hashes_of_parts(["lower", "suffix2"], Parts(["Ada", "Bo"], ["ada", "bo"]))
    assert found.tolist() == [
        [crc32(b"lower=ada"), crc32(b"lower=bo")],
        [crc32(b"suffix2=da"), crc32(b"suffix2=bo")],
    ]
    assert Values("kind")["place"] == crc32(b"kind=place")


@pytest.mark.parametrize("text", ["", "a\u00e9", "\ud800"])
def test_any_text_has_bytes(text: str) -> None:
    assert utf8(text).decode("utf-8", "surrogatepass") == text
