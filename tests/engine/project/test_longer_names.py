from __future__ import annotations

import numpy as np
import pytest

from engine.project.longer_names import LongerNames
from engine.text.document import Document, Span, Tokens
from engine.text.tokenizer import tokenize


def held(text: str, form: str, *spans: Span) -> list[bool]:
    """Tell of each place of a form whether it may be a part of a longer name."""
    document = Document("text", text, tokenize(text), spans)
    names = LongerNames(document, form)
    places = [at for at in range(len(text)) if text.startswith(form, at)]
    return [
        names.hold(at, at + len(form))
        for at in places
        if document.tokens.aligned(at, at + len(form)) and not document.spans_between(at, at + len(form))
    ]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Henrik Vale came late.", "Henrik"),
        ("Henrik Vale came late.", "Vale"),
        ("“Henrik Vale,” she said.", "Vale"),
        ("1. Henrik Vale", "Vale"),
        ("Late came Henrik J. Vale.", "Vale"),
        ("Late came Henrik J. Vale.", "Henrik"),
        ("We saw Mrs. Henrike Vale.", "Vale"),
        ("In The Vale we met.", "Vale"),
        ("Gestern kam Henrik Vale zu spät.", "Vale"),
        ("Sie liest die Deutsche Wellenpost.", "Wellenpost"),
        ("Jan van der Vale und Henrik Vale.", "Henrik"),
        ("Έτσι ήρθε ο Νίκος Βαλής.", "Νίκος"),
        ("Хенрик Вале пришёл.", "Вале"),
        ("Late came Julio Vale.", "Vale"),
        ("Late came Henrik King.", "Henrik"),
    ],
)
def test_a_neighbour_with_a_capital_makes_a_longer_name(text: str, form: str) -> None:
    assert held(text, form) == [True]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("From Vale we went on.", "Vale"),
        ("“From Vale we went on.”", "Vale"),
        ("1. From Vale", "Vale"),
        ("He said: From Vale we go on.", "Vale"),
        ("Nach Vale fuhr niemand.", "Vale"),
        ("Visiting Vale was fun, and so was visiting Rome.", "Vale"),
        ("Mrs. Vale came, then President Vale spoke.", "Vale"),
        ("Sprecher Vale sagte nichts.", "Vale"),
        ("On Monday Vale was closed.", "Vale"),
        ("In Vale I was happy.", "Vale"),
        ("Gestern hat Vale Sie gesehen.", "Vale"),
        ("They left Vale. Nobody stayed.", "Vale"),
        ("They left Vale\nHenrik stayed.", "Vale"),
        ("From Vale, Henrik wrote.", "Vale"),
        ("They went from Vale – Henrik too.", "Vale"),
        ("They left the vale Henrik loves.", "vale"),
        ("הנריק ואלה בא.", "ואלה"),
        ("他在北京大学。", "北京"),
        ("東京タワー", "東京"),
    ],
)
def test_a_neighbour_says_nothing(text: str, form: str) -> None:
    assert set(held(text, form)) == {False}


def test_a_noun_that_stands_behind_an_article_elsewhere_is_no_part_of_a_name() -> None:
    text = "Die alte Firma wächst. Heute kauft Firma Vale ein Haus, dort kauft Werft Vale eines."
    assert held(text, "Vale") == [False, True], "of the second noun nothing is known"


def test_what_is_joined_by_a_hyphen_is_one_name_where_it_is_cut_into_tokens() -> None:
    text = "at Vale-Henrik and Vale-based and Vale–Rome"
    starts = [0, 3, 7, 8, 15, 19, 23, 24, 30, 34, 38, 39]
    ends = [2, 7, 8, 14, 18, 23, 24, 29, 33, 38, 39, 43]
    tokens = Tokens(text, np.array(starts, np.int32), np.array(ends, np.int32), np.array([0, 12], np.int32))
    names = LongerNames(Document("text", text, tokens), "Vale")
    assert [names.hold(at, at + 4) for at in (3, 19, 34)] == [True, False, False]


def test_a_neighbour_with_a_label_is_a_name_of_its_own() -> None:
    assert held("We sent Henrik Vale.", "Vale", Span(8, 14, "PER")) == [False]


@pytest.mark.parametrize(
    ("text", "form", "name"),
    [
        ("北京大学很大，我在北京大学，不在北京。", "北京", "北京大学"),
        ("הוא גר בתל אביב, לא בתל אביב של פעם, ליד תל", "תל", "תל אביב"),
        ("the vale of rome, the vale of rome and rome", "rome", "vale of rome"),
    ],
)
def test_a_longer_name_that_is_labelled_is_one_everywhere_in_any_script(text: str, form: str, name: str) -> None:
    at = text.index(name)
    places = held(text, form, Span(at, at + len(name), "LOC"))
    assert places[-1] is False and (len(places) == 1 or places[0] is True)
