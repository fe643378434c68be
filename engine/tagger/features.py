"""What the tagger sees of a token: hashed features of its form.

There is no vocabulary to store: each "name=value" is hashed into one shared table of embeddings, so a form
never seen in training still has its shape, its prefixes and its suffixes in common with forms that were. The
hash is CRC-32, the same on every machine and in every Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

VERSION = 1
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
_DIGITS = re.compile(r"\d")
_RUN = re.compile(r"(.)\1+", re.DOTALL)
_LONG_RUN = re.compile(r"(.)\1{3,}", re.DOTALL)

FEATURES = (
    "form", "lower", "prefix1", "prefix2", "prefix3", "prefix4",
    "suffix1", "suffix2", "suffix3", "suffix4", "shape", "outline",
)  # fmt: skip
"""Every feature there is. shape: Xxxx for «Paris» (runs end at three), outline: Xx (runs collapsed)."""


def features_of(form: str) -> dict[str, str]:
    """Give every feature of one form by its name."""
    form = form[:MAX_FORM]
    lower = _DIGITS.sub("0", form.lower())
    traced = form.translate(_OUTLINE)
    return {
        "form": form,
        "lower": lower,
        **{f"prefix{n}": lower[:n] for n in (1, 2, 3, 4)},
        **{f"suffix{n}": lower[-n:] for n in (1, 2, 3, 4)},
        "shape": _LONG_RUN.sub(r"\1\1\1", traced),
        "outline": _RUN.sub(r"\1", traced),
    }


@dataclass(frozen=True, slots=True)
class FeatureConfig:
    """Which features a tagger looks at, in order, and how many buckets they share."""

    names: tuple[str, ...] = FEATURES
    buckets: int = 1 << 14
    version: int = VERSION

    def __post_init__(self) -> None:
        if self.version != VERSION:
            raise ValueError(f"features of version {self.version!r}, this program knows version {VERSION}")
        if type(self.buckets) is not int or not 1 <= self.buckets <= MAX_BUCKETS:
            raise ValueError(f"{self.buckets!r} buckets, not a number in 1..{MAX_BUCKETS}")
        unknown = [name for name in self.names if name not in FEATURES]
        if unknown or not self.names or len(set(self.names)) != len(self.names):
            raise ValueError(f"features {self.names!r} are none, repeat or are unknown")


class FeatureEncoder:
    """Encode forms as feature numbers; each distinct form is worked out once."""

    def __init__(self, config: FeatureConfig | None = None) -> None:
        self.config = config or FeatureConfig()
        self._rows: dict[str, int] = {}
        self._table = np.empty((1024, len(self.config.names)), np.int32)

    def encode(self, forms: Sequence[str]) -> NDArray[np.int32]:
        """Give the bucket of each feature of each form: int32 [N, F], in 0..buckets - 1; any str will do."""
        rows = self._rows
        if len(rows) > CACHED_FORMS:
            rows.clear()
        self._learn([form for form in dict.fromkeys(forms) if form not in rows])
        return self._table[np.fromiter(map(rows.__getitem__, forms), np.intp, len(forms))]

    def _learn(self, forms: Iterable[str]) -> None:
        names, buckets = self.config.names, self.config.buckets
        for form in forms:
            row = len(self._rows)
            if row == len(self._table):
                self._table = np.concatenate([self._table, np.empty_like(self._table)])
            features = features_of(form)
            # Lone surrogates are part of some texts; they must hash, not raise.
            self._table[row] = [
                crc32(f"{name}={features[name]}".encode("utf-8", "surrogatepass")) % buckets for name in names
            ]
            self._rows[form] = row

    def to_json(self) -> dict[str, Any]:
        """Give the config as plain data, for a model file."""
        return {**asdict(self.config), "names": list(self.config.names)}

    @classmethod
    def from_json(cls, data: object) -> FeatureEncoder:
        """Make the encoder of a stored config. Raises ValueError on what ``to_json`` would not write."""
        if not isinstance(data, dict) or set(data) != {"names", "buckets", "version"}:
            raise ValueError(f"a feature config has names, buckets and version, not {str(data)[:80]}")
        names = data["names"]
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ValueError(f"feature names are a list of words, not {str(names)[:80]}")
        return cls(FeatureConfig(tuple(names), data["buckets"], data["version"]))
