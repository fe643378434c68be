from __future__ import annotations

from importlib.resources import files

import pytest

from engine.tagger.lexicon import KINDS, MAX_WORDS, NOTHING_KNOWN, PERSON, Lexicon, common_lexicon, word_of

LISTS = [*PERSON, *KINDS]


def test_a_word_is_the_same_in_any_case_and_with_any_digits() -> None:
    assert word_of("Paris") == word_of("PARIS") == "paris"
    assert word_of("1990s") == word_of("2020s") == "0000s"


def test_a_word_has_all_its_lists_of_persons_and_the_first_of_the_others() -> None:
    lexicon = Lexicon({"surname": "jordan", "given": "jordan ada", "place": "jordan", "country": "jordan"})
    assert lexicon.features_of("jordan") == {"person": "given surname", "kind": "country"}
    assert lexicon.features_of("ada") == {"person": "given", "kind": ""}
    assert NOTHING_KNOWN.features_of("ada") == {"person": "", "kind": ""}


@pytest.mark.parametrize(
    ("form", "person", "kind"),
    [
        ("Dmitri", "given", ""),
        ("Okafor", "surname", ""),
        ("NORWAY", "", "country"),
        ("Norwegians", "", "people"),
        ("Deutschland", "", "country"),
        ("Sevilla", "", "place"),
        ("GmbH", "", "organisation_word"),
        ("UNESCO", "", "organisation"),
        ("October", "", "time"),
        ("señora", "", "title"),
        ("Olympics", "", "thing"),
        ("ירושלים", "", "place"),
        ("the", "", ""),
        ("table", "", ""),
    ],
)
def test_common_names_are_known(form: str, person: str, kind: str) -> None:
    assert common_lexicon().features_of(word_of(form)) == {"person": person, "kind": kind}


def test_a_lexicon_is_made_again_from_its_lists() -> None:
    lexicon = common_lexicon()
    again = Lexicon(lexicon.lists)
    words = {word for words in lexicon.lists.values() for word in words.split()}
    assert len(words) > 20_000
    assert all(again.features_of(word) == lexicon.features_of(word) for word in words)


@pytest.mark.parametrize(
    "lists",
    [
        {"names": "ada"},
        {"given": ["ada"]},
        {"given": 1},
        {"given": "a " * (MAX_WORDS + 1)},
        {"given": "a\n" * (MAX_WORDS + 1)},
    ],
)
def test_an_odd_lexicon_is_refused(lists: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="lexicon"):
        Lexicon(lists)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_each_word_once_in_short_lines(name: str) -> None:
    text = (files("resources") / "lexicon" / f"{name}.txt").read_text(encoding="utf-8")
    words = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    assert len(words) == len(set(words))
    assert max(map(len, text.splitlines())) <= 120


def test_no_list_lies_unused() -> None:
    found = {file.name for file in (files("resources") / "lexicon").iterdir()}
    assert found == {f"{name}.txt" for name in LISTS}
