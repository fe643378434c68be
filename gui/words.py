"""The words of the window, in the language of the person. The English words are the keys of all other languages.

``tr`` is called when a widget is made or filled, never while a module is imported: then nobody knows the language yet.
Words of a table at the top of a module are marked with ``tr_later`` and given to ``tr`` when they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping

_translations: Mapping[str, tuple[str, ...]] = {}
_thousands = ","


def use(translations: Mapping[str, tuple[str, ...]], thousands: str = ",") -> None:
    """Show these words from now on: by the English ones, each with its forms, one and many."""
    global _translations, _thousands
    _translations, _thousands = translations, thousands


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


def number(n: int) -> str:
    """Give a number with its thousands apart."""
    return f"{n:,}".replace(",", _thousands)
