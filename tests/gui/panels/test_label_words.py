from __future__ import annotations

import pytest

from engine.project.label_actions import LabelUse
from engine.text.labels import Label, LabelSet
from gui.panels.label_words import followed, name_problem, removal_words, use_words

LABELS = LabelSet([Label("PER"), Label("LOC"), Label("ORG")])


@pytest.mark.parametrize(
    ("name", "after", "now"),
    [
        ("PER", ["LOC", "PER"], "PER"),
        ("LOC", ["PER", "PLACE", "ORG"], "PLACE"),
        ("LOC", ["PER", "ORG"], None),
        ("LOC", ["ORG", "PER", "PLACE"], None),
        ("NONE", ["PER", "PLACE", "ORG"], None),
        (None, ["PER"], None),
    ],
)
def test_a_label_is_followed_through_its_rename(name: str | None, after: list[str], now: str | None) -> None:
    assert followed(name, LABELS, LabelSet(map(Label, after))) == now


def test_a_label_named_o_is_refused_but_not_one_that_only_contains_it() -> None:
    assert "no label" in name_problem("O", ())
    assert name_problem("o", ()) == name_problem("ORG", ()) == ""


def test_use_is_said_in_one_and_many() -> None:
    assert use_words(LabelUse(1, 1)) == "1 span in 1 document"
    assert use_words(LabelUse(1_312, 40)) == "1,312 spans in 40 documents"
    assert use_words(LabelUse()) == "no spans"


def test_what_becomes_of_one_span_is_said_in_one() -> None:
    assert removal_words("PER", LabelUse(1, 1), "LOC")[1].startswith("It becomes LOC")
    assert removal_words("PER", LabelUse(2, 1), "LOC")[1].startswith("They become LOC")
    assert removal_words("PER", LabelUse())[1] == "Only the label goes."
