from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.text.document import Span
from engine.text.folding import fold
from engine.text.names import NameList, NameMatcher
from engine.text.tokenizer import tokenize


def found(text: str, *lists: NameList) -> list[tuple[str, str, str]]:
    tokens = tokenize(text)
    matches = NameMatcher(lists).find(tokens, range(tokens.sentence_count))
    return [(text[span.start : span.end], span.label, title) for span, title in matches]


TOWNS = NameList("towns", {"LOC": ["New York", "York", "Bad Homburg v. d. Höhe", "東京"], "ORG": ["New York Times"]})


def test_the_longest_name_counts_and_none_overlap() -> None:
    text = "In the New York Times: New York, York, and Bad Homburg v. d. Höhe."
    assert [(words, label) for words, label, _ in found(text, TOWNS)] == [
        ("New York Times", "ORG"), ("New York", "LOC"), ("York", "LOC"), ("Bad Homburg v. d. Höhe", "LOC"),
    ]  # fmt: skip


def test_a_name_begins_and_ends_with_tokens() -> None:
    assert found("Yorkshire and Newyork York.", TOWNS) == [("York", "LOC", "towns")]


def test_any_white_space_stands_for_a_blank() -> None:
    assert found("from New\n York", TOWNS) == [("New\n York", "LOC", "towns")]


def test_capitals_matter_unless_a_list_says_no() -> None:
    assert found("in york", TOWNS) == []
    quiet = NameList("quiet", {"LOC": ["YORK", "Straße"]}, match_case=False)
    assert found("in york, STRAßE", quiet) == [("york", "LOC", "quiet"), ("STRAßE", "LOC", "quiet")]
    assert found("in York", TOWNS, quiet) == [("York", "LOC", "towns")], "of two as long, the exact one"


def test_a_dot_that_ends_the_text_may_be_a_token_of_its_own() -> None:
    firms = NameList("firms", {"ORG": ["Acme Inc.", "U.S."]})
    assert [words for words, _, _ in found("He left Acme Inc. and the U.S. long ago.", firms)] == ["Acme Inc.", "U.S."]


def test_a_dot_between_two_sentences_is_in_no_name() -> None:
    assert found("This is New. York is old.", TOWNS) == [("York", "LOC", "towns")]


def test_of_two_lists_the_first_counts() -> None:
    other = NameList("people", {"PER": ["York", "Ada"]})
    assert found("Ada York", TOWNS, other) == [("Ada", "PER", "people"), ("York", "LOC", "towns")]


def test_no_lists_find_nothing() -> None:
    assert not NameMatcher([])
    assert not NameMatcher([NameList("empty", {"LOC": [" "]})])
    assert found("York") == []


def test_only_the_sentences_asked_for_are_looked_through() -> None:
    tokens = tokenize("York is old. York is new. York is gone.")
    spans = [span for span, _ in NameMatcher([TOWNS]).find(tokens, [0, 2])]
    assert spans == [Span(0, 4, "LOC"), Span(26, 30, "LOC")]


@given(
    st.lists(st.sampled_from(["ada", "Ada", "of", "York", "new", "."]), max_size=20),
    st.lists(st.lists(st.sampled_from(["ada", "Ada", "of", "York"]), min_size=1, max_size=3), max_size=5),
    st.booleans(),
)
def test_matches_are_what_trying_every_place_and_length_gives(
    forms: list[str], names: list[list[str]], match_case: bool
) -> None:
    text = " ".join(forms)
    wanted = {" ".join(name) if match_case else fold(" ".join(name)) for name in names}
    tokens = tokenize(text)
    expected, token = [], 0
    while token < len(tokens):
        for last in range(len(tokens), token, -1):
            words = text[tokens.starts[token] : tokens.ends[last - 1]]
            if (words if match_case else fold(words)) in wanted:
                expected.append((int(tokens.starts[token]), int(tokens.ends[last - 1])))
                token = last
                break
        else:
            token += 1
    listed = NameList("names", {"PER": [" ".join(name) for name in names]}, match_case)
    found = NameMatcher([listed]).find(tokens, range(tokens.sentence_count))
    assert [(span.start, span.end) for span, _ in found] == expected
