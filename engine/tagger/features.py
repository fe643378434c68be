"""What the tagger sees of a form: the hashes of its features.

Each "name=value" is hashed by CRC-32, the same on every machine and in every Python. So a form never seen in training
still has its shape, its prefixes and its suffixes, and the list it stands in (``lexicon.py``), in common with forms
that were, and no word of any text needs to be stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from engine.tagger.lexicon import Lexicon, common_lexicon, word_of

VERSION = 3
"""Grows when the same form would get other features under the same config."""

MAX_BUCKETS = 1 << 20
MAX_FORM = 64
"""Longer forms (URLs, hashes, noise) are cut for the features, never for the text."""

CACHED_FORMS = 200_000
"""Distinct forms whose features are kept; then the cache starts afresh."""


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
    return crc32(_bytes(f"{WORD}={word_of(form[:MAX_FORM])}"))


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
    """Hash the features of forms; each distinct form is worked out once."""

    def __init__(self, config: FeatureConfig | None = None, lexicon: Lexicon | None = None) -> None:
        self.config = config or FeatureConfig()
        self.lexicon = lexicon or common_lexicon()
        # The CRC-32 of "name=value" is that of "value" going on from that of "name=".
        self._begun = [(name, crc32(_bytes(f"{name}="))) for name in self.config.names]
        self._rows: dict[str, int] = {}
        self._table = np.empty((1024, len(self.config.names)), np.uint32)

    def hashes(self, forms: Sequence[str]) -> NDArray[np.uint32]:
        """Give the hash of each feature of each form: uint32 [N, F]; any str will do."""
        rows = self._rows
        if len(rows) > CACHED_FORMS:
            rows.clear()
        self._learn([form for form in dict.fromkeys(forms) if form not in rows])
        return self._table[np.fromiter(map(rows.__getitem__, forms), np.intp, len(forms))]

    def _learn(self, forms: Iterable[str]) -> None:
        for form in forms:
            row = len(self._rows)
            if row == len(self._table):
                self._table = np.concatenate([self._table, np.empty_like(self._table)])
            features = features_of(form, self.lexicon)
            self._table[row] = [crc32(_bytes(features[name]), begun) for name, begun in self._begun]
            self._rows[form] = row


def _bytes(text: str) -> bytes:
    # Lone surrogates are part of some texts; they must hash, not raise.
    return text.encode("utf-8", "surrogatepass")
