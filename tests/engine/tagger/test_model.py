from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch

from engine.tagger import lstm
from engine.tagger.model import ModelConfig, TaggerModel
from engine.tagger.partial import allowed_tags
from engine.tagger.tagset import TagSet

TAGSET = TagSet(["A", "B"])
K = len(TAGSET)


def make_model(seed: int = 1) -> TaggerModel:
    config = ModelConfig(features=3, buckets=40, embedding=4, hidden=6)
    model = TaggerModel(config, TAGSET, torch.Generator().manual_seed(seed))
    with torch.no_grad():
        for chain in (model.transitions, model.start, model.end):
            chain.normal_(generator=model.generator)
    return model


def allowed_in(gold: np.ndarray) -> np.ndarray:
    """Give what gold [T, B] allows, without any rejection: [T, B, K]."""
    T, B = gold.shape
    allowed = allowed_tags(gold.T.ravel(), np.arange(B + 1) * T, np.zeros((0, 3), np.int64), TAGSET)
    return allowed.reshape(B, T, K).swapaxes(0, 1)


def log_sum(model: TaggerModel, scores: np.ndarray, allowed: np.ndarray) -> float:
    """Add up every legal and allowed sequence of one sentence, one by one."""
    weights, logits = model.to_weights(), []
    for path in product(range(K), repeat=len(scores)):
        steps = np.array(path)
        if not allowed[np.arange(len(path)), steps].all() or not TAGSET.starts[path[0]]:
            continue
        if not TAGSET.moves[steps[:-1], steps[1:]].all():
            continue
        score = weights.start[path[0]] + weights.end[path[-1]] + scores[np.arange(len(path)), steps].sum()
        logits.append(score + weights.transitions[steps[:-1], steps[1:]].sum())
    return float(np.logaddexp.reduce(logits))


def test_loss_agrees_with_brute_force_over_a_padded_batch() -> None:
    model, generator = make_model(), np.random.default_rng(0)
    scores = generator.normal(scale=2, size=(4, 3, K)).astype(np.float32)
    gold = np.array([[1, -1, 0], [2, -1, -1], [-1, 3, -1], [0, -1, -1]])  # [T, B]; lengths 4, 4, 1
    lengths = [4, 4, 1]
    mask = np.arange(4)[:, None] < np.array(lengths)
    allowed = allowed_in(gold)

    loss = model.loss(torch.from_numpy(scores), torch.from_numpy(allowed), torch.from_numpy(mask))

    expected = sum(
        log_sum(model, scores[:n, b], np.ones((n, K), bool)) - log_sum(model, scores[:n, b], allowed[:n, b])
        for b, n in enumerate(lengths)
    )
    assert loss.item() == pytest.approx(expected, rel=1e-5)


def test_loss_of_a_sentence_nobody_touched_is_zero_and_has_no_gradient() -> None:
    model = make_model()
    scores = torch.randn(5, 2, K, generator=model.generator).requires_grad_()
    allowed = torch.from_numpy(allowed_in(np.full((5, 2), -1)))
    loss = model.loss(scores, allowed, torch.ones(5, 2, dtype=torch.bool))
    loss.backward()
    assert loss.item() == pytest.approx(0.0, abs=1e-4)
    assert scores.grad is not None
    assert scores.grad.abs().max() < 1e-5


def test_loss_stays_finite_when_the_model_is_sure_of_something_else() -> None:
    model = make_model()
    scores = torch.zeros(3, 1, K)
    scores[:, :, 4] = 1e4
    scores.requires_grad_()
    allowed = torch.from_numpy(allowed_in(np.array([[0], [1], [0]])))
    loss = model.loss(scores, allowed, torch.ones(3, 1, dtype=torch.bool))
    loss.backward()
    assert torch.isfinite(loss)
    assert scores.grad is not None
    assert torch.isfinite(scores.grad).all()


def test_forward_agrees_with_the_textbook_for_every_length_in_a_padded_batch() -> None:
    model, generator = make_model(), np.random.default_rng(0)
    lengths = np.array([7, 1, 4, 2])
    ids = generator.integers(40, size=(7, 4, 3))
    model.eval()
    with torch.no_grad():
        scores = model(torch.from_numpy(ids), torch.from_numpy(lengths)).numpy()
    weights = model.to_weights()
    for b, length in enumerate(lengths):
        expected, _ = lstm.emissions(weights, ids[:length, b])
        np.testing.assert_allclose(scores[:length, b], expected, atol=1e-5)


def test_forget_gates_start_open_and_forbidden_moves_leave_as_forbidden() -> None:
    weights = make_model().to_weights()
    assert (weights.forward.b_f == 1).all()
    assert (weights.backward.b_f == 1).all()
    assert (weights.forward.b_i == 0).all()
    assert (weights.transitions[~TAGSET.moves] == -1e4).all()
    assert (weights.start[~TAGSET.starts] == -1e4).all()


def test_randomness_comes_from_the_generator_alone() -> None:
    before = torch.get_rng_state()
    torch.manual_seed(1)
    first = make_model(seed=5)
    torch.manual_seed(2)
    second = make_model(seed=5)
    torch.set_rng_state(before)
    assert torch.equal(first.flat, second.flat)
    ids, lengths = torch.ones(4, 2, 3, dtype=torch.int32), torch.tensor([4, 2])
    assert torch.equal(first(ids, lengths), second(ids, lengths)), "dropout too"
    assert not torch.equal(make_model(seed=6).flat, first.flat)


def test_parameters_are_views_of_one_vector() -> None:
    model = make_model()
    model.flat.zero_()
    model.flat_gradient.fill_(1.0)
    assert all(not p.any() and p.grad is not None and bool(p.grad.all()) for p in model.parameters())
