"""The gates that are shown belong to the numbers that ONNX Runtime computes, for every kind of file that we export."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ModelFileError
from engine.tagger.events import TrainingConfig
from engine.tagger.examples import Example
from engine.tagger.lstm import Real, lstm, lstm_backward, lstm_step
from engine.tagger.trace import Textbook
from engine.tagger.weights import LSTMWeights, TaggerWeights, TrainedTagger
from export.building import Built, build
from export.corpus import Corpus
from export.graph_plan import PRECISIONS, Precision
from export.onnx_graph import GREATEST, to_onnx
from export.runtime import Tagger
from export.textbook import TOLERANCE, read_textbook

MakeTagger = Callable[..., TrainedTagger]

A_BYTE_OF_H = 2 / 255
"""What a byte more or less means: h is between -1 and 1. The last digits of tanh decide which it is, now and then."""

SENTENCES = (
    ("Ada", "met", "Bob", "in", "Paris", "."),
    ("She", "left", "Rome", "."),
    ("Zoë", "Smith", "lives", "in", "New", "York", ",", "not", "in", "東京", "."),
)
TAGS = (
    ("B-PER", "O", "B-PER", "O", "B-LOC", "O"),
    ("O", "O", "B-LOC", "O"),
    ("B-PER", "I-PER", "O", "O", "B-LOC", "I-LOC", "O", "O", "O", "B-LOC", "O"),
)

forms_of_sentences = st.lists(
    st.sampled_from([form for forms in SENTENCES for form in forms]) | st.text(min_size=1, max_size=8),
    min_size=1,
    max_size=60,
)


def scaled(trained: TrainedTagger, scale: float) -> TrainedTagger:
    """Give a random tagger weights of a size that training gives: greater ones make chaos of the last digits."""

    def cell(w: LSTMWeights) -> LSTMWeights:
        return LSTMWeights(*((getattr(w, field.name) * scale).astype(np.float32) for field in fields(w)))

    weights = trained.weights
    return replace(trained, weights=replace(weights, forward=cell(weights.forward), backward=cell(weights.backward)))


@pytest.fixture(scope="module")
def taggers(random_tagger: MakeTagger) -> list[TrainedTagger]:
    """Random ones of several sizes, without words too, and one that training made."""
    random = [
        random_tagger(1),
        scaled(random_tagger(2, hidden=1, words=(), vector=3), 0.5),
        scaled(random_tagger(3, labels=["A", "B", "C", "D", "E"], hidden=20, embedding=9), 0.25),
        scaled(random_tagger(4, hidden=128, vector=37), 0.1),
    ]
    examples = tuple(map(Example, SENTENCES, TAGS)) * 12
    config = TrainingConfig(epochs=3, buckets=256)
    *_, last = build(Corpus(examples, SENTENCES, ("LOC", "PER")), config=config)
    assert isinstance(last, Built)
    return [*random, last.finished.tagger]


@pytest.fixture(scope="module")
def files(taggers: list[TrainedTagger]) -> dict[Precision, list[tuple[Tagger, Textbook]]]:
    return {
        precision: [(Tagger.load(data), read_textbook(data)) for data in (to_onnx(t, precision) for t in taggers)]
        for precision in PRECISIONS
    }


def test_weights_come_back_as_they_went_in(taggers: list[TrainedTagger]) -> None:
    for trained in taggers:
        textbook = read_textbook(to_onnx(trained))
        expected, found = trained.weights, textbook.weights
        for name in ("embeddings", "emission", "emission_bias", "direct", "transitions", "start", "end"):
            np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
            assert getattr(found, name).dtype == np.float32
        for name in ("hashes", "vectors", "clusters"):
            np.testing.assert_array_equal(getattr(found.words, name), getattr(expected.words, name))
        for name in ("forward", "backward"):
            for field in fields(LSTMWeights):
                own = getattr(getattr(expected, name), field.name)
                np.testing.assert_array_equal(getattr(getattr(found, name), field.name), own)
        assert textbook.tagset.tags == trained.tags
        assert textbook.decoder.boldness == trained.boldness


def test_weights_in_int8_come_back_to_half_of_what_a_1_is(taggers: list[TrainedTagger]) -> None:
    for trained in taggers:
        found = read_textbook(to_onnx(trained, "int8")).weights
        for name in ("forward", "backward"):
            for field in fields(LSTMWeights):
                own = getattr(getattr(trained.weights, name), field.name)
                again = getattr(getattr(found, name), field.name)
                if own.ndim == 1:
                    np.testing.assert_array_equal(again, own)
                    continue
                step = np.abs(own).max(axis=1, keepdims=True) / GREATEST
                assert (np.abs(own - again) <= 0.5001 * step).all()


def test_boldness_of_the_file_is_that_of_the_decoder(taggers: list[TrainedTagger]) -> None:
    assert read_textbook(to_onnx(replace(taggers[0], boldness=1.5))).decoder.boldness == 1.5


@settings(max_examples=40)
@given(forms_of_sentences)
def test_h_is_that_of_the_session(files: dict[Precision, list[tuple[Tagger, Textbook]]], forms: list[str]) -> None:
    for tagger, textbook in files["fp32"]:
        trace, hidden = textbook.trace(forms), tagger.hidden(forms)
        assert hidden.shape == (len(forms), 2 * textbook.units)
        np.testing.assert_allclose(trace.hidden, hidden, rtol=0, atol=1e-5)
        np.testing.assert_allclose(trace.emissions, tagger.emissions(forms), rtol=1e-5, atol=1e-4)
        assert [textbook.tagset.tags[tag] for tag in trace.path] == tagger.tags_of([forms])[0]


@settings(max_examples=40)
@given(forms_of_sentences)
def test_h_is_that_of_the_session_in_int8_but_for_what_it_rounds(
    files: dict[Precision, list[tuple[Tagger, Textbook]]], forms: list[str]
) -> None:
    for tagger, textbook in files["int8"][1:]:
        trace, hidden = textbook.trace(forms), tagger.hidden(forms)
        np.testing.assert_allclose(trace.hidden, hidden, rtol=0, atol=TOLERANCE["int8"])
        by_hand = rounded_run(textbook.weights, trace.xs)
        np.testing.assert_allclose(by_hand, hidden, rtol=0, atol=A_BYTE_OF_H)


@settings(max_examples=40)
@given(forms_of_sentences)
def test_one_token_in_int8_is_as_far_off_as_half_a_step_of_its_input_allows(
    files: dict[Precision, list[tuple[Tagger, Textbook]]], forms: list[str]
) -> None:
    for tagger, textbook in files["int8"]:
        trace = textbook.trace(forms[:1])
        bounds = [one_step_bound(w, trace.xs[0]) for w in (textbook.weights.forward, textbook.weights.backward)]
        assert (np.abs(trace.hidden[0] - tagger.hidden(forms[:1])[0]) <= np.concatenate(bounds) + 1e-5).all()


def rounded_run(weights: TaggerWeights, xs: Real) -> Real:
    """Run both directions as DynamicQuantizeLSTM does for one sentence: x rounded as a whole, h at each step."""
    xs = rounded(xs)

    def run(w: LSTMWeights, inputs: Real) -> Real:
        h = c = np.zeros(len(w.b_f), np.float32)
        states = []
        for x in inputs:
            step = lstm_step(w, x, rounded(h), c)
            h, c = step.h, step.c
            states.append(h)
        return np.stack(states)

    return np.concatenate([run(weights.forward, xs), run(weights.backward, xs[::-1])[::-1]], axis=1)


def step_of(values: Real) -> tuple[np.float32, np.float32]:
    """Give what a 1 of the bytes is, and the byte that is 0: 255 steps from the least to the greatest, 0 among them."""
    low, high = np.minimum(values.min(), np.float32(0)), np.maximum(values.max(), np.float32(0))
    step = (high - low) / np.float32(255) if high > low else np.float32(1)
    return step, np.rint(-low / step)


def rounded(values: Real) -> Real:
    """Round to the bytes that stand for values."""
    step, zero = step_of(values)
    return ((np.clip(np.rint(values / step) + zero, 0, 255) - zero) * step).astype(np.float32)


def one_step_bound(w: LSTMWeights, x: Real) -> Real:
    """Bound how far h may be off after one step, when each number of x is off by up to a step of its rounding.

    σ is nowhere steeper than 1/4, tanh nowhere than 1; before the first step c and h are 0.
    """
    # Half a step for the number and half for the byte that stands for 0, where that clips the greatest or the least.
    off = float(step_of(x)[0])
    gates = lstm(w, x[None])
    i, g, o, c = gates.i[0], gates.g[0], gates.o[0], gates.c[0]
    di, dg, do = (off * np.abs(W).sum(axis=1) * slope for W, slope in ((w.W_i, 0.25), (w.W_g, 1.0), (w.W_o, 0.25)))
    dc = np.abs(g) * di + i * dg + di * dg
    return np.abs(np.tanh(c)) * do + o * dc + do * dc


def test_directions_are_not_mistaken_for_each_other(files: dict[Precision, list[tuple[Tagger, Textbook]]]) -> None:
    for tagger, textbook in files["fp32"]:
        trace, hidden = textbook.trace(SENTENCES[0]), tagger.hidden(SENTENCES[0])
        ahead, back = lstm(textbook.weights.forward, trace.xs), lstm_backward(textbook.weights.backward, trace.xs)
        np.testing.assert_allclose(ahead.h, hidden[:, : textbook.units], atol=1e-5)
        np.testing.assert_allclose(back.h, hidden[:, textbook.units :], atol=1e-5)


def test_a_sentence_without_a_token_has_no_hidden_states(
    files: dict[Precision, list[tuple[Tagger, Textbook]]],
) -> None:
    tagger, textbook = files["fp32"][0]
    for read in (tagger.hidden, textbook.trace):
        with pytest.raises(ValueError, match=r"nothing to run|without a token"):
            read([])


@pytest.mark.parametrize(
    ("rows", "match"), [(slice(None, -1), "gives scores that are"), (-1, "be run .its scores are")]
)
def test_embeddings_that_are_no_numbers_are_never_shown(
    random_tagger: MakeTagger, rows: slice | int, match: str
) -> None:
    """The session makes numbers of them; a trial run asks for the last row only."""
    trained = random_tagger()
    embeddings = trained.weights.embeddings.copy()
    embeddings[rows] = np.nan
    odd = to_onnx(replace(trained, weights=replace(trained.weights, embeddings=embeddings)))
    with pytest.raises(ModelFileError, match=match):
        read_textbook(odd).trace(["London"])


@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_file_with_flipped_bytes_is_refused_or_still_read(random_tagger: MakeTagger, precision: Precision) -> None:
    data, generator, refused = to_onnx(random_tagger(), precision), np.random.default_rng(0), 0
    for _ in range(150):
        broken = bytearray(data)
        broken[generator.integers(len(data))] ^= 1 << generator.integers(8)
        try:
            trace = read_textbook(bytes(broken)).trace(SENTENCES[0])
        except ModelFileError:
            refused += 1
        else:
            assert np.isfinite(trace.emissions).all()
    assert 0 < refused < 150


@pytest.mark.parametrize("name", ["forward", "backward"])
def test_weights_beyond_all_measure_are_told_without_a_warning(random_tagger: MakeTagger, name: str) -> None:
    trained = random_tagger()
    w = getattr(trained.weights, name)
    large = replace(w, W_g=np.full_like(w.W_g, 3e38), W_o=np.full_like(w.W_o, 3e38))
    weights = replace(trained.weights, emission=np.full_like(trained.weights.emission, 3e38), **{name: large})
    with pytest.raises(ModelFileError, match="cannot be run"):
        read_textbook(to_onnx(replace(trained, weights=weights)))


def test_the_place_of_the_bytes_is_named() -> None:
    with pytest.raises(ModelFileError, match=r"^news\.onnx: the file is empty"):
        read_textbook(b"", "news.onnx")


def test_reading_a_textbook_imports_neither_onnx_nor_onnxruntime_nor_torch(random_tagger: MakeTagger) -> None:
    code = (
        "import sys; from export.textbook import read_textbook; "
        "read_textbook(sys.stdin.buffer.read()).trace(['Ada']); "
        "print({'onnx', 'onnxruntime', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=to_onnx(random_tagger()), capture_output=True, check=True)
    assert done.stdout.strip() == b"set()"
