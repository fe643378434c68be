from __future__ import annotations

import json
from zlib import crc32

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.tagger import features
from engine.tagger.features import FEATURES, VERSION, WORD, FeatureConfig, FeatureEncoder, features_of, word_hash
from engine.tagger.lexicon import NOTHING_KNOWN, Lexicon

any_text = st.text(st.characters(exclude_categories=()), min_size=1, max_size=20)


def test_features_of_a_form_are_what_their_names_say() -> None:
    found = features_of("Paris-2024", NOTHING_KNOWN)
    assert found["form"] == "Paris-2024"
    assert found["lower"] == "paris-0000"
    assert (found["prefix1"], found["prefix4"]) == ("p", "pari")
    assert (found["suffix1"], found["suffix3"]) == ("0", "000")
    assert found["shape"] == "Xxxx-000"
    assert found["outline"] == "Xx-0"
    assert tuple(found) == FEATURES


def test_a_form_in_any_case_has_the_lists_of_its_word() -> None:
    lexicon = Lexicon({"given": "paris", "place": "paris"})
    for form in ("Paris", "PARIS", "paris"):
        found = features_of(form, lexicon)
        assert (found["person"], found["kind"]) == ("given", "place")


def test_encoders_with_other_lexicons_see_other_features() -> None:
    config = FeatureConfig(("lower", "kind"), ())
    knowing, other = (FeatureEncoder(config, Lexicon(lists)) for lists in ({"place": "oslo"}, {}))
    assert knowing.hashes(["Oslo"]).tolist() == [[crc32(b"lower=oslo"), crc32(b"kind=place")]]
    assert other.hashes(["Oslo"]).tolist() == [[crc32(b"lower=oslo"), crc32(b"kind=")]]


@pytest.mark.parametrize(
    ("form", "outline"),
    [("東京タワー", "ck"), ("ひらがな", "h"), ("서울", "g"), ("שלום", "c"), ("😀", "😀"), ("ǅ", "X")],
)
def test_scripts_without_case_have_shapes_too(form: str, outline: str) -> None:
    assert features_of(form, NOTHING_KNOWN)["outline"] == outline


def test_the_hash_is_crc32_of_name_and_value() -> None:
    encoder = FeatureEncoder(FeatureConfig(("lower", "suffix2"), ()))
    assert encoder.hashes(["Ada"]).tolist() == [[crc32(b"lower=ada"), crc32(b"suffix2=da")]]


@given(st.lists(any_text, max_size=10))
def test_any_text_is_hashed_the_same_way_again(forms: list[str]) -> None:
    encoder = FeatureEncoder()
    hashes = encoder.hashes(forms)
    assert hashes.shape == (len(forms), len(FEATURES))
    assert hashes.dtype == np.uint32
    again = FeatureEncoder(FeatureConfig.from_json(json.loads(json.dumps(encoder.config.to_json()))))
    assert again.config == encoder.config
    assert (again.hashes(forms) == hashes).all()


@given(any_text | st.text(min_size=60, max_size=70))
def test_the_hash_of_a_word_is_that_of_its_feature(form: str) -> None:
    (hashes,) = FeatureEncoder().hashes([form]).tolist()
    assert word_hash(form) == hashes[FEATURES.index(WORD)]


def test_a_word_is_the_same_in_any_case_and_with_any_digits() -> None:
    assert word_hash("Paris") == word_hash("PARIS") != word_hash("Parish")
    assert word_hash("1987") == word_hash("2024") != word_hash("198")


@given(st.lists(any_text | st.text(min_size=60, max_size=70) | st.just(""), max_size=10), st.integers(1, 4))
@example(["İSTANBUL", "ΟΔΟΣ", "\ud800\udc00", "٣٤a", "ǅ", "", "x" * 63 + "é9", "e\u0301", "𝟘x", "👍🏽"], 3)
def test_hashes_of_many_forms_are_those_of_the_values_of_each(forms: list[str], block: int) -> None:
    lexicon = Lexicon({"given": "ada οδος", "surname": "ada", "place": "oslo", "thing": "00a"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(features, "BLOCK", block)
        found = FeatureEncoder(None, lexicon).hashes([*forms, "Ada", "OSLO"])
    for form, hashes in zip([*forms, "Ada", "OSLO"], found.tolist(), strict=True):
        values = features_of(form, lexicon)
        assert hashes == [crc32(f"{name}={values[name]}".encode("utf-8", "surrogatepass")) for name in FEATURES]


def test_of_no_form_there_are_no_hashes() -> None:
    assert FeatureEncoder().hashes([]).shape == (0, len(FEATURES))


SOUND = {"names": ["lower", "form"], "context": ["form"], "buckets": 10, "direct_buckets": 8, "version": VERSION}


def test_a_sound_config_is_taken() -> None:
    assert FeatureConfig.from_json(SOUND).to_json() == SOUND


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {name: value for name, value in SOUND.items() if name != "version"},
        {name: value for name, value in SOUND.items() if name != "context"},
        SOUND | {"names": "lower"},
        SOUND | {"names": []},
        SOUND | {"names": ["form"]},
        SOUND | {"names": ["lower", "form", "form"]},
        SOUND | {"names": ["lower", "form", "__class__"]},
        SOUND | {"names": ["lower", "form", 1]},
        SOUND | {"context": "form"},
        SOUND | {"context": ["form", "form"]},
        SOUND | {"context": ["shape"]},
        SOUND | {"context": [["form"]]},
        SOUND | {"buckets": 0},
        SOUND | {"buckets": 1e300},
        SOUND | {"buckets": True},
        SOUND | {"buckets": 10**30},
        SOUND | {"direct_buckets": 0},
        SOUND | {"direct_buckets": 8.0},
        SOUND | {"direct_buckets": 12},
        SOUND | {"direct_buckets": 1 << 21},
        SOUND | {"version": 1},
        SOUND | {"version": VERSION + 1},
        SOUND | {"version": [VERSION]},
        SOUND | {"more": 1},
    ],
)
def test_an_odd_config_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"feature|buckets"):
        FeatureConfig.from_json(data)
