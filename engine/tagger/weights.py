"""The numbers a trained tagger consists of, as plain numpy arrays.

Everything that uses a tagger starts here: torch fills it, ``lstm.py`` computes with it,
``export.onnx_graph`` writes it. E: embedding size, F: features a token, X = F * E: input size, H: hidden
size, K: tags.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class LSTMWeights:
    """One direction of an LSTM: for each gate W [H, X] for the input, U [H, H] recurrent and the bias b [H].

    Gates: f forget, i input, g candidate, o output.
    """

    W_f: Array
    W_i: Array
    W_g: Array
    W_o: Array
    U_f: Array
    U_i: Array
    U_g: Array
    U_o: Array
    b_f: Array
    b_i: Array
    b_g: Array
    b_o: Array


@dataclass(frozen=True, slots=True, eq=False)
class TaggerWeights:
    """All arrays of a tagger.

    embeddings: float32 [buckets, E]. forward, backward: the two directions.
    emission: float32 [K, 2H] and emission_bias [K]: hidden states -> scores of the tags.
    transitions: float32 [K, K], from row to column; start [K], end [K]: the linear chain. Forbidden moves
    are -1e4.
    """

    embeddings: Array
    forward: LSTMWeights
    backward: LSTMWeights
    emission: Array
    emission_bias: Array
    transitions: Array
    start: Array
    end: Array


@dataclass(frozen=True, slots=True, eq=False)
class TrainedTagger:
    """A trained model with its labels, features and how well it did.

    tags: the K tags in the order of the weights (O first, then B-X, I-X for each label).
    features: what ``features.FeatureEncoder`` needs to encode a form the same way again.
    boldness: the head start of entities against O when tags are chosen (``calibration.py``).
    metrics: precision, recall, f1, token_accuracy and per_label, measured as ``held_out`` says.
    """

    weights: TaggerWeights
    labels: tuple[str, ...]
    tags: tuple[str, ...]
    features: dict[str, Any]
    metrics: dict[str, Any]
    seed: int
    info: dict[str, Any] = field(default_factory=dict)
    boldness: float = 0.0
