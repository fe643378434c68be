"""The words of the window, in the language of the person. The English words are the keys of all other languages.

``tr`` is called when a widget is made or filled, never while a module is imported: then nobody knows the language yet.
Words of a table at the top of a module are marked with ``tr_later`` and given to ``tr`` when they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

_translations: Mapping[str, tuple[str, ...]] = {}
_thousands = ","
_decimal = "."


def use(translations: Mapping[str, tuple[str, ...]], thousands: str = ",", decimal: str = ".") -> None:
    """Show these words from now on: by the English ones, each with its forms, one and many; and numbers like these."""
    global _translations, _thousands, _decimal
    _translations, _thousands, _decimal = translations, thousands, decimal


def tr(english: str, /, **fields: object) -> str:
    """Give words in the person's language, with ``{name}`` filled in where fields are given."""
    words = _translations.get(english, (english,))[0]
    return words.format(**fields) if fields else words


def tr_n(n: int, one: str, many: str, /, **fields: object) -> str:
    """Give the words for a number of things, «{n} document» or «{n} documents», with the number in them."""
    forms = _translations.get(one, (one, many))
    return forms[0 if n == 1 else -1].format(n=number(n), **fields)


def tr_later(english: str, /) -> str:
    """Mark words that are given to ``tr`` when they are shown."""
    return english


def tr_n_later(one: str, many: str, /) -> tuple[str, str]:
    """Mark words for one and for many that are given to ``tr_n`` when they are shown."""
    return one, many


def number(n: int) -> str:
    """Give a number with its thousands apart."""
    return f"{n:,}".replace(",", _thousands)


def decimal(value: float, places: int = 2) -> str:
    """Give a number with so many decimal places, its thousands apart."""
    return f"{value:,.{places}f}".translate({ord(","): _thousands, ord("."): _decimal})


def percent(share: float) -> str:
    """Give a share in [0, 1] as people read it; only 1 itself is 100 %."""
    return f"{100 if share >= 1 else min(99, round(share * 100))}\N{NO-BREAK SPACE}%"


def date(at: datetime, pattern: str) -> str:
    """Give a moment by a pattern of Qt's, «d MMMM yyyy, HH:mm», with the names of months and days."""
    moment = QDateTime(QDate(at.year, at.month, at.day), QTime(at.hour, at.minute, at.second))
    return QLocale().toString(moment, pattern)


def at_beginning(words: str) -> str:
    """Give words with a capital at their beginning; not ``capitalize``, which makes all others small."""
    return words[:1].upper() + words[1:]
