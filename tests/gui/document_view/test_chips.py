from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont

from gui.document_view import ChipStyle
from gui.document_view.chips import Chips, short_names
from gui.document_view.typography import Typography

NAMES = st.lists(st.text("ab_ ", min_size=1, max_size=6).filter(lambda name: name == name.strip()), unique=True)


@given(NAMES)
def test_a_short_name_is_a_beginning_that_no_other_name_has(names: list[str]) -> None:
    short = short_names(names)
    assert list(short) == sorted(names)
    for name, beginning in short.items():
        assert name.startswith(beginning) and beginning == beginning.rstrip() != ""
        assert beginning == name or not any(other.startswith(beginning) for other in names if other != name)
    assert len(set(short.values())) == len(names)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["PER", "LOC", "ORG"], {"PER": "P", "LOC": "L", "ORG": "O"}),
        (["PERSON", "PERCENT", "ORG"], {"PERSON": "PERS", "PERCENT": "PERC", "ORG": "O"}),
        (["GPE", "GPE-CITY"], {"GPE": "GPE", "GPE-CITY": "GPE-"}),
        (["Form", "Form of law"], {"Form": "Form", "Form of law": "Form o"}),
        ([], {}),
    ],
)
def test_short_names_are_as_short_as_can_be(names: list[str], expected: dict[str, str]) -> None:
    assert short_names(names) == expected


def test_a_thousand_labels_are_shortened_at_once() -> None:
    names = [f"label number {n}" for n in range(1000)]
    began = time.process_time()
    assert len(set(short_names(names).values())) == 1000
    assert time.process_time() - began < 0.2


def test_short_names_that_are_too_long_for_a_chip_still_differ(qapp: object) -> None:
    names = [f"a name with a very long beginning that all of them share {n}" for n in range(3)]
    chips = Chips(Typography(QFont(), 100), ChipStyle.SHORT, names)
    shown = [chip.text for name in names if (chip := chips.of(name))]
    assert len(set(shown)) == 3
    assert all("…" in text for text in shown)


def test_without_names_there_are_no_chips(qapp: object) -> None:
    assert Chips(Typography(QFont(), 100), ChipStyle.NONE, ["PER"]).of("PER") is None
