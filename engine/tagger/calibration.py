"""From scores to honest decisions: how sure a tagger may be, and how sure it must be to speak up.

Both are found on held-out sentences, after the fit.

Temperature: a tagger that has seen few sentences is too sure of itself. All its scores are divided by one number, the
one that makes the known tags of the held-out tokens most likely (Guo et al. 2017). Nothing it finds changes.

Boldness: the most probable tags are not those with the best F1. A span is worth proposing as soon as its probability
passes F1 / 2 (Lipton, Elkan & Naryanaswamy 2014), so a tagger that knows little must dare more. As log-odds that is a
head start of log((2 - F1) / F1): 0.2 at an F1 of 0.9, 1.7 at 0.3. An entity gets it once, where it begins: for each
of its tokens, it would favour long ones. Only decoding knows it; probabilities stay what they are.

Few sentences can be held out of few, and they come from documents that were learnt: what is measured on them is
unsteady and too good. Both numbers therefore begin at what most small taggers need, and move away as evidence grows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.tagger.batching import Batch
from engine.tagger.decoding import Decoder
from engine.tagger.metrics import Metrics, Score
from engine.tagger.tagset import UNKNOWN, TagSet

TEMPERATURES = (0.8, 0.9, 1.0, 1.12, 1.26, 1.42, 1.6, 1.8, 2.0, 2.25, 2.5, 3.0)
USUAL_TEMPERATURE = 1.6
TEMPERATURE_WEIGHT = 300.0
"""The evidence against another one: so many nats times the square of the logarithm of their ratio."""

USUAL_F1 = 0.35
USUAL_SPANS = 20
"""It is as if so many more spans had been measured, with the usual F1."""

LEFT_ELSEWHERE = 0.85
"""So much of the F1 on sentences between learnt ones is left elsewhere: 0.9 in the rest of the same four texts, some
0.8 in quite new documents."""

MAX_BOLDNESS = 2.0
"""What an F1 below 0.24 would ask for goes too far."""

BOLDNESSES = (0.0, 0.5, 1.0, 1.5, 2.0)
"""Where the best F1 is looked for."""

CALIBRATION_TOKENS = 20_000
"""More held-out tokens than these do not change the temperature."""

Scored = tuple[Batch, NDArray[np.float32]]
"""A batch and its emissions [T, B, K]."""


def boldness_for(measured: Score, independent: bool = False) -> float:
    """Give the head start of each entity, in log-odds, that suits the best F1 found on held-out spans.

    independent: they are of other documents than the sentences that were learnt.
    """
    expected = measured.f1 if independent else measured.f1 * LEFT_ELSEWHERE
    f1 = (expected * measured.support + USUAL_F1 * USUAL_SPANS) / (measured.support + USUAL_SPANS)
    return min(MAX_BOLDNESS, math.log((2.0 - f1) / f1))


def boldness_in_view_of(tried: Mapping[float, Metrics], independent: bool) -> float:
    """Give the boldness that suits what was measured on held-out sentences with several; the usual one without any.

    It is that of the best F1 there is, not of its own: a lower F1 would make it bolder still. independent: the
    sentences are of other documents than those that were learnt. Then, where the tagger does significantly worse with
    the rule's boldness than with the best one tried, the rule gives way. Neighbours of learnt sentences would always
    advise against daring.
    """
    if not tried:
        return boldness_for(Metrics.of_nothing().micro)
    best = max(tried, key=lambda boldness: tried[boldness].micro.f1)
    ruled = boldness_for(tried[best].micro, independent)
    nearest = tried[min(tried, key=lambda boldness: abs(boldness - ruled))]
    worse = nearest.micro.f1 < tried[best].micro.f1 - tried[best].f1_deviation
    return best if independent and worse else ruled


def temperature_for(scored: Sequence[Scored], gold: NDArray[np.int64], decoder: Decoder) -> float:
    """Give the temperature that suits held-out sentences; the usual one if no tag of theirs is known.

    gold: int64 [N], UNKNOWN where untouched or a tag that the tagger does not have.
    """
    scored = _first_tokens(scored, CALIBRATION_TOKENS)
    losses = [
        log_loss(scored, gold, decoder.at(temperature), temperature)
        + TEMPERATURE_WEIGHT * math.log(temperature / USUAL_TEMPERATURE) ** 2
        for temperature in TEMPERATURES
    ]
    return TEMPERATURES[int(np.argmin(losses))]


def log_loss(scored: Sequence[Scored], gold: NDArray[np.int64], decoder: Decoder, temperature: float = 1.0) -> float:
    """Add up -log P(gold tag) over the known tokens, in nats. decoder: of that temperature."""
    loss = 0.0
    for batch, emissions in scored:
        tags = np.where(batch.mask, gold[batch.tokens], UNKNOWN)
        marginals = decoder.posterior(emissions / temperature, batch.lengths).marginals()
        t, b = np.nonzero(tags != UNKNOWN)
        loss -= float(np.log(np.maximum(marginals[t, b, tags[t, b]], 1e-12)).sum())
    return loss


def token_calibration_error(scored: Sequence[Scored], gold: NDArray[np.int64], decoder: Decoder) -> float:
    """Compute the expected calibration error of the most probable tag of each known token."""
    confidences, right = [np.zeros(0)], [np.zeros(0, bool)]
    for batch, emissions in _first_tokens(scored, CALIBRATION_TOKENS):
        known = batch.mask & (gold[batch.tokens] != UNKNOWN)
        marginals = decoder.posterior(emissions, batch.lengths).marginals()[known]
        confidences.append(marginals.max(axis=1))
        right.append(marginals.argmax(axis=1) == gold[batch.tokens][known])
    return calibration_error(np.concatenate(confidences), np.concatenate(right))


def calibration_error(confidences: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 15) -> float:
    """Compute the expected calibration error: the mean gap between how sure and how often right.

    confidences: float64 [N] in 0..1; right: bool [N]. Bins of equal width, weighed by what is in them.
    """
    if not len(confidences):
        return 0.0
    places = np.minimum((confidences * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(places, confidences - right, bins)
    return float(np.abs(gaps).sum() / len(confidences))


def known_to(tagset: TagSet, gold: NDArray[np.int64]) -> NDArray[np.int64]:
    """Leave out the tags of labels behind those of a tag set: int64 [N], UNKNOWN in their place."""
    return np.where(gold < len(tagset), gold, UNKNOWN)


def _first_tokens(scored: Sequence[Scored], tokens: int) -> list[Scored]:
    taken, count = [], 0
    for batch, emissions in scored:
        if count >= tokens:
            break
        taken.append((batch, emissions))
        count += int(batch.mask.sum())
    return taken
