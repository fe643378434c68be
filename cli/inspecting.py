"""The command that shows gates: inspect."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np

from cli.output import print_json, print_table
from engine.errors import UserError
from engine.tagger.lstm import Gates, Real
from engine.tagger.trace import GATES, HIGH, LOW, SATURATING, ScoreParts, Textbook, Trace, saturation
from engine.text.document import Tokens
from engine.text.tokenizer import tokenize
from export.model_file import read_model_file
from export.runtime import Tagger
from export.textbook import TOLERANCE, read_textbook

LEGEND = """\
f = σ(W_f x + U_f h + b_f)     forget gate: what of the cell is kept
i = σ(W_i x + U_i h + b_i)     input gate: what of the candidate comes into the cell
g = tanh(W_g x + U_g h + b_g)  candidate
o = σ(W_o x + U_o h + b_o)     output gate: what of the cell is shown
c = f · c_before + i · g       cell
h = o · tanh(c)                hidden state; the h in the sums is that of the token read before

Each number of a gate below is a mean over the units, of g, c and h over their sizes. Beside them
are the units that add most to the score of the tag, counted from 0, and what each adds.

The score of a tag is a sum: lstm, what all units add; bias, of the tag itself; direct, of the
direct connections; transition, from the tag before it; boldness, the head start of an entity's
first tag; end, of ending the sentence."""

PARTS = tuple(field.name for field in fields(ScoreParts))

STRONGEST = 3
"""Units of a direction that are named for each token."""

MAX_FORM = 20
"""Characters of a token in a table."""


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A sentence as it was read. first: its first token. difference: of h from that of the session, at most."""

    first: int
    trace: Trace
    difference: float

    @property
    def directions(self) -> tuple[tuple[str, Gates], ...]:
        """Give what each direction computed, with its name."""
        return ("forward", self.trace.forward), ("backward", self.trace.backward)


def inspect(options: argparse.Namespace) -> int:
    """Show what the gates of a tagger's LSTM do with a text."""
    data = read_model_file(options.model)
    tagger, textbook = Tagger.load(data, options.model), read_textbook(data, options.model)
    tokens = tokenize(options.text)
    if not len(tokens):
        raise UserError("there is no token in the text", remedy='give a sentence, as in --text "Ada met Bob"')
    sentences = sentences_of(tokens, tagger, textbook)
    if options.json:
        facts = {
            "tags": list(textbook.tagset.tags),
            "units": textbook.units,
            "precision": tagger.precision,
            "sentences": [sentence_facts(textbook, tokens, read) for read in sentences],
        }
        print_json(facts)
        return 0
    print(f"one layer of {textbook.units} units in each direction, in {tagger.precision}\n\n{LEGEND}")
    for number, read in enumerate(sentences, 1):
        print(f"\nsentence {number}")
        print_sentence(textbook, read, TOLERANCE[tagger.precision])
    return 0


def sentences_of(tokens: Tokens, tagger: Tagger, textbook: Textbook) -> Iterator[Read]:
    """Read each sentence of a text: none is so long that a tagger would read it in parts."""
    for first, last in pairwise(tokens.sentences.tolist()):
        trace = textbook.trace(tokens.forms(first, last))
        difference = np.abs(trace.hidden - tagger.hidden(trace.forms)).max()
        yield Read(first, trace, float(difference))


def sentence_facts(textbook: Textbook, tokens: Tokens, read: Read) -> dict[str, Any]:
    """Give every value of every gate, and the scores.

    The scores of a token are those of all tags, before the chain decides; the parts are of the tag that was chosen.
    """
    trace, tags = read.trace, textbook.tagset.tags
    told = [
        {
            "form": form,
            "start": token.start,
            "end": token.end,
            "tag": tags[tag],
            "scores": scores,
            "parts": {**asdict(parts), "total": parts.total},
        }
        for form, token, tag, scores, parts in zip(
            trace.forms,
            tokens[read.first : read.first + len(trace)],
            trace.path.tolist(),
            exact(trace.emissions),
            parts_of(textbook, trace),
            strict=True,
        )
    ]
    layer = {name: {gate: exact(getattr(gates, gate)) for gate in GATES} for name, gates in read.directions}
    return {"tokens": told, "layers": [layer], "h_difference": read.difference}


def parts_of(textbook: Textbook, trace: Trace) -> list[ScoreParts]:
    """Split the score of the tag of each token."""
    return [textbook.score_parts(trace, token, tag) for token, tag in enumerate(trace.path.tolist())]


def exact(values: Real) -> list[Any]:
    """Give float32 as the shortest decimals that are read as the same float32 again."""
    decimals: list[Any] = values.astype(str).astype(np.float64).tolist()
    return decimals


def print_sentence(textbook: Textbook, read: Read, tolerance: float) -> None:
    """Print a table for each direction, one of how far the gates are saturated, one of scores, and how exact it all is.

    tolerance: how far h may be from that of the session.
    """
    trace, H = read.trace, textbook.units
    tags = [textbook.tagset.tags[tag] for tag in trace.path.tolist()]
    added = np.stack([textbook.contributions(trace, token, tag) for token, tag in enumerate(trace.path.tolist())])
    for (name, gates), own in zip(read.directions, (added[:, :H], added[:, H:]), strict=True):
        means = np.stack([np.abs(getattr(gates, gate)).mean(axis=1) for gate in GATES], axis=1)
        rows = [
            (form_shown(form), tag, *(f"{mean:.2f}" for mean in row), strongest(of_units))
            for form, tag, row, of_units in zip(trace.forms, tags, means.tolist(), own, strict=True)
        ]
        print()
        heads = (gate if gate in SATURATING else f"|{gate}|" for gate in GATES)
        print_table((name, "tag", *heads, "strongest units"), rows)
    print()
    rows = [
        (gate, *(f"{share:.0%}" for _, gates in read.directions for share in saturation(getattr(gates, gate))))
        for gate in SATURATING
    ]
    closed, opened = f"< {LOW:g}", f"> {HIGH:g}"
    print_table(("saturated", f"forward {closed}", opened, f"backward {closed}", opened), rows)
    print()
    scores = [
        (form_shown(form), tag, *(f"{getattr(parts, name):+.2f}" for name in (*PARTS, "total")))
        for form, tag, parts in zip(trace.forms, tags, parts_of(textbook, trace), strict=True)
    ]
    print_table(("score", "tag", *PARTS, "total"), scores)
    print(f"\nh differs from that of ONNX Runtime by at most {read.difference:.1g} (allowed: {tolerance:g})")


def strongest(added: Real) -> str:
    """Name the units that add most to a score, whatever the sign, with what they add."""
    order = np.argsort(-np.abs(added), kind="stable")[:STRONGEST]
    return "  ".join(f"{unit}: {added[unit]:+.2f}" for unit in order.tolist())


def form_shown(form: str) -> str:
    """Give a token as a table can hold it: not too long, and without what could steer a terminal."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in form)
    return shown if len(shown) <= MAX_FORM else shown[: MAX_FORM - 1] + "…"
