from __future__ import annotations

import re
import time
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.characters import IGNORABLE, SEPARATOR
from engine.text.document import Tokens
from engine.text.sentences import LONGEST_SENTENCE
from engine.text.tokenizer import tokenize, tokens_of_forms


def forms(text: str) -> list[str]:
    return tokenize(text).forms()


def sentences(text: str) -> list[str]:
    tokens = tokenize(text)
    bounds = [tokens.sentence_range(i) for i in range(tokens.sentence_count)]
    return [text[tokens.starts[first] : tokens.ends[last - 1]] for first, last in bounds]


def test_ordinary_text() -> None:
    assert forms('Ada met Bob (in Paris), then said: "Yes!"') == (
        ["Ada", "met", "Bob", "(", "in", "Paris", ")", ",", "then", "said", ":", '"', "Yes", "!", '"']
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't", "do n't"),
        ("DON'T", "DO N'T"),
        ("it’s we'll I'd've", "it ’s we 'll I 'd 've"),
        ("shouldn't've", "should n't 've"),
        ("Smith's James' U.S.'s 1990's", "Smith 's James ' U.S. 's 1990 's"),
        ("O'Brien rock'n'roll Hawai'i aujourd'hui", "O'Brien rock'n'roll Hawai'i aujourd'hui"),
        ("l'Europe d’un dell'arte qu'il", "l' Europe d’ un dell' arte qu' il"),
        ("'sun' 'tis", "' sun ' ' tis"),
    ],
)
def test_apostrophes(text: str, expected: str) -> None:
    assert forms(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,000.50 3.14 12:30 1/2/1999 2020-01-02.", "1,000.50 3.14 12:30 1/2/1999 2020-01-02 ."),
        ("50% $5 1st 5kg 1.5kg 1,2 x", "50 % $ 5 1st 5kg 1.5kg 1,2 x"),
        (
            "well-known state-of-the-art snake_case _a_ a - b -- c",
            "well-known state-of-the-art snake_case _ a _ a - b -- c",
        ),
        ("AT&T R&D a&b &amp;", "AT&T R&D a & b & amp ;"),
        ("and/or wait... what?! no!!", "and / or wait ... what ?! no !!"),
        ("#tag @name_1: #1", "#tag @name_1 : #1"),
        ("``a'' [[b]]", "`` a '' [ [ b ] ]"),
    ],
)
def test_numbers_hyphens_and_signs(text: str, expected: str) -> None:
    assert forms(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://x.org/a_b?c=1&d#e.", "See https://x.org/a_b?c=1&d#e ."),
        (
            "(www.foo.it/bar), example.com. youtu.be/xyz?a=1",
            "( www.foo.it/bar ) , example.com . youtu.be/xyz?a=1",
        ),
        ("Mail john.doe+x@mail.example.org, please.", "Mail john.doe+x@mail.example.org , please ."),
        ("end.Start a@b http:// x:/y", "end . Start a @b http:// x : / y"),
        ("请看http://example.com/a，谢谢", "请 看 http://example.com/a ， 谢 谢"),
    ],
)
def test_addresses(text: str, expected: str) -> None:
    assert forms(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. J. Smith of the U.S. Army, e.g. Ph.D. etc.", "Dr. J. Smith of the U.S. Army , e.g. Ph.D. etc."),
        ("Say no. No. 5 in Dec. 2010, not in Dec.", "Say no . No. 5 in Dec. 2010 , not in Dec ."),
        ("Vitamin C. The end. J.R.R. Tolkien", "Vitamin C . The end . J.R.R. Tolkien"),
        ("U.S.Army Mr.. Mr...", "U.S. Army Mr .. Mr ..."),
    ],
)
def test_dots(text: str, expected: str) -> None:
    assert forms(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我爱北京。", "我 爱 北 京 。"),
        ("東京タワーは2020年", "東 京 タ ワ ー は 2020 年"),
        ("ｶﾞｷﾞ", "ｶﾞ ｷﾞ"),
        ("ที่ดี น้ำ ๑๒", "ที่ ดี น้ำ ๑๒"),
        ("ភាសាខ្មែរ", "ភា សា ខ្មែ រ"),
        ("한국어 단어", "한국어 단어"),
        ("हिन्दी नमस्ते", "हिन्दी नमस्ते"),
        ("שָׁלוֹם, עולם", "שָׁלוֹם , עולם"),
        ("مَرْحَبًا می‌خواهم؟", "مَرْحَبًا می‌خواهم ؟"),
        ("Ἀθῆναι Żółć e\u0301te\u0301 !\u0301", "Ἀθῆναι Żółć e\u0301te\u0301 !\u0301"),
    ],
)
def test_scripts(text: str, expected: str) -> None:
    assert forms(text) == expected.split()


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧‍👦", "👍🏽", "🇩🇪", "1️⃣", "#️⃣", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🧑🏿‍🚀", "🤷🏽‍♀️", "☎︎"])
def test_an_emoji_is_one_token(emoji: str) -> None:
    assert forms(f"ok {emoji}{emoji}.") == ["ok", emoji, emoji, "."]


def test_invisible_characters_make_no_tokens() -> None:
    assert forms("\ufeffa\u200bb\x00c \u200d \ufe0f \u00ad\x1b") == ["a", "b", "c"]
    assert forms("Zu\u00adcker") == ["Zu\u00adcker"]


def test_lone_surrogates_survive() -> None:
    assert forms("\ud800 x\udfff") == ["\ud800", "x", "\udfff"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "He left. She (Dr. Ada M. Lee) stayed! Why? no.",
            ["He left.", "She (Dr. Ada M. Lee) stayed!", "Why? no."],
        ),
        ('He said: "Go." Then he went…  Home', ['He said: "Go."', "Then he went…", "Home"]),
        ("From Apple Inc. The rest. In the U.S. Army", ["From Apple Inc.", "The rest.", "In the U.S. Army"]),
        ("Yahoo! is. etc. and so on", ["Yahoo! is. etc. and so on"]),
        ("1. First thing. 2 things", ["1. First thing.", "2 things"]),
        ("one\ntwo\n\n\nthree\r\nfour\u2029five", ["one", "two", "three", "four", "five"]),
        ("我爱北京。你好吗？「好！」真的", ["我爱北京。", "你好吗？", "「好！」", "真的"]),
        ("هل هذا؟ نعم. हाँ। ना", ["هل هذا؟", "نعم.", "हाँ।", "ना"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_text_without_tokens_has_no_sentences() -> None:
    for text in ("", "\n", " \t\u3000\x00"):
        tokens = tokenize(text)
        assert len(tokens) == 0
        assert tokens.sentences.tolist() == [0]


def test_a_long_sentence_is_cut() -> None:
    tokens = tokenize("a " * 450 + ". B " + "c " * 250)

    assert np.diff(tokens.sentences).tolist() == [200, 200, 51, 200, 51]


INVISIBLE = re.compile(f"[\\s{SEPARATOR}{IGNORABLE}]")

NASTY = st.text(
    st.one_of(
        st.characters(),  # lone surrogates too
        st.sampled_from("aAbZ09 .,'’-_@:/#&!?\"()\n\t"),
        st.sampled_from("\u0301\u200d\ufe0f\u20e3\u200b\ufeff\u00ad🇩🏽👍❤漢กำ\u0e49\u17d2ក한אּ\u1039က"),
    ),
    max_size=40,
)
PIECES = st.lists(
    st.sampled_from(
        [
            "http://",
            "a@b.org",
            "U.S.",
            "don't",
            "Dr.",
            "x",
            " ",
            "\u0301",
            "1,0",
            ".",
            "'s",
            "\u200d",
            "é",
            "字",
        ]
    )
).map("".join)


@given(st.one_of(NASTY, PIECES))
def test_tokens_of_any_text_keep_their_promises(text: str) -> None:
    tokens = tokenize(text)

    check_offsets(text, tokens)
    assert np.diff(tokens.sentences).max(initial=0) <= LONGEST_SENTENCE
    assert np.diff(tokens.sentences).min(initial=1) >= 1
    covered = {i for token in tokens for i in range(token.start, token.end)}
    for i, character in enumerate(text):
        if i in covered:
            assert not character.isspace()
        else:
            assert INVISIBLE.match(character), (i, character)
    for cut in {int(c) for c in tokens.starts} | {int(c) for c in tokens.ends}:
        if 0 < cut < len(text) and cut - 1 in covered:
            assert unicodedata.category(text[cut])[0] != "M", cut
            assert text[cut] not in "\u200c\u200d\u00ad" and not "\U0001f3fb" <= text[cut] <= "\U0001f3ff", cut


def check_offsets(text: str, tokens: Tokens) -> None:
    position = 0
    for token in tokens:
        assert position <= token.start < token.end <= len(text)
        assert text[token.start : token.end] == token.form
        position = token.end


@given(st.lists(st.lists(st.text(min_size=1), max_size=5), max_size=5))
def test_given_forms_are_kept_exactly(given_: list[list[str]]) -> None:
    text, tokens = tokens_of_forms(given_)

    check_offsets(text, tokens)
    kept = [tokens.forms(*tokens.sentence_range(i)) for i in range(tokens.sentence_count)]
    assert kept == [sentence for sentence in given_ if sentence]


def test_an_empty_form_is_refused() -> None:
    with pytest.raises(ValueError, match="sentence 1 has an empty form"):
        tokens_of_forms([["a"], ["b", ""]])


@pytest.mark.parametrize(
    "unit",
    ["a.", "@", "-", "1,", "http://", "a@", "a", "a'd", ".", "!'", "a.b@", "aa.aa.com", "x://((", "a\u0301",
     "👍\u200d", "🇩", "漢", "\x00", "n't", ".) ", "www.", " "],
)  # fmt: skip
def test_no_text_makes_it_slow(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begin = time.perf_counter()
    tokenize(text)

    assert time.perf_counter() - begin < 3  # 0.2 s at most when linear, minutes when quadratic
