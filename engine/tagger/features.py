"""What the tagger sees of a form: the hashes of its features.

Each "name=value" is hashed by CRC-32, the same on every machine and in every Python. So a form never seen in training
still has its shape, its prefixes and its suffixes, and the list it stands in (``lexicon.py``), in common with forms
that were, and no word of any text needs to be stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from itertools import repeat
from typing import Any
from zlib import crc32

import numpy as np

from engine.tagger.crc import Hashes
from engine.tagger.feature_hashes import Parts, Values, hashes_of_parts, utf8
from engine.tagger.lexicon import Lexicon, common_lexicon, word_of

VERSION = 3
"""Grows when the same form would get other features under the same config."""

MAX_BUCKETS = 1 << 20
MAX_FORM = 64
"""Longer forms (URLs, hashes, noise) are cut for the features, never for the text."""

BLOCK = 4096
"""Forms hashed at a time: many, for numpy, and few enough for the processor's cache."""


class _Outline(dict[int, str]):
    """A table for str.translate, filled as characters come by: X upper, x lower, 0 digit, c other letter."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isupper() or character.istitle():
            kind = "X"
        elif character.islower():
            kind = "x"
        elif character.isdecimal():
            kind = "0"
        elif character.isalpha():
            # Scripts without case differ by block instead: kana, hangul and han get shapes of their own.
            kind = "h" if 0x3040 <= code < 0x30A0 else "k" if 0x30A0 <= code < 0x3100 else "c"
            kind = "g" if 0xAC00 <= code < 0xD7B0 else kind
        else:
            kind = character
        self[code] = kind
        return kind


_OUTLINE = _Outline()
_RUN = re.compile(r"(.)\1+", re.DOTALL)
_LONG_RUN = re.compile(r"(.)\1{3,}", re.DOTALL)

FEATURES = (
    "form", "lower", "prefix1", "prefix2", "prefix3", "prefix4",
    "suffix1", "suffix2", "suffix3", "suffix4", "shape", "outline", "person", "kind",
)  # fmt: skip
"""Every feature there is. shape: Xxxx for «Paris» (runs end at three), outline: Xx (runs collapsed).

person and kind: the lists of the lexicon that its word is in.
"""


def features_of(form: str, lexicon: Lexicon) -> dict[str, str]:
    """Give every feature of one form by its name."""
    form = form[:MAX_FORM]
    lower = word_of(form)
    traced = form.translate(_OUTLINE)
    return {
        "form": form,
        "lower": lower,
        **{f"prefix{n}": lower[:n] for n in (1, 2, 3, 4)},
        **{f"suffix{n}": lower[-n:] for n in (1, 2, 3, 4)},
        **_shapes(traced),
        **lexicon.features_of(lower),
    }


@lru_cache(10_000)
def _shapes(traced: str) -> dict[str, str]:
    return {"shape": _LONG_RUN.sub(r"\1\1\1", traced), "outline": _RUN.sub(r"\1", traced)}


WORD = "lower"
"""The feature that says which word a form is (``word_of``)."""


def word_hash(form: str) -> int:
    """Give the hash of the word that a form is: what ``FeatureEncoder`` gives for the feature WORD."""
    return crc32(utf8(f"{WORD}={word_of(form[:MAX_FORM])}"))


@dataclass(frozen=True, slots=True)
class FeatureConfig:
    """Which features a tagger looks at, in order, and how many rows there are for them.

    names: of a token itself, WORD among them. context: those of ``names`` that direct connections also see of the
    tokens around. buckets: rows of the embeddings; direct_buckets: of the direct connections, a power of two.
    """

    names: tuple[str, ...] = FEATURES
    context: tuple[str, ...] = (WORD, "suffix3", "shape", "person", "kind")
    buckets: int = 1 << 13
    direct_buckets: int = 1 << 15
    version: int = VERSION

    def __post_init__(self) -> None:
        if self.version != VERSION:
            raise ValueError(f"features of version {self.version!r}, this program knows version {VERSION}")
        for count in (self.buckets, self.direct_buckets):
            if type(count) is not int or not 1 <= count <= MAX_BUCKETS:
                raise ValueError(f"{count!r} buckets, not a number in 1..{MAX_BUCKETS}")
        if self.direct_buckets < 2 or self.direct_buckets & (self.direct_buckets - 1):
            raise ValueError(f"{self.direct_buckets} buckets of direct connections, not a power of two from 2 on")
        unknown = [name for name in self.names if name not in FEATURES]
        if unknown or WORD not in self.names or len(set(self.names)) != len(self.names):
            raise ValueError(f"features {self.names!r} repeat, are unknown or lack {WORD!r}")
        if not set(self.context) <= set(self.names) or len(set(self.context)) != len(self.context):
            raise ValueError(f"features of the context {self.context!r} repeat or are not among {self.names!r}")

    def to_json(self) -> dict[str, Any]:
        """Give it as plain data, for a model file."""
        return {**asdict(self), "names": list(self.names), "context": list(self.context)}

    @classmethod
    def from_json(cls, data: object) -> FeatureConfig:
        """Make the config that was stored. Raises ValueError on what ``to_json`` would not write."""
        if not isinstance(data, dict) or set(data) != {field.name for field in fields(FeatureConfig)}:
            raise ValueError(
                f"a feature config has names, context, both counts of buckets and a version, not {str(data)[:80]}"
            )
        for names in (data["names"], data["context"]):
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                raise ValueError(f"feature names are a list of words, not {str(names)[:80]}")
        return cls(**{**data, "names": tuple(data["names"]), "context": tuple(data["context"])})


class FeatureEncoder:
    """Hash the features of forms: for each form what ``features_of`` gives, for all forms at once.

    Nothing is remembered: whoever needs the hashes of a form again keeps them.
    """

    def __init__(self, config: FeatureConfig | None = None, lexicon: Lexicon | None = None) -> None:
        self.config = config or FeatureConfig()
        self.lexicon = lexicon or common_lexicon()

    def hashes(self, forms: Sequence[str]) -> Hashes:
        """Give the hash of each feature of each form: uint32 [N, F]; any str will do."""
        found = np.empty((len(forms), len(self.config.names)), np.uint32)
        for first in range(0, len(forms), BLOCK):
            some = slice(first, first + BLOCK)
            found[some] = self._hashes_of([form[:MAX_FORM] for form in forms[some]])
        return found

    def _hashes_of(self, forms: list[str]) -> Hashes:
        words = [word_of(form) for form in forms]
        shapes = [_shapes(form.translate(_OUTLINE)) for form in forms]
        few = {  # of the features that have few values
            "shape": [found["shape"] for found in shapes],
            "outline": [found["outline"] for found in shapes],
            "person": map(self.lexicon.person.get, words, repeat("")),
            "kind": map(self.lexicon.kind.get, words, repeat("")),
        }
        found = np.empty((len(self.config.names), len(forms)), np.uint32)
        for row, name in zip(found, self.config.names, strict=True):
            if name in few:
                row[:] = np.fromiter(map(Values(name).__getitem__, few[name]), np.uint32, len(forms))
        many = [f for f, name in enumerate(self.config.names) if name not in few]
        found[many] = hashes_of_parts([self.config.names[f] for f in many], Parts(forms, words))
        return found.T
