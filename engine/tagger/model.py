"""The tagger in torch: embeddings and word vectors -> BiLSTM -> emissions, plus direct connections -> linear chain.

It is the reference of ``lstm.py`` made trainable. The LSTM reads the embeddings of a token's features and the vector of
its word; beside it, direct connections add a score for each tag that a token's features, or a neighbour's, speak for
(Huang, Xu & Yu 2015). The first generalises, the second remembers. Word vectors are given and stay as they are.

All randomness comes from one generator that the caller owns. All parameters but the direct connections lie in one flat
vector, so the optimiser's step is a handful of operations; the direct connections have an optimiser of their own.

T: time, B: sentences, F: features a token, E: embedding size, D: size of a word vector, X = F * E + D, H: hidden size,
L: direct connections a token, K: tags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.process import give_way
from engine.tagger import bilstm
from engine.tagger.batching import Batch
from engine.tagger.chain import Chain, forward_backward
from engine.tagger.decoding import Decoder
from engine.tagger.encoding import Inputs
from engine.tagger.tagset import TagSet
from engine.tagger.weights import Array, LSTMWeights, TaggerWeights, WordTable

FORBIDDEN = -1e4


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The sizes of a tagger and how much of it is switched off at random while it learns."""

    features: int
    buckets: int
    direct_buckets: int
    embedding: int
    hidden: int
    feature_dropout: float = 0.4
    word_dropout: float = 0.1
    input_dropout: float = 0.3
    output_dropout: float = 0.5
    direct_dropout: float = 0.4


class TaggerModel(nn.Module):
    """A BiLSTM tagger with a constrained linear chain."""

    vectors: Tensor
    moves: Tensor
    starts: Tensor

    def __init__(self, config: ModelConfig, words: WordTable, tagset: TagSet, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        self.words = words
        self.tagset = tagset
        self.generator = generator
        K, H = len(tagset), config.hidden
        X = config.features * config.embedding + words.vectors.shape[1]
        self.embeddings = nn.Embedding(config.buckets, config.embedding)
        self.W = nn.Parameter(torch.zeros(8 * H, X))
        self.b = nn.Parameter(torch.zeros(8 * H))
        self.U = nn.Parameter(torch.zeros(2, H, 4 * H))
        self.emission = nn.Linear(2 * H, K)
        self.transitions = nn.Parameter(torch.zeros(K, K))
        self.start = nn.Parameter(torch.zeros(K))
        self.end = nn.Parameter(torch.zeros(K))
        self.direct = nn.Parameter(torch.zeros(config.direct_buckets, K))
        self.register_buffer("vectors", torch.from_numpy(words.vectors))
        self.register_buffer("moves", torch.from_numpy(tagset.moves))
        self.register_buffer("starts", torch.from_numpy(tagset.starts))
        self._initialise()
        self.direct.grad = self.direct_gradient = torch.zeros_like(self.direct)
        self.flat, self.flat_gradient = _flatten([p for p in self.parameters() if p is not self.direct])

    @torch.no_grad()
    def _initialise(self) -> None:
        g, H = self.generator, self.config.hidden
        nn.init.normal_(self.embeddings.weight, std=0.3, generator=g)
        for W, b, U in zip(self.W.chunk(2), self.b.chunk(2), self.U, strict=True):  # one direction, then the other
            nn.init.xavier_uniform_(W, generator=g)
            for gate in U.chunk(4, dim=1):
                nn.init.orthogonal_(gate, generator=g)
            b[H : 2 * H] = 1.0  # the forget gate (the order is i, f, o, g) starts open
        nn.init.xavier_uniform_(self.emission.weight, generator=g)
        self.emission.bias.zero_()

    @torch.no_grad()
    def silence_all_but(self, seen: NDArray[np.int32]) -> None:
        """Set the embeddings of all other rows to zero: a feature never seen then says nothing, as when dropped out."""
        said = self.embeddings.weight[torch.from_numpy(seen)]
        self.embeddings.weight.zero_()
        self.embeddings.weight[torch.from_numpy(seen)] = said

    def forward(self, inputs: Inputs, lengths: NDArray[np.integer[Any]]) -> Tensor:
        """Compute the emissions of a batch, float32 [T, B, K]: inputs [T, B, …] (``Inputs.of``), lengths [B]."""
        behind = np.arange(len(inputs.words))[:, None] >= lengths
        return self._lstm_scores(inputs, behind) + self._direct_scores(inputs)

    def _direct_scores(self, inputs: Inputs) -> Tensor:
        T, B, L = inputs.direct.shape
        rows = torch.from_numpy(inputs.direct).view(T * B, L).long()
        kept = self._dropout((T * B, L), self.config.direct_dropout) if self.training else torch.ones(T * B, L)
        scores: Tensor = _WeightedSum.apply(self.direct, rows, kept)  # type: ignore[no-untyped-call]
        return scores.view(T, B, -1)

    def _lstm_scores(self, inputs: Inputs, behind: NDArray[np.bool_]) -> Tensor:
        T, B, F = inputs.features.shape
        config = self.config
        embedded = self.embeddings(torch.from_numpy(inputs.features))
        vectors = self.vectors[torch.from_numpy(inputs.words)]
        if self.training:
            embedded = embedded * self._dropout((T, B, F, 1), config.feature_dropout)
            # A word that is left out looks like one that was never read, as some will be.
            vectors = vectors * self._dropout((T, B, 1), config.word_dropout).sign()
        xs = torch.cat([embedded.view(T, B, -1), vectors], dim=2)
        if self.training:
            xs = xs * self._dropout((1, *xs.shape[1:]), config.input_dropout)
        hidden = _BiLSTM.apply(xs, self.W, self.b, self.U, behind)  # type: ignore[no-untyped-call]
        if self.training:
            hidden = hidden * self._dropout((1, *hidden.shape[1:]), config.output_dropout)
        scores: Tensor = self.emission(hidden)
        return scores

    def backward(self, emissions: Tensor, allowed: NDArray[np.bool_], batch: Batch, scale: float) -> float:
        """Compute -log P(the tags are among the allowed ones), summed over the sentences, and add its gradient.

        emissions: [T, B, K], of ``forward``; allowed: bool [T, B, K], one tag where gold is known, more where it is
        not. scale: what loss and gradient are multiplied by. The partial-label loss of ``chain.py``.
        """
        scores, chain = emissions.detach().numpy(), self.chain()
        everything = forward_backward(scores, chain, batch.lengths)
        known = forward_backward(scores, chain, batch.lengths, allowed)
        surplus = scale * (everything.marginals() - known.marginals())  # how much too probable each tag is
        last = surplus[batch.lengths - 1, np.arange(len(batch.lengths))]
        # WORKAROUND: emissions.backward(surplus) says the same, but imports sympy: half a second (torch 2.13).
        (emissions * torch.from_numpy(surplus.astype(np.float32))).sum().backward()  # type: ignore[no-untyped-call]
        for scores_of, gradient in (
            (self.transitions, scale * (everything.followings() - known.followings())),
            (self.start, surplus[0].sum(axis=0)),
            (self.end, last.sum(axis=0)),
        ):
            assert scores_of.grad is not None, "all gradients are parts of one vector"
            scores_of.grad += torch.from_numpy(gradient.astype(np.float32))
        return float(scale * (everything.log_z - known.log_z).sum())

    def chain(self) -> Chain:
        """Give the chain as it is now, for ``forward_backward``."""
        transitions, start, end = (
            np.exp(scores.detach().numpy().astype(np.float64)) for scores in (self.transitions, self.start, self.end)
        )
        return Chain(np.where(self.tagset.moves, transitions, 0.0), np.where(self.tagset.starts, start, 0.0), end)

    def decoder(self, boldness: float = 0.0) -> Decoder:
        """Give the decoder of the chain as it is now."""
        transitions, start, end = map(_array, (self.transitions, self.start, self.end))
        return Decoder(self.tagset, transitions, start, end, boldness)

    def to_weights(self, temperature: float = 1.0) -> TaggerWeights:
        """Copy the parameters into plain arrays, forbidden moves as -1e4.

        All scores are divided by the temperature: every probability gets milder, no best path changes.
        """
        transitions, start, end = (scores / temperature for scores in (self.transitions, self.start, self.end))
        return TaggerWeights(
            embeddings=_array(self.embeddings.weight),
            words=self.words,
            forward=_lstm_weights(self.W.chunk(2)[0], self.b.chunk(2)[0], self.U[0]),
            backward=_lstm_weights(self.W.chunk(2)[1], self.b.chunk(2)[1], self.U[1]),
            emission=_array(self.emission.weight / temperature),
            emission_bias=_array(self.emission.bias / temperature),
            direct=_array((self.direct / temperature).half()),  # half precision is all that the file keeps
            transitions=_array(torch.where(self.moves, transitions, FORBIDDEN)),
            start=_array(torch.where(self.starts, start, FORBIDDEN)),
            end=_array(end),
        )

    def _dropout(self, shape: tuple[int, ...], share: float) -> Tensor:
        """Make a mask of zeros (``share`` of them) and 1 / (1 - share)."""
        give_way()
        return torch.empty(shape).bernoulli_(1.0 - share, generator=self.generator).div_(1.0 - share)


class _WeightedSum(torch.autograd.Function):
    """Add up rows of a table that has a gradient: table [rows, K], numbers int64 [N, L], weights [N, L] -> [N, K].

    torch's embedding_bag sorts the numbers for its gradient, which takes five times as long as adding them where they
    belong.
    """

    @staticmethod
    def forward(ctx: Any, table: Tensor, numbers: Tensor, weights: Tensor) -> Tensor:
        ctx.save_for_backward(numbers, weights)
        ctx.table_gradient = table.grad
        return nn.functional.embedding_bag(numbers, table, mode="sum", per_sample_weights=weights)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[None, None, None]:
        give_way()
        numbers, weights = ctx.saved_tensors
        terms = (weights.unsqueeze(2) * gradient.unsqueeze(1)).view(-1, gradient.shape[1])
        ctx.table_gradient.index_add_(0, numbers.view(-1), terms)
        return None, None, None


class _BiLSTM(torch.autograd.Function):
    """``bilstm.py`` as an operation of torch: xs [T, B, X], W, b, U, behind bool [T, B] -> hidden [T, B, 2H]."""

    @staticmethod
    def forward(ctx: Any, xs: Tensor, W: Tensor, b: Tensor, U: Tensor, behind: NDArray[np.bool_]) -> Tensor:
        ctx.weights = bilstm.Weights(*(tensor.detach().numpy() for tensor in (W, b, U)))
        hidden, ctx.tape = bilstm.forward(ctx.weights, xs.detach().numpy(), behind)
        return torch.from_numpy(hidden)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, None]:
        dxs, weights = bilstm.backward(ctx.weights, ctx.tape, gradient.numpy())
        dW, db, dU = map(torch.from_numpy, (weights.W, weights.b, weights.U))
        return torch.from_numpy(dxs), dW, db, dU, None


def _flatten(parameters: Sequence[nn.Parameter]) -> tuple[Tensor, Tensor]:
    """Move parameters, and their gradients, into one vector each; the parameters become views of it."""
    flat = torch.cat([p.detach().reshape(-1) for p in parameters])
    gradient = torch.zeros_like(flat)
    offset = 0
    for p in parameters:
        p.data = flat[offset : offset + p.numel()].view_as(p)
        p.grad = gradient[offset : offset + p.numel()].view_as(p)
        offset += p.numel()
    return flat, gradient


def _lstm_weights(W: Tensor, b: Tensor, U: Tensor) -> LSTMWeights:
    W_i, W_f, W_o, W_g = map(_array, W.chunk(4))
    U_i, U_f, U_o, U_g = map(_array, U.T.chunk(4))
    b_i, b_f, b_o, b_g = map(_array, b.chunk(4))
    return LSTMWeights(W_f, W_i, W_g, W_o, U_f, U_i, U_g, U_o, b_f, b_i, b_g, b_o)


def _array(tensor: Tensor) -> Array:
    return tensor.detach().numpy().astype(np.float32, copy=True)
