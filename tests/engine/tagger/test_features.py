from __future__ import annotations

import json
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tagger import features
from engine.tagger.features import FEATURES, FeatureConfig, FeatureEncoder, features_of

any_text = st.text(st.characters(exclude_categories=()), min_size=1, max_size=20)


def test_features_of_a_form_are_what_their_names_say() -> None:
    found = features_of("Paris-2024")
    assert found["form"] == "Paris-2024"
    assert found["lower"] == "paris-0000"
    assert (found["prefix1"], found["prefix4"]) == ("p", "pari")
    assert (found["suffix1"], found["suffix3"]) == ("0", "000")
    assert found["shape"] == "Xxxx-000"
    assert found["outline"] == "Xx-0"
    assert tuple(found) == FEATURES


@pytest.mark.parametrize(
    ("form", "outline"),
    [("東京タワー", "ck"), ("ひらがな", "h"), ("서울", "g"), ("שלום", "c"), ("😀", "😀"), ("ǅ", "X")],
)
def test_scripts_without_case_have_shapes_too(form: str, outline: str) -> None:
    assert features_of(form)["outline"] == outline


def test_the_hash_is_crc32_of_name_and_value() -> None:
    encoder = FeatureEncoder(FeatureConfig(("form", "suffix2"), 1000))
    assert encoder.encode(["Ada"]).tolist() == [[crc32(b"form=Ada") % 1000, crc32(b"suffix2=da") % 1000]]


@given(st.lists(any_text, max_size=10), st.integers(1, 5000))
def test_any_text_is_encoded_within_the_table(forms: list[str], buckets: int) -> None:
    encoder = FeatureEncoder(FeatureConfig(buckets=buckets))
    rows = encoder.encode(forms)
    assert rows.shape == (len(forms), len(FEATURES))
    assert rows.dtype == np.int32
    assert not rows.size or 0 <= rows.min() <= rows.max() < buckets
    again = FeatureEncoder.from_json(json.loads(json.dumps(encoder.to_json())))
    assert (again.encode(forms) == rows).all()


def test_each_distinct_form_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(features, "features_of", lambda form: seen.append(form) or features_of(form))
    encoder = FeatureEncoder()
    encoder.encode(["a", "b", "a"])
    encoder.encode(["b", "c"])
    assert seen == ["a", "b", "c"]


def test_a_full_cache_starts_afresh_with_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "CACHED_FORMS", 5)
    encoder, forms = FeatureEncoder(), [f"form{n}" for n in range(3000)]
    whole = encoder.encode(forms)
    assert (encoder.encode(forms[::-1]) == whole[::-1]).all()
    assert len(encoder._rows) == 3000


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"names": ["form"], "buckets": 10},
        {"names": "form", "buckets": 10, "version": 1},
        {"names": [], "buckets": 10, "version": 1},
        {"names": ["form", "form"], "buckets": 10, "version": 1},
        {"names": ["__class__"], "buckets": 10, "version": 1},
        {"names": [1], "buckets": 10, "version": 1},
        {"names": ["form"], "buckets": 0, "version": 1},
        {"names": ["form"], "buckets": 1e300, "version": 1},
        {"names": ["form"], "buckets": True, "version": 1},
        {"names": ["form"], "buckets": 10**30, "version": 1},
        {"names": ["form"], "buckets": 10, "version": 2},
        {"names": ["form"], "buckets": 10, "version": [1]},
        {"names": ["form"], "buckets": 10, "version": 1, "more": 1},
    ],
)
def test_an_odd_config_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"feature|buckets"):
        FeatureEncoder.from_json(data)
