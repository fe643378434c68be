from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tagger.batching import batches
from engine.tagger.calibration import (
    MAX_BOLDNESS,
    TEMPERATURES,
    USUAL_TEMPERATURE,
    Scored,
    boldness_for,
    boldness_in_view_of,
    calibration_error,
    known_to,
    temperature_for,
)
from engine.tagger.decoding import Decoder
from engine.tagger.metrics import Metrics, Score
from engine.tagger.tagset import UNKNOWN, TagSet, bounds_of

TAGSET = TagSet(["A"])


def decoder(boldness: float = 0.0) -> Decoder:
    return Decoder(TAGSET, np.zeros((3, 3)), np.zeros(3), np.zeros(3), boldness)


def single_tokens(sureness: float, share_right: float, count: int = 400) -> tuple[list[Scored], np.ndarray]:
    """Make sentences of one token whose tagger gives B-A log-odds of ``sureness`` against O."""
    gold = (np.arange(count) < share_right * count).astype(np.int64)
    scored = []
    for batch in batches(bounds_of([1] * count), 64):
        emissions = np.zeros((1, len(batch.lengths), 3), np.float32)
        emissions[:, :, 1] = sureness
        scored.append((batch, emissions))
    return scored, gold


def test_the_temperature_is_what_makes_too_sure_a_tagger_honest_given_enough_tokens() -> None:
    for temperature in (0.8, 1.0, 2.0, 3.0):
        scored, gold = single_tokens(temperature * math.log(0.8 / 0.2), share_right=0.8, count=20_000)
        found = temperature_for(scored, gold, decoder())
        assert abs(TEMPERATURES.index(found) - TEMPERATURES.index(temperature)) <= 1, (
            "the usual one still pulls a little"
        )


def test_few_tokens_move_the_temperature_a_little_towards_theirs() -> None:
    for temperature in (0.8, 3.0):
        scored, gold = single_tokens(temperature * math.log(0.8 / 0.2), share_right=0.8, count=1000)
        found = temperature_for(scored, gold, decoder())
        assert 0 < math.log(found / USUAL_TEMPERATURE) / math.log(temperature / USUAL_TEMPERATURE) < 0.7
    assert temperature_for(scored, np.full_like(gold, UNKNOWN), decoder()) == USUAL_TEMPERATURE


@given(st.integers(0, 100), st.integers(0, 1000))
def test_a_worse_tagger_is_bolder_within_bounds(percent: int, support: int) -> None:
    worse, better = (Score(0.5, 0.5, f1, support) for f1 in (percent / 100, min(1.0, percent / 100 + 0.01)))
    assert 0.0 <= boldness_for(better) <= boldness_for(worse) <= MAX_BOLDNESS


def metrics(f1: float, deviation: float) -> Metrics:
    return Metrics(Score(f1, f1, f1, 800), {}, 0.9, 1000, 16_000, deviation)


def test_the_rule_gives_way_where_it_is_significantly_worse_on_other_documents() -> None:
    falling = {0.0: 0.05, 0.5: 0.12, 1.0: 0.17, 1.5: 0.16, 2.0: 0.1}
    certain, uncertain = ({b: metrics(f1, deviation) for b, f1 in falling.items()} for deviation in (0.01, 0.1))
    assert boldness_in_view_of(certain, independent=True) == 1.0
    assert boldness_in_view_of(certain, independent=False) == MAX_BOLDNESS
    assert (
        boldness_in_view_of(uncertain, independent=True) == boldness_for(Score(0.17, 0.17, 0.17, 800)) == MAX_BOLDNESS
    )
    assert boldness_in_view_of({}, independent=True) == boldness_for(Score(0.0, 0.0, 0.0, 0))


def test_little_evidence_hardly_moves_the_boldness() -> None:
    usual = boldness_for(Score(0.0, 0.0, 0.0, 0))
    assert boldness_for(Score(1.0, 1.0, 1.0, 3)) == pytest.approx(usual, abs=0.35)
    assert boldness_for(Score(1.0, 1.0, 1.0, 1000), independent=True) < 0.1


def test_boldness_is_the_threshold_of_half_the_f1() -> None:
    for f1 in (0.3, 0.6, 0.9):
        for probability, found in ((f1 / 2 + 0.01, 1), (f1 / 2 - 0.01, 0)):
            emissions = np.zeros((1, 1, 3))
            emissions[0, 0, 1] = math.log(probability / (1 - probability))
            tags = decoder(boldness_for(Score(f1, f1, f1, 10**6), independent=True)).best_tags(emissions, np.array([1]))
            assert tags.item() == found


def test_what_is_found_between_learnt_sentences_counts_less() -> None:
    between, elsewhere = Score(0.8, 0.8, 0.8, 10**6), Score(0.68, 0.68, 0.68, 10**6)
    assert boldness_for(between) == pytest.approx(boldness_for(elsewhere, independent=True))


@pytest.mark.parametrize(("head_start", "found"), [(1.1, [1, 2, 2]), (0.9, [0, 0, 0])])
def test_a_long_entity_gets_no_more_boldness_than_a_short_one(head_start: float, found: list[int]) -> None:
    emissions = np.zeros((3, 1, 3))
    emissions[0, 0, 0] = 1.0
    emissions[1:, 0, 1] = -9.0  # no other entity may begin
    emissions[1:, 0, 2] = 1e-3  # and this one rather goes on than ends
    assert decoder(head_start).best_tags(emissions, np.array([3]))[:, 0].tolist() == found


def test_boldness_changes_no_probability() -> None:
    emissions, lengths = np.random.default_rng(0).normal(size=(5, 3, 3)), np.array([5, 4, 1])
    plain, bold = (decoder(b).posterior(emissions, lengths).marginals() for b in (0.0, 2.0))
    np.testing.assert_array_equal(plain, bold)


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_a_temperature_changes_no_best_path(temperature: float) -> None:
    generator = np.random.default_rng(1)
    chain = Decoder(TAGSET, generator.normal(size=(3, 3)), generator.normal(size=3), generator.normal(size=3))
    emissions, lengths = generator.normal(size=(6, 4, 3)), np.array([6, 6, 2, 1])
    cooled = chain.at(temperature).best_tags(emissions / temperature, lengths)
    np.testing.assert_array_equal(cooled, chain.best_tags(emissions, lengths))


def test_calibration_error_is_the_mean_gap_between_how_sure_and_how_often_right() -> None:
    assert calibration_error(np.full(10, 0.9), np.arange(10) < 9) == pytest.approx(0.0)
    assert calibration_error(np.array([0.95] * 10 + [0.55] * 10), np.arange(20) < 10) == pytest.approx(0.3)
    assert calibration_error(np.zeros(0), np.zeros(0, bool)) == 0.0


def test_labels_that_the_tagger_does_not_have_are_left_out() -> None:
    assert known_to(TAGSET, np.array([0, 2, 3, 4, UNKNOWN])).tolist() == [0, 2, UNKNOWN, UNKNOWN, UNKNOWN]
