"""Read the weights of an exported tagger, so that the textbook cells can show what it does with a sentence.

ONNX Runtime gives what comes out of an LSTM, not its gates. They are computed again by ``engine/tagger/lstm.py``, with
the numbers that are in the file. Of a tagger in int8 only the weights are rounded here, as they are in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.tagger.decoding import Decoder
from engine.tagger.encoding import Encoder, Inputs
from engine.tagger.features import FeatureEncoder
from engine.tagger.lstm import emissions
from engine.tagger.trace import Textbook
from engine.tagger.weights import Array, LSTMWeights, TaggerWeights
from export.graph_check import arrays
from export.graph_plan import Precision, Sizes
from export.model_file import describe, not_runnable
from export.runtime import check_finite, last_rows, word_table

TOLERANCE: dict[Precision, float] = {"fp32": 1e-5, "int8": 0.1}
"""How far h may be from that of the session.

In int8 the session also rounds what it multiplies the weights with: the inputs of a sentence, and h at each step anew,
to 256 values between the least and the greatest. A rounded h makes the next one differ, for as long as the cell keeps
it. Rounded in the same way, the textbook gives the session's h but for a byte that tips over now and then
(tests/export/test_textbook.py); not rounded, it was 0.01 off in the middle of 2,800 sentences, 0.035 at most.
"""


def read_textbook(data: bytes, path: Path | str | None = None) -> Textbook:
    """Read the bytes of a model file. Raises ModelFileError, the same sentence as ``Tagger.load``.

    path: where the bytes come from, for that sentence.
    """
    description = describe(data, path)
    found = arrays(data, description.sizes, description.metadata["lstm"]["precision"])
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            weights = _weights(found)
            _try(weights, description.sizes)
        decoder = Decoder(
            description.tagset,
            weights.transitions,
            weights.start,
            weights.end,
            description.metadata.get("boldness", 0.0),
        )
    except ValueError as error:
        raise not_runnable(error, path) from error
    features = FeatureEncoder(description.features, description.lexicon)
    return Textbook(weights, description.tagset, Encoder(features, weights.words), decoder)


def _weights(found: Mapping[str, NDArray[Any]]) -> TaggerWeights:
    """Put the arrays of a file where the textbook wants them. Raises ValueError where there is no table of words."""
    vectors = found["word_vectors_half"].astype(np.float32)
    forward, backward = _cells(found)
    return TaggerWeights(
        embeddings=found["embeddings"],
        words=word_table(found["constant_word_hashes"], vectors, found["constant_word_clusters"]),
        forward=forward,
        backward=backward,
        emission=np.ascontiguousarray(found["emission"].T),
        emission_bias=found["emission_bias"],
        direct=found["connections_half"].astype(np.float32),
        transitions=found["constant_transitions"],
        start=found["constant_start"],
        end=found["constant_end"],
    )


def _cells(found: Mapping[str, NDArray[Any]]) -> list[LSTMWeights]:
    """Give both directions. Gates are in ONNX's order, i, o, f, c (our g), and each has two biases to add up."""
    cells = []
    for W, R, biases in zip(_matrices(found, "lstm_W"), _matrices(found, "lstm_R"), found["lstm_B"], strict=True):
        W_i, W_o, W_f, W_g = np.split(W, 4)
        U_i, U_o, U_f, U_g = np.split(R, 4)
        b_i, b_o, b_f, b_g = np.split(biases.reshape(2, -1).sum(axis=0), 4)
        cells.append(LSTMWeights(W_f, W_i, W_g, W_o, U_f, U_i, U_g, U_o, b_f, b_i, b_g, b_o))
    return cells


def _matrices(found: Mapping[str, NDArray[Any]], name: str) -> Array:
    """Give a matrix of both directions, float32 [2, 4H, N]; in int8 it is the other way round, with a scale a row."""
    matrices, scales = found[name], found.get(f"{name}_scale")
    if scales is not None:
        matrices = np.ascontiguousarray(matrices.transpose(0, 2, 1)) * scales[:, :, None]
    return matrices


def _try(weights: TaggerWeights, sizes: Sizes) -> None:
    """Read two tokens, as ``Tagger`` does when it is loaded. Raises ValueError where no numbers come out."""
    rows = last_rows(sizes)
    scores, _ = emissions(weights, Inputs(rows.features[:, 0], rows.words[:, 0], rows.direct[:, 0]))
    check_finite(scores, weights.direct)
