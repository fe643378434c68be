from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch

from engine.tagger import lstm
from engine.tagger.batching import Batch, batches
from engine.tagger.encoding import Inputs
from engine.tagger.model import ModelConfig, TaggerModel
from engine.tagger.partial import allowed_tags
from engine.tagger.tagset import TagSet, bounds_of
from engine.tagger.weights import WordTable

TAGSET = TagSet(["A", "B"])
K = len(TAGSET)


def make_model(seed: int = 1) -> TaggerModel:
    config = ModelConfig(features=3, buckets=40, direct_buckets=32, embedding=4, hidden=6)
    vectors = np.random.default_rng(7).normal(size=(6, 5)).astype(np.float16).astype(np.float32)
    words = WordTable(np.arange(5, dtype=np.uint32), vectors, np.zeros((6, 1), np.int32))
    model = TaggerModel(config, words, TAGSET, torch.Generator().manual_seed(seed))
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


def batch_of(lengths: list[int]) -> Batch:
    (batch,) = batches(bounds_of(lengths), 1000)
    return batch


def test_loss_and_gradient_agree_with_brute_force_over_a_padded_batch() -> None:
    model, generator = make_model(), np.random.default_rng(0)
    lengths = [4, 4, 1]
    batch = batch_of(lengths)
    scores = torch.from_numpy(generator.normal(scale=2, size=(4, 3, K)).astype(np.float32)).requires_grad_()
    allowed = allowed_in(np.array([[1, -1, 0], [2, -1, -1], [-1, 3, -1], [0, -1, -1]]))  # [T, B]

    def brute_force(array: np.ndarray) -> float:
        return sum(
            log_sum(model, array[:n, b], np.ones((n, K), bool)) - log_sum(model, array[:n, b], allowed[:n, b])
            for b, n in enumerate(lengths)
        )

    assert model.backward(scores, allowed, batch, 0.5) == pytest.approx(0.5 * brute_force(scores.detach().numpy()))
    assert scores.grad is not None
    exact = scores.detach().numpy().astype(np.float64)
    for place in np.ndindex(exact.shape):
        step = np.zeros_like(exact)
        step[place] = 1e-4
        slope = (brute_force(exact + step) - brute_force(exact - step)) / 2e-4
        assert scores.grad[place].item() == pytest.approx(0.5 * slope, abs=1e-5)


@pytest.mark.parametrize("name", ["transitions", "start", "end"])
def test_the_chain_learns_from_the_same_loss(name: str) -> None:
    model, generator = make_model(), np.random.default_rng(1)
    batch, allowed = batch_of([4, 2]), allowed_in(np.array([[1, 0], [-1, -1], [0, -1], [3, -1]]))
    scores = torch.from_numpy(generator.normal(size=(4, 2, K)).astype(np.float32)).requires_grad_()
    model.backward(scores, allowed, batch, 1.0)
    parameter = getattr(model, name)
    gradient = parameter.grad.clone()
    for place in np.ndindex(*parameter.shape):
        legal = {"transitions": TAGSET.moves, "start": TAGSET.starts, "end": np.ones(K, bool)}[name][place]
        slope = 0.0
        for sign in (1, -1):
            with torch.no_grad():
                parameter[place] += sign * 1e-2
            slope += sign * model.backward(scores.detach().requires_grad_(), allowed, batch, 1.0) / 2e-2
            with torch.no_grad():
                parameter[place] -= sign * 1e-2
        assert gradient[place].item() == pytest.approx(slope if legal else 0.0, abs=2e-4)


def test_loss_of_a_sentence_nobody_touched_is_zero_and_has_no_gradient() -> None:
    model = make_model()
    scores = torch.randn(5, 2, K, generator=model.generator).requires_grad_()
    assert model.backward(scores, allowed_in(np.full((5, 2), -1)), batch_of([5, 5]), 1.0) == pytest.approx(0, abs=1e-9)
    assert scores.grad is not None
    assert scores.grad.abs().max() < 1e-6
    assert model.flat_gradient.abs().max() < 1e-6


def test_loss_stays_finite_when_the_model_is_sure_of_something_else() -> None:
    model = make_model()
    scores = torch.zeros(3, 1, K)
    scores[:, :, 4] = 1e4
    scores.requires_grad_()
    loss = model.backward(scores, allowed_in(np.array([[0], [1], [0]])), batch_of([3]), 1.0)
    assert np.isfinite(loss)
    assert scores.grad is not None
    assert torch.isfinite(scores.grad).all()


def random_inputs(T: int, B: int) -> Inputs:
    """Give inputs that suit ``make_model``: 3 features, 5 words, 4 direct connections."""
    generator = np.random.default_rng(0)
    features, direct = (generator.integers(n, size=(T, B, width)) for n, width in ((40, 3), (32, 4)))
    return Inputs(*(ids.astype(np.int32) for ids in (features, generator.integers(6, size=(T, B)), direct)))


def test_forward_agrees_with_the_textbook_for_every_length_in_a_padded_batch() -> None:
    model, lengths, inputs = make_model(), np.array([7, 1, 4, 2]), random_inputs(7, 4)
    with torch.no_grad():
        # Sixteenths: what half precision keeps exactly.
        model.direct.copy_(torch.randint(-40, 40, model.direct.shape, generator=model.generator) / 16)
        model.eval()
        scores = model(inputs, lengths).numpy()
    for b, length in enumerate(lengths):
        sentence = Inputs(inputs.features[:length, b], inputs.words[:length, b], inputs.direct[:length, b])
        expected, _ = lstm.emissions(model.to_weights(), sentence)
        np.testing.assert_allclose(scores[:length, b], expected, atol=1e-5)


def test_direct_connections_learn_from_the_same_loss() -> None:
    model, batch, inputs = make_model(), batch_of([3, 2]), random_inputs(3, 2)
    allowed = allowed_in(np.array([[1, 0], [-1, -1], [0, -1]]))
    model.eval()  # without dropout, a finite difference is one
    model.backward(model(inputs, batch.lengths), allowed, batch, 1.0)
    gradient = model.direct_gradient.clone()
    for place in np.ndindex(*model.direct.shape):
        slope = 0.0
        for sign in (1, -1):
            with torch.no_grad():
                model.direct[place] += sign * 1e-2
            slope += sign * model.backward(model(inputs, batch.lengths), allowed, batch, 1.0) / 2e-2
            with torch.no_grad():
                model.direct[place] -= sign * 1e-2
        assert gradient[place].item() == pytest.approx(slope, abs=2e-4)


def test_a_temperature_divides_all_scores() -> None:
    model, inputs = make_model(), random_inputs(4, 1)
    with torch.no_grad():
        model.direct.fill_(0.5)
    sentence = Inputs(inputs.features[:, 0], inputs.words[:, 0], inputs.direct[:, 0])
    plain, cooled = model.to_weights(), model.to_weights(2.0)
    np.testing.assert_allclose(lstm.emissions(cooled, sentence)[0], lstm.emissions(plain, sentence)[0] / 2, atol=1e-6)
    np.testing.assert_allclose(cooled.transitions[TAGSET.moves], plain.transitions[TAGSET.moves] / 2)
    assert (cooled.transitions[~TAGSET.moves] == -1e4).all()


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
    inputs, lengths = random_inputs(4, 2), np.array([4, 2])
    assert torch.equal(first(inputs, lengths), second(inputs, lengths)), "dropout too"
    assert not torch.equal(make_model(seed=6).flat, first.flat)


def test_parameters_but_the_direct_connections_are_views_of_one_vector() -> None:
    model = make_model()
    model.flat.zero_()
    model.flat_gradient.fill_(1.0)
    flat = [p for p in model.parameters() if p is not model.direct]
    assert all(not p.any() and p.grad is not None and bool(p.grad.all()) for p in flat)


def test_features_that_training_never_sees_say_nothing() -> None:
    model, seen = make_model(), np.array([3, 17], np.int32)
    before = model.embeddings.weight.detach().clone()
    model.silence_all_but(seen)
    assert model.embeddings.weight.detach().abs().sum(dim=1).nonzero().ravel().tolist() == seen.tolist()
    assert torch.equal(model.embeddings.weight[seen], before[seen])
