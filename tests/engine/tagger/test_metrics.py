from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tagger.metrics import Metrics, evaluate


def conlleval(gold: list[list[str]], predicted: list[list[str]]) -> tuple[int, int, int]:
    """Count right, predicted and gold chunks the way conlleval.pl does: one walk, two flags a token."""

    def split(tag: str) -> tuple[str, str]:
        return (tag[0], tag[2:]) if tag != "O" else ("O", "")

    def starts(before: tuple[str, str], now: tuple[str, str]) -> bool:
        return now[0] == "B" or (now[0] == "I" and (before[0] == "O" or before[1] != now[1]))

    def ends(before: tuple[str, str], now: tuple[str, str]) -> bool:
        return before[0] != "O" and (now[0] in "BO" or before[1] != now[1])

    right = found_predicted = found_gold = 0
    for gold_tags, predicted_tags in zip(gold, predicted, strict=True):
        g_before = p_before = ("O", "")
        inside = False
        for g_tag, p_tag in zip([*gold_tags, "O"], [*predicted_tags, "O"], strict=True):
            g, p = split(g_tag), split(p_tag)
            if inside:
                g_end, p_end = ends(g_before, g), ends(p_before, p)
                if g_end and p_end:
                    right, inside = right + 1, False
                elif g_end != p_end or g[1] != p[1]:
                    inside = False
            if starts(g_before, g) and starts(p_before, p) and g[1] == p[1]:
                inside = True
            found_gold += starts(g_before, g)
            found_predicted += starts(p_before, p)
            g_before, p_before = g, p
    return right, found_predicted, found_gold


tags = st.sampled_from(["O", "O", "B-A", "I-A", "B-B", "I-B"])
pairs = st.lists(st.lists(st.tuples(tags, tags), max_size=9), max_size=6)


@given(pairs)
def test_counts_agree_with_conlleval_on_any_tags(sentences: list[list[tuple[str, str]]]) -> None:
    gold = [[g for g, _ in sentence] for sentence in sentences]
    predicted = [[p for _, p in sentence] for sentence in sentences]

    metrics = evaluate(gold, predicted)

    right, found, there = conlleval(gold, predicted)
    assert metrics.micro.precision == pytest.approx(right / found if found else 0)
    assert metrics.micro.recall == pytest.approx(right / there if there else 0)
    assert metrics.micro.support == there == sum(score.support for score in metrics.per_label.values())
    flat = [pair for sentence in sentences for pair in sentence]
    assert metrics.tokens == len(flat)
    assert metrics.token_accuracy == pytest.approx(np.mean([g == p for g, p in flat]) if flat else 0)


def test_scores_of_a_worked_example() -> None:
    metrics = evaluate(
        [["B-PER", "I-PER", "O", "B-LOC"], ["O", "B-LOC"]], [["B-PER", "O", "O", "B-LOC"], ["B-LOC", "B-LOC"]]
    )
    assert metrics.micro.precision == pytest.approx(2 / 4)
    assert metrics.micro.recall == pytest.approx(2 / 3)
    assert metrics.micro.f1 == pytest.approx(4 / 7)
    assert metrics.per_label["LOC"].precision == pytest.approx(2 / 3)
    assert metrics.per_label["LOC"].recall == 1.0
    assert metrics.per_label["PER"].f1 == 0.0
    assert metrics.token_accuracy == pytest.approx(4 / 6)


def test_untouched_tokens_count_for_nothing() -> None:
    gold = [[None, "B-A", None, None], [None, None]]
    predicted = [["O", "B-A", "O", "B-B"], ["B-A", "I-A"]]
    metrics = evaluate(gold, predicted)
    assert (metrics.micro.precision, metrics.micro.recall) == (1.0, 1.0)
    assert (metrics.sentences, metrics.tokens, metrics.token_accuracy) == (1, 1, 1.0)


def test_a_prediction_that_runs_out_of_a_gold_span_is_wrong() -> None:
    metrics = evaluate([["B-A", None]], [["B-A", "I-A"]])
    assert (metrics.micro.precision, metrics.micro.recall) == (0.0, 0.0)


def test_deviation_is_always_the_same_and_zero_when_all_is_right() -> None:
    gold = [["B-A", "O"]] * 20
    predicted = [["B-A", "O"], ["O", "B-A"]] * 10
    assert evaluate(gold, gold).f1_deviation == 0.0
    first, second = evaluate(gold, predicted), evaluate(gold, predicted)
    assert first == second
    assert 0.05 < first.f1_deviation < 0.2


def test_nothing_at_all_scores_zero() -> None:
    metrics = evaluate([], [])
    assert (metrics.micro.f1, metrics.tokens, metrics.per_label) == (0.0, 0, {})


def test_sentences_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="differ"):
        evaluate([["O"]], [["O", "O"]])


def test_json_has_the_micro_scores_at_the_top() -> None:
    metrics: Metrics = evaluate([["B-A"]], [["B-A"]])
    data = json.loads(json.dumps(metrics.to_json()))
    assert data["f1"] == 1.0
    assert data["per_label"]["A"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 1}


@pytest.mark.parametrize(
    "junk",
    [{"f1": "high"}, {"recall": 1.1}, {"f1": float("nan")}, {"tokens": -1}, {"support": 2.5}, {"per_label": []}],
)
def test_figures_that_cannot_be_are_refused(junk: dict[str, object]) -> None:
    sound = evaluate([["B-X", "O"]], [["B-X", "O"]]).to_json()
    assert Metrics.from_json(sound).to_json() == sound
    with pytest.raises((TypeError, ValueError)):
        Metrics.from_json(sound | junk)
