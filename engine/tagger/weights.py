"""The numbers a trained tagger consists of, as plain numpy arrays.

Everything that uses a tagger starts here: torch fills it, ``lstm.py`` computes with it,
``export.onnx_graph`` writes it. E: embedding size, F: features a token, V: words of the word table, D: size of a
word's vector, X = F * E + D: input size, H: hidden size, K: tags.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.tagger.features import FeatureConfig
from engine.tagger.lexicon import Lexicon

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
class WordTable:
    """What is known of words from reading, without any label (``words.py``).

    hashes: uint32 [V], ascending, of the words: none of them is kept itself. vectors: float32 [V + 1, D],
    row 0 (zeros) for all other words. clusters: int32 [V + 1, C], in how many ways C words are sorted into groups of
    their like; those of row 0 are groups of their own.
    """

    hashes: NDArray[np.uint32]
    vectors: Array
    clusters: NDArray[np.int32]

    def numbers(self, hashes: NDArray[np.uint32]) -> NDArray[np.int32]:
        """Give the row of each word: int32 [N], 0 for a word that is not in the table."""
        if not len(self.hashes):
            return np.zeros(len(hashes), np.int32)
        places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        return np.where(self.hashes[places] == hashes, places + 1, 0).astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class TaggerWeights:
    """All arrays of a tagger.

    embeddings: float32 [buckets, E]. words: what is known of words. forward, backward: the two directions.
    emission: float32 [K, 2H] and emission_bias [K]: hidden states -> scores of the tags.
    direct: float32 [direct buckets, K]: scores of the tags straight from the features of a token and those around.
    transitions: float32 [K, K], from row to column; start [K], end [K]: the linear chain. Forbidden moves
    are -1e4.
    """

    embeddings: Array
    words: WordTable
    forward: LSTMWeights
    backward: LSTMWeights
    emission: Array
    emission_bias: Array
    direct: Array
    transitions: Array
    start: Array
    end: Array


@dataclass(frozen=True, slots=True, eq=False)
class TrainedTagger:
    """A trained model with its labels, features and how well it did.

    tags: the K tags in the order of the weights (O first, then B-X, I-X for each label).
    features, lexicon: what ``features.FeatureEncoder`` needs to hash a form the same way again.
    boldness: the head start of each entity when tags are chosen (``calibration.py``).
    metrics: precision, recall, f1, token_accuracy and per_label, measured as ``held_out`` says.
    """

    weights: TaggerWeights
    labels: tuple[str, ...]
    tags: tuple[str, ...]
    features: FeatureConfig
    lexicon: Lexicon
    metrics: dict[str, Any]
    seed: int
    info: dict[str, Any] = field(default_factory=dict)
    boldness: float = 0.0
