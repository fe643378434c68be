"""The figures of docs/lstm.md: what the cells do with a sentence of the sample project, and what a mask is worth.

A tagger is trained on the labelled documents of the sample, from seed 1. How a gradient shrinks is measured in cells
that have learnt nothing yet, drawn as those of a tagger are, while they read the first tokens of the sample; medians
over several draws. Any machine, however busy, gives these figures, but for the last digits of what was trained.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict, replace
from pathlib import Path
from statistics import median

import numpy as np
from common import ROOT, Row, commit, finish, say

sys.path.insert(0, str(ROOT))

from engine.tagger.batching import batches
from engine.tagger.decoding import Decoder
from engine.tagger.encoding import Encoder
from engine.tagger.events import Finished
from engine.tagger.examples import Example
from engine.tagger.features import FeatureEncoder
from engine.tagger.lab import CopyTask, Learnt, Measured, run
from engine.tagger.lstm import Gates, Real, RNNWeights, lstm, lstm_input_gradients, rnn_input_gradients
from engine.tagger.metrics import evaluate_numbers
from engine.tagger.tagset import TagSet, bounds_of
from engine.tagger.trace import Textbook, Trace, saturation
from engine.tagger.training import train
from engine.tagger.weights import LSTMWeights, TrainedTagger
from export.corpus import corpus_of_documents
from export.sample import sample_documents, sample_labels

TEXT = (
    "Lindmoor never lived in the town of Lindmoor , as your members know , though every visitor supposes that he did ."
)
"""A sentence of the letter «Eleven crates», in tokens: the same form twice, a person and a town."""

HIDDEN, DRAWS, DISTANCES = 32, 9, (0, 10, 20, 40)
LENGTH, RECENT = 30, 20
"""Of the copy task; and of how many steps the accuracy at its end is the mean."""


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here, not to stdout")
    options = parser.parse_args()
    documents = sample_documents()
    corpus = corpus_of_documents(documents, sample_labels().names)
    say("training on the sample")
    trained = next(
        event.tagger
        for event in train(corpus.examples, unlabelled=corpus.unlabelled, labels=corpus.labels)
        if isinstance(event, Finished)
    )
    tagger = textbook_of(trained)
    forms = [form for example in corpus.examples for form in example.forms]
    result: Row = {
        "benchmark": "lstm_figures",
        "commit": commit(),
        "metrics": {name: trained.metrics[name] for name in ("f1", "token_accuracy", "sentences", "tokens")},
        "gradient": forgetting(tagger.trace(forms[: DISTANCES[-1] + 1]).xs),
        "copying": copying(),
        "gates": gates(tagger, corpus.examples),
        "sentence": sentence(tagger, TEXT.split()),
        "chain": chain(tagger, corpus.unlabelled),
        "accuracy": accuracy(corpus.examples, tagger.tagset),
    }
    finish(result, options.out)


def textbook_of(trained: TrainedTagger) -> Textbook:
    """Give a tagger as the textbook computes it."""
    w, tagset = trained.weights, TagSet(trained.labels)
    encoder = Encoder(FeatureEncoder(trained.features, trained.lexicon), w.words)
    return Textbook(w, tagset, encoder, Decoder(tagset, w.transitions, w.start, w.end, trained.boldness))


def forgetting(xs: Real) -> Row:
    """Give how much of the gradient of the last state by the last input is left of that by earlier ones.

    Of an LSTM also what goes through its cell alone, from c to c by the forget gate, its gates being as they are: less,
    as each token has a second way, by U and the gates. rate: what one token leaves, over the longest distance.
    """
    found: dict[str, list[Row]] = {"rnn": [], "lstm, bias 0": [], "lstm, bias 1": []}
    xs64 = xs.astype(np.float64)
    for seed in range(DRAWS):
        for name, draws in found.items():
            cell = fresh(name, xs.shape[1], np.random.default_rng(seed))
            lengths = by_distance(cell, xs64)
            shares = {"all": lengths / lengths[0]}
            if isinstance(cell, LSTMWeights):
                gates, no_U = lstm(cell, xs64), np.zeros((HIDDEN, HIDDEN))
                alone = replace(cell, U_f=no_U, U_i=no_U, U_g=no_U, U_o=no_U)
                shares["cell alone"] = by_distance(alone, xs64, gates) / lengths[0]
                shares["forget gate"] = np.full(len(xs), gates.f.mean())
            draws.append(shares)
    return {name: {way: left(draws, way) for way in draws[0]} for name, draws in found.items()}


def by_distance(cell: RNNWeights | LSTMWeights, xs: Real, gates: Gates | None = None) -> Real:
    """Give how strongly the last state depends on each input, the last one first: [T] (Frobenius)."""
    last, squares = len(xs) - 1, np.zeros(len(xs))
    for dh in np.eye(HIDDEN):
        if isinstance(cell, RNNWeights):
            dxs = rnn_input_gradients(cell, xs, last, dh)
        else:
            dxs = lstm_input_gradients(cell, xs, last, dh, gates)
        squares += (dxs**2).sum(axis=1)
    lengths: Real = np.sqrt(squares)[::-1]
    return lengths


def left(draws: list[Row], way: str) -> Row | float:
    """Give the medians of what is left at the distances on one way, and its rate; of a gate its mean."""
    middle = {distance: median(float(shares[way][distance]) for shares in draws) for distance in DISTANCES}
    if way == "forget gate":
        return middle[0]
    return {**middle, "rate": middle[DISTANCES[-1]] ** (1 / DISTANCES[-1])}


def fresh(name: str, X: int, generator: np.random.Generator) -> RNNWeights | LSTMWeights:
    """Draw a cell as ``model.py`` does: W by Xavier, U orthogonal, biases 0, that of the forget gate by its name."""

    def W(gates: int) -> Real:
        edge = np.sqrt(6 / (X + gates * HIDDEN))
        return generator.uniform(-edge, edge, (HIDDEN, X))

    def U() -> Real:
        q, r = np.linalg.qr(generator.normal(size=(HIDDEN, HIDDEN)))
        turned: Real = q * np.sign(np.diag(r))
        return turned

    zero = np.zeros(HIDDEN)
    if name == "rnn":
        return RNNWeights(W(1), U(), zero)
    forget = np.ones(HIDDEN) if name.endswith("1") else zero
    return LSTMWeights(*(W(4) for _ in range(4)), *(U() for _ in range(4)), forget, zero, zero, zero)


def copying() -> Row:
    """Give how well each cell learns the copy task, and what of the gradient reaches the symbol, before and after."""
    result: Row = {}
    events = list(run(CopyTask(LENGTH)))
    for kind in dict.fromkeys(event.kind for event in events):
        accuracies = [event.accuracy for event in events if isinstance(event, Learnt) and event.kind is kind]
        shares = [e.gradient / e.gradient[0] for e in events if isinstance(e, Measured) and e.kind is kind]
        result[kind.value] = {
            "accuracy": sum(accuracies[-RECENT:]) / RECENT,
            "before": float(shares[0][LENGTH]),
            "after": float(shares[-1][LENGTH]),
            "least_after": [int(shares[-1].argmin()), float(shares[-1].min())],
        }
    return result


def gates(tagger: Textbook, examples: tuple[Example, ...]) -> Row:
    """Give the means and the saturation of the gates over all labelled sentences, and the forget biases learnt."""
    traces = [tagger.trace(example.forms) for example in examples]
    values = {gate: np.concatenate([trace.values(gate) for trace in traces]) for gate in "fio"}
    w = tagger.weights
    return {
        "means": {gate: float(value.mean()) for gate, value in values.items()},
        "saturated": {gate: saturation(value) for gate, value in values.items()},
        "forget_bias": float(np.concatenate([w.forward.b_f, w.backward.b_f]).mean()),
    }


def sentence(tagger: Textbook, forms: list[str]) -> Row:
    """Give what becomes of the tags of one sentence, and the arithmetic of the unit that decides most."""
    trace = tagger.trace(forms)
    places = [t for t, form in enumerate(forms) if form == forms[0]]
    first, second = places
    tag = int(trace.path[second])
    unit = int(np.abs(tagger.contributions(trace, second, tag)).argmax())
    head_start = tagger.decoder.boldness * np.isin(np.arange(len(tagger.tagset)), tagger.tagset.begin)
    alone = trace.emissions + head_start
    return {
        "tags": [tagger.tagset.tags[tag] for tag in trace.path],
        "h_forward_differs": float(np.abs(trace.forward.h[places[0]] - trace.forward.h[places[1]]).max()),
        "tokens": {place: token(tagger, trace, place) for place in places},
        "unit_of_the_second_at_the_first": {
            "step": asdict(tagger.step(trace, first, unit)),
            "adds": float(tagger.contributions(trace, first, tag)[unit]),
        },
        "without_the_chain": {
            "others": int((alone.argmax(axis=1) != trace.path).sum()),
            **{place: dict(zip(tagger.tagset.tags, alone[place].tolist(), strict=True)) for place in places},
        },
        "cell_forward": np.abs(trace.forward.c).mean(axis=1)[[0, -1]].tolist(),
        "cell_backward": np.abs(trace.backward.c).mean(axis=1)[[0, -1]].tolist(),
    }


def token(tagger: Textbook, trace: Trace, place: int) -> Row:
    """Give the parts of the scores of three tags at a token, its strongest unit, and the tokens that it depends on."""
    tag = int(trace.path[place])
    unit = int(np.abs(tagger.contributions(trace, place, tag)).argmax())
    influence = tagger.influence(trace, place, tag)
    strongest = np.argsort(-influence)[:4].tolist()
    return {
        "scores": {
            name: asdict(tagger.score_parts(trace, place, tagger.tagset.tags.index(name)))
            for name in ("B-PER", "B-LOC", "O")
        },
        "weight": float(tagger.weights.emission[tag, unit]),
        "adds": float(tagger.contributions(trace, place, tag)[unit]),
        "step": asdict(tagger.step(trace, place, unit)),
        "influence_of_itself": float(influence[place]),
        "influence": {f"{t} {trace.forms[t]}": float(influence[t] / influence.max()) for t in strongest},
    }


def chain(tagger: Textbook, sentences: tuple[tuple[str, ...], ...]) -> Row:
    """Count the tags that no IOB2 sequence may have where each token has the tag of the highest score for itself."""
    illegal = tokens = 0
    for forms in sentences:
        tags = tagger.trace(forms).emissions.argmax(axis=1)
        tokens += len(tags)
        illegal += int(not tagger.tagset.starts[tags[0]]) + int((~tagger.tagset.moves[tags[:-1], tags[1:]]).sum())
    return {"tokens": tokens, "illegal": illegal}


def accuracy(examples: tuple[Example, ...], tagset: TagSet) -> Row:
    """Give the token accuracy of saying O to everything, with and without padding, in a batch of all sentences."""
    bounds = bounds_of(len(example.forms) for example in examples)
    gold = tagset.numbers(example.tags for example in examples)
    everything = next(batches(bounds, token_budget=1 << 30))
    padded = everything.gather(gold).T.ravel()
    T, B = everything.mask.shape
    real = sum(int(batch.mask.sum()) for batch in batches(bounds, 450))
    masked = evaluate_numbers(gold, np.zeros_like(gold), bounds, tagset)
    unmasked = evaluate_numbers(padded, np.zeros_like(padded), bounds_of([T] * B), tagset)
    return {
        "masked": masked.token_accuracy,
        "unmasked": unmasked.token_accuracy,
        "f1": masked.micro.f1,
        "padding_at_random": 1 - real / (T * B),
        "padding_in_batches_of_450": 1 - real / sum(batch.mask.size for batch in batches(bounds, 450)),
    }


if __name__ == "__main__":
    main()
