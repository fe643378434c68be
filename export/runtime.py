"""Run an exported tagger: text -> entities.

    from export.runtime import Tagger
    Tagger.load("model.onnx").tag("Ada met Bob in Paris.")

A tagger is used from one thread at a time; several taggers run side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.tagger.batching import Batch, batches, cut_long
from engine.tagger.decoding import Decoder, check_scores
from engine.tagger.encoding import Encoder, Inputs, neighbours
from engine.tagger.examples import Example
from engine.tagger.features import FeatureEncoder
from engine.tagger.metrics import Metrics, evaluate
from engine.tagger.tagset import bounds_of
from engine.tagger.weights import WordTable
from engine.text.document import Tokens
from engine.text.pieces import pieces
from engine.text.tokenizer import tokenize
from export.entity_table import Entity, EntityTable
from export.form_table import FormTable
from export.graph_plan import Precision, Sizes
from export.model_file import Description, describe, not_runnable, read_model_file
from export.reading_order import ReadingOrder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

TOKEN_BUDGET = 2048
"""Padded tokens a run: large enough that the fixed costs vanish, small enough to stay in the cache."""

SENTENCES_AT_A_TIME = 1024
"""Tagged in one go: enough sentences of like length for batches without much padding."""

MAX_STEP_BYTES = 64 << 20
"""What one step of a run may take up. A tagger of four labels needs 2 MB."""

MAX_CLUSTERS = 1 << 16
"""More groups of words are no tagger of ours; they would only keep us busy."""


class Tagger:
    """A tagger loaded from an ONNX file. labels: their names; metadata: what the file says about itself."""

    def __init__(self, session: InferenceSession, description: Description) -> None:
        """Take the session of a checked file (see ``load``). Raises ValueError if the two do not fit."""
        self.metadata = description.metadata
        self._session = session
        self._tagset = description.tagset
        features, sizes = FeatureEncoder(description.features, description.lexicon), description.sizes
        self._token_budget = _token_budget(sizes)
        constants = ["transitions", "start", "end", "word_hashes", "word_clusters", "connections"]
        # A trial run with the last row of each table.
        found = self._run(["emissions", "hidden", *constants], last_rows(sizes), np.array([2], np.int32))
        emissions, hidden, transitions, start, end, hashes, clusters, connections = found
        if emissions.shape != (2, 1, sizes.K) or hidden.shape != (2, 1, 2 * sizes.H):
            raise ValueError(f"emissions {emissions.shape}, hidden {hidden.shape} for {sizes}")
        check_finite(emissions, connections)
        vectors = np.zeros((sizes.V + 1, 0), np.float32)  # which stay in the graph
        self._encoder = Encoder(features, word_table(hashes, vectors, clusters))
        self._forms = FormTable(self._encoder, connections)
        # What the graph must be given where nothing that depends on it is asked for.
        self._one_token = np.zeros((1, 1, sizes.L), np.int32)
        self._decoder = Decoder(self._tagset, transitions, start, end, description.metadata.get("boldness", 0.0))

    @classmethod
    def load(cls, source: Path | str | bytes, path: Path | str | None = None) -> Tagger:
        """Load a tagger from a file or its bytes. Raises ModelFileError, one sentence, whatever is wrong.

        path: where bytes come from, for that sentence.
        """
        path = path if isinstance(source, bytes) else source
        data = source if isinstance(source, bytes) else read_model_file(source)
        description = describe(data, path)
        try:
            return cls(_session(data), description)
        except Exception as error:
            # ONNX Runtime's exceptions have no base of their own.
            raise not_runnable(error, path) from error

    @property
    def labels(self) -> tuple[str, ...]:
        """Give the names of the labels."""
        return self._tagset.labels

    @property
    def precision(self) -> Precision:
        """Give how its LSTM computes."""
        precision: Precision = self.metadata["lstm"]["precision"]
        return precision

    @property
    def metrics(self) -> dict[str, Any]:
        """Give how good it was when it was trained, as ``Metrics.to_json`` writes it."""
        metrics: dict[str, Any] = self.metadata["metrics"]
        return metrics

    @property
    def info(self) -> dict[str, Any]:
        """Give what it was trained on (sentences, spans, epochs, held_out, assumed_o), as far as the file says."""
        info: dict[str, Any] = self.metadata.get("info", {})
        return info

    def emissions(self, forms: Sequence[str]) -> NDArray[np.float32]:
        """Give the scores of one sentence's tags, float32 [T, K], before the chain has its say; the graph alone."""
        return self._of_sentence("emissions", forms)

    def hidden(self, forms: Sequence[str]) -> NDArray[np.float32]:
        """Give the hidden states of one sentence, forward and backward side by side, float32 [T, 2H]."""
        return self._of_sentence("hidden", forms)

    def fast_emissions(self, forms: Sequence[str]) -> NDArray[np.float32]:
        """Give the same as ``emissions`` in the way texts are tagged, for a sentence of up to MAX_SENTENCE tokens."""
        ((_, emissions, _),) = self._decoded(forms, bounds_of([len(forms)]))
        return emissions[:, 0]

    def tag(self, text: str) -> list[Entity]:
        """Find the entities of a text, in order."""
        return [entity for found in self.stream(text) for entity in found]

    def stream(self, text: str) -> Iterator[EntityTable]:
        """Find the entities of a text of any length, in order and some at a time, in memory that does not grow with it.

        Each table is of the whole text.
        """
        for start, end in pieces(text):
            yield self.tag_tokens(tokenize(text[start:end])).within(text, start)

    def tag_tokens(self, tokens: Tokens) -> EntityTable:
        """Find the entities of a tokenised text."""
        found = [entities for _, entities in self.stream_tokens(tokens)]
        return EntityTable.merged([EntityTable.empty(tokens.text, self.labels), *found])

    def stream_tokens(
        self, tokens: Tokens, order: ReadingOrder | None = None, at_a_time: int = SENTENCES_AT_A_TIME
    ) -> Iterator[tuple[NDArray[np.int64], EntityTable]]:
        """Find the entities of some sentences at a time, lazily, in the order asked for.

        order: all sentences from the first on when None. Gives sentence numbers and the entities of these sentences.
        """
        order = ReadingOrder(tokens.sentence_count) if order is None else order
        if len(order) != tokens.sentence_count:
            raise ValueError(f"an order of {len(order)} sentences for {tokens.sentence_count}")
        while len(sentences := order.take(at_a_time)):
            yield sentences, self._entities(tokens, sentences)

    def tags_of(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """Give the IOB2 tags of sentences whose tokens are known: one for each form."""
        bounds = bounds_of(map(len, sentences))
        numbers = np.zeros(int(bounds[-1]), np.int64)
        for batch, _, tags in self._decoded([form for forms in sentences for form in forms], bounds):
            numbers[batch.tokens[batch.mask]] = tags[batch.mask]
        names = [self._tagset.tags[number] for number in numbers.tolist()]
        return [names[first:last] for first, last in pairwise(bounds.tolist())]

    def evaluate(self, examples: Sequence[Example]) -> Metrics:
        """Compare what the tagger finds with gold tags, with the tokens as they are in the examples."""
        return evaluate([example.tags for example in examples], self.tags_of([example.forms for example in examples]))

    def _of_sentence(self, output: str, forms: Sequence[str]) -> NDArray[np.float32]:
        """Run the graph over one sentence by itself and give an output [T, 1, N] of it as [T, N]."""
        inputs = self._encoder.encode(forms, bounds_of([len(forms)]))
        column = Inputs(inputs.features[:, None], inputs.words[:, None], inputs.direct[:, None])
        (found,) = self._run([output], column, np.array([len(forms)], np.int32))
        by_token: NDArray[np.float32] = found[:, 0]
        return by_token

    def _entities(self, tokens: Tokens, sentences: NDArray[np.int64]) -> EntityTable:
        """Find the entities of some sentences."""
        first, last = tokens.sentences[sentences], tokens.sentences[sentences + 1]
        bounds = bounds_of(last - first)
        places = np.arange(bounds[-1]) + np.repeat(first - bounds[:-1], last - first)
        text, starts, ends = tokens.text, tokens.starts[places], tokens.ends[places]
        forms = [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        found = [np.zeros((4, 0))]
        for batch, emissions, tags in self._decoded(forms, bounds):
            spans = self._decoder.spans(tags)
            if not len(spans):
                continue
            # Only sentences with an entity need their probabilities.
            some, spans[:, 0] = np.unique(spans[:, 0], return_inverse=True)
            posterior = self._decoder.posterior(emissions[:, some], batch.lengths[some])
            confidences = posterior.confidences(spans, self._tagset)
            begins = starts[batch.tokens[spans[:, 1], some[spans[:, 0]]]]
            stops = ends[batch.tokens[spans[:, 2] - 1, some[spans[:, 0]]]]
            found.append(np.stack([begins, stops, spans[:, 3], confidences]))  # float64 holds each of them exactly
        columns = np.concatenate(found, axis=1)
        columns = columns[:, np.argsort(columns[0], kind="stable")]
        begins, stops, labels = columns[:3].astype(np.int32)
        return EntityTable(text, self.labels, begins, stops, labels, columns[3])

    def _decoded(
        self, forms: Sequence[str], bounds: NDArray[np.int64]
    ) -> Iterator[tuple[Batch, NDArray[np.float32], NDArray[np.int64]]]:
        """Give each batch with its emissions [T, B, K] and best tags [T, B]; a batch is never empty."""
        bounds = cut_long(bounds)  # first of all: the tokens around one are those of its piece
        table = self._forms
        numbers = table.numbers(forms)
        around = neighbours(numbers, bounds)
        for batch in batches(bounds, self._token_budget):
            inputs = Inputs(*table.rows(batch.gather(numbers)), self._one_token)
            (emissions,) = self._run(["lstm_scores"], inputs, batch.lengths)
            emissions += table.direct(numbers, around, batch)
            check_scores(emissions)
            yield batch, emissions, self._decoder.best_tags(emissions, batch.lengths)

    def _run(self, names: list[str], inputs: Inputs, lengths: NDArray[np.int32]) -> list[NDArray[Any]]:
        """Run the session: features [T, B, F], words [T, B], direct [T, B, L] and lengths [B], all int32."""
        if not len(lengths) or not len(inputs.words):
            # WORKAROUND: an LSTM node with batch 0 aborts the whole process (ONNX Runtime 1.32).
            raise ValueError(f"nothing to run: words {inputs.words.shape}")
        feed = {"features": inputs.features, "words": inputs.words, "direct": inputs.direct, "lengths": lengths}
        outputs: list[NDArray[Any]] = self._session.run(names, feed)
        return outputs


def _token_budget(sizes: Sizes) -> int:
    """Give how many padded tokens a run may have: many labels take up much memory for each."""
    # The widest steps: all embeddings of a token (float32), all moves (float64).
    widest = max(4 * sizes.F * sizes.E, 8 * sizes.K**2)
    return min(TOKEN_BUDGET, max(1, MAX_STEP_BYTES // widest))


def last_rows(sizes: Sizes) -> Inputs:
    """Give the inputs of two tokens that ask for the last row of each table: [2, 1, ...]."""
    return Inputs(
        np.full((2, 1, sizes.F), sizes.buckets - 1, np.int32),
        np.full((2, 1), sizes.V, np.int32),
        np.full((2, 1, sizes.L), sizes.direct_buckets - 1, np.int32),
    )


def check_finite(*arrays: NDArray[np.floating[Any]]) -> None:
    """Raise ValueError unless all scores are numbers."""
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError("its scores are not numbers")


def word_table(hashes: NDArray[Any], vectors: NDArray[np.float32], clusters: NDArray[Any]) -> WordTable:
    """Make the table of words of what a file has of it. Raises ValueError on what is no table."""
    if len(hashes) and not (hashes[0] >= 0 and hashes[-1] < 1 << 32 and (hashes[:-1] < hashes[1:]).all()):
        raise ValueError("the hashes of its words do not ascend")
    if clusters.size and not 0 <= clusters.min() <= clusters.max() < MAX_CLUSTERS:
        raise ValueError(f"clusters {clusters.min()}..{clusters.max()}")
    return WordTable(hashes.astype(np.uint32), vectors, clusters)


def _session(data: bytes) -> InferenceSession:
    """Start ONNX Runtime on one thread that waits without spinning."""
    # Imported here: starting the program must not pay for it.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # errors come as exceptions; nothing goes to stderr
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    # Without fallback: it would print to stdout, where the results of a command go.
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"], enable_fallback=0)
