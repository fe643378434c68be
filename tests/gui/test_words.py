"""Words, numbers and dates in the language of the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QLocale

from gui import words
from gui.words import date, decimal, number, percent, tr, tr_n, tr_n_later

GERMAN = {
    "Open": ("Öffnen",),
    "{name} has {n} bytes": ("{name} mit {n} Bytes",),
    "{n} file": ("{n} Datei", "{n} Dateien"),
}


@pytest.fixture
def germanised() -> Iterator[None]:
    words.use(GERMAN, ".", ",")
    yield
    words.use({})


def test_english_is_shown_as_it_stands() -> None:
    assert tr("Open") == "Open"
    assert tr("{name} has {n} bytes", name="a", n=3) == "a has 3 bytes"
    assert tr("make the numbers in {} smaller") == "make the numbers in {} smaller"


@pytest.mark.parametrize(("n", "shown"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (1234, "1,234 files")])
def test_a_number_has_its_noun(n: int, shown: str) -> None:
    assert tr_n(n, "{n} file", "{n} files") == shown
    assert tr_n(n, *tr_n_later("{n} file", "{n} files")) == shown


@pytest.mark.usefixtures("germanised")
def test_another_language_takes_the_place_of_english() -> None:
    assert tr("Open") == "Öffnen"
    assert tr("{name} has {n} bytes", name="a", n=3) == "a mit 3 Bytes"
    assert [tr_n(n, "{n} file", "{n} files") for n in (1, 1234)] == ["1 Datei", "1.234 Dateien"]
    assert tr("never translated") == "never translated"


@pytest.mark.usefixtures("germanised")
def test_numbers_are_written_as_the_language_does() -> None:
    assert (number(1_234_567), decimal(0.814), decimal(1234.5, 1)) == ("1.234.567", "0,81", "1.234,5")


@pytest.mark.parametrize(("share", "shown"), [(0.0, "0"), (0.834, "83"), (0.999, "99"), (1.0, "100"), (1.2, "100")])
def test_only_all_of_it_is_a_hundred_per_cent(share: float, shown: str) -> None:
    assert percent(share) == f"{shown}\N{NO-BREAK SPACE}%"


def test_a_date_has_the_names_of_the_language() -> None:
    before = QLocale()
    try:
        QLocale.setDefault(QLocale("de"))
        assert date(datetime(2026, 3, 3, 4, 5), "dddd, d. MMMM yyyy, HH:mm") == "Dienstag, 3. März 2026, 04:05"
    finally:
        QLocale.setDefault(before)
