from __future__ import annotations

import threading
import time

import pytest

from engine.errors import UserError
from engine.project import matching
from engine.project.matching import REGEX_SECONDS_PER_TEXT, RegexMatcher, WordMatcher, check_length

CATASTROPHE = r"(a+)+$"
LONG = "a" * 50_000 + "b"


def words(query: str, text: str, **options: bool) -> list[str]:
    matcher = WordMatcher(query, **{"match_case": False, "whole_words": False} | options)
    return [text[start:end] for start, end in matcher.find(text)]


def expression(pattern: str, text: str, **options: bool) -> list[str]:
    matcher = RegexMatcher(pattern, **{"match_case": False, "whole_words": False} | options)
    return [text[start:end] for start, end in matcher.find(text)]


# Words


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("U.S.", "the U.S. army, not the US"),
        ("don't", "I don't"),
        ("C++", "in C++17 and C"),
        ("@handle", "ask @handle"),
        ("3.5 %", "by 3.5 % or 3.5%"),
        ("++", "a++b"),
        ("(a|b)*", "see (a|b)* there"),
        ("\\d", "type \\d"),
        ("NUL\0here", "a NUL\0here"),
        ("\ud83d", "half \ud83d of it"),
    ],
)
def test_signs_are_found_as_they_stand(query: str, text: str) -> None:
    assert words(query, text) == [query]


def test_a_match_begins_at_a_word_and_its_last_word_may_go_on() -> None:
    assert words("par", "Paris, Sparta, par") == ["Par", "par"]
    assert words("par", "Paris, Sparta, par", whole_words=True) == ["par"]
    assert words("par", "Paris, Sparta, par", anywhere=True) == ["Par", "par", "par"]
    assert words("京", "東京都") == ["京"]


def test_capitals_count_only_when_asked_for_and_accents_always() -> None:
    assert words("école", "École ecole école") == ["École", "école"]
    assert words("école", "École ecole école", match_case=True) == ["école"]


def test_any_white_space_stands_for_any() -> None:
    text = "New York, New\r\n \u3000York, NewYork"
    assert words(" New \t York ", text) == ["New York", "New\r\n \u3000York"]


def test_matches_never_overlap() -> None:
    assert list(WordMatcher("aa", match_case=False, whole_words=False, anywhere=True).find("aaaaa")) == [(0, 2), (2, 4)]


def test_a_pasted_page_is_refused_in_a_sentence() -> None:
    check_length("a" * matching.LONGEST_QUERY)
    with pytest.raises(UserError, match=r"has 1,001 characters; look for at most 1,000\.$"):
        check_length("a" * (matching.LONGEST_QUERY + 1))


# Expressions


def test_an_expression_finds_what_it_matches() -> None:
    assert expression(r"\b[0-9]{4}\b", "in 1999, 20000, 2001") == ["1999", "2001"]
    assert expression(r"^b$", "a\nB\nb", match_case=True) == ["b"]
    assert expression(r"(?<=a)b", "ab b") == ["b"]


def test_empty_matches_are_passed_over() -> None:
    assert expression("|a", "aba") == ["a", "a"]
    assert expression("x*", "abc") == []


def test_whole_words_hold_for_expressions_too() -> None:
    assert expression("[a-z]+at", "cat at caterpillar", whole_words=True) == ["cat"]


def test_many_matches_come_in_batches_without_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "_BATCH", 3)
    text = "ab" * 10 + "\nb"
    matcher = RegexMatcher("(?<=a)b|^b|a", match_case=False, whole_words=False)
    assert [text[start:end] for start, end in matcher.find(text)] == [*("ab" * 10), "b"]


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("(", r"^The regular expression is wrong at character 1 \(missing \)\); mend it there\.$"),
        ("ab[z-a]", r"at character 7 \(bad character range\)"),
        ("*", r"at character 1 \(nothing to repeat\)"),
        ("\\", r"at character 1 \(bad escape"),
        ("a{1000000000}", "repeats something too often"),
        ("((a{100}){100}){100}", "repeats something too often"),
        ("[()]{1000000}", "repeats something too often"),
        ("(" * 900, "too deep"),
        ("(a|(?R))b", "calls itself"),
        ("(?<x>(?&x))", "calls itself"),
        (r"\L<names>", "undefined named list"),
    ],
)
def test_a_wrong_expression_is_a_sentence(pattern: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        expression(pattern, "")


def test_ordinary_numbers_in_braces_are_no_trouble() -> None:
    assert expression(r"(\d{4}-){2}\w{1,1000}", "2020-2021-x") == ["2020-2021-x"]


def test_an_expression_that_never_ends_is_ended() -> None:
    began = time.process_time()
    with pytest.raises(TimeoutError):
        expression(CATASTROPHE, LONG)
    assert REGEX_SECONDS_PER_TEXT * 0.8 < time.process_time() - began < REGEX_SECONDS_PER_TEXT * 2


def test_the_time_is_that_of_all_texts_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "REGEX_SECONDS", 0.2)
    matcher = RegexMatcher(CATASTROPHE, match_case=False, whole_words=False)
    text = "a" * 200 + "b"  # each some hundredths of a second
    with pytest.raises(TimeoutError):
        for _ in range(1_000):
            assert list(matcher.find(text)) == []
    with pytest.raises(TimeoutError):
        list(matcher.find("b"))


def test_pauses_of_the_reader_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "REGEX_SECONDS", 0.1)
    monkeypatch.setattr(matching, "_BATCH", 1)
    found = RegexMatcher("a", match_case=False, whole_words=False).find("aa")
    next(found)
    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass
    assert next(found) == (1, 2)


def test_other_threads_run_while_an_expression_matches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "REGEX_SECONDS", 0.5)
    ended = threading.Event()
    ticks = 0

    def match() -> None:
        with pytest.raises(TimeoutError):
            expression(CATASTROPHE, LONG)
        ended.set()

    thread = threading.Thread(target=match)
    thread.start()
    while not ended.wait(0.01):
        ticks += 1
    thread.join()
    assert ticks >= 5
