"""The tagger in torch: hashed features -> embeddings -> BiLSTM -> emissions -> linear chain.

It is the reference of ``lstm.py`` made trainable. All randomness comes from one generator that the caller
owns, and all parameters lie in one flat vector, so the optimiser's step is a handful of operations.

T: time, B: sentences, F: features a token, E: embedding size, X = F * E, H: hidden size, K: tags.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.tagger.batching import Batch
from engine.tagger.chain import Chain, forward_backward
from engine.tagger.decoding import Decoder
from engine.tagger.tagset import TagSet
from engine.tagger.weights import Array, LSTMWeights, TaggerWeights

FORBIDDEN = -1e4


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The sizes of a tagger and how much of it is switched off at random while it learns."""

    features: int
    buckets: int
    embedding: int = 16
    hidden: int = 64
    feature_dropout: float = 0.4
    input_dropout: float = 0.3
    output_dropout: float = 0.5


class TaggerModel(nn.Module):
    """A BiLSTM tagger with a constrained linear chain."""

    moves: Tensor
    starts: Tensor

    def __init__(self, config: ModelConfig, tagset: TagSet, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        self.tagset = tagset
        self.generator = generator
        K, H, X = len(tagset), config.hidden, config.features * config.embedding
        self.embeddings = nn.Embedding(config.buckets, config.embedding)
        self.ahead = nn.LSTM(X, H)
        self.back = nn.LSTM(X, H)
        self.emission = nn.Linear(2 * H, K)
        self.transitions = nn.Parameter(torch.zeros(K, K))
        self.start = nn.Parameter(torch.zeros(K))
        self.end = nn.Parameter(torch.zeros(K))
        self.register_buffer("moves", torch.from_numpy(tagset.moves))
        self.register_buffer("starts", torch.from_numpy(tagset.starts))
        self._initialise()
        self.flat, self.flat_gradient = _flatten(self)

    @torch.no_grad()
    def _initialise(self) -> None:
        g, H = self.generator, self.config.hidden
        nn.init.normal_(self.embeddings.weight, std=0.3, generator=g)
        for lstm in (self.ahead, self.back):
            W, U, b, recurrent_b = lstm.parameters()
            nn.init.xavier_uniform_(W, generator=g)
            for gate in U.chunk(4):
                nn.init.orthogonal_(gate, generator=g)
            b.zero_()
            recurrent_b.zero_()
            b[H : 2 * H] = 1.0  # the forget gate (torch's order is i, f, g, o) starts open
        nn.init.xavier_uniform_(self.emission.weight, generator=g)
        self.emission.bias.zero_()

    def forward(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """Compute the emissions: ids int [T, B, F], lengths int64 [B] -> float32 [T, B, K]."""
        T, B, _ = ids.shape
        config = self.config
        vectors = self.embeddings(ids)
        if self.training:
            vectors = vectors * self._dropout((T, B, ids.shape[2], 1), config.feature_dropout)
        xs = vectors.reshape(T, B, -1)
        if self.training:
            xs = xs * self._dropout((1, *xs.shape[1:]), config.input_dropout)
        flip = _flip(T, lengths)
        ahead, _ = self.ahead(xs)
        back, _ = self.back(_gather(xs, flip))
        hidden = torch.cat([ahead, _gather(back, flip)], dim=2)  # [T, B, 2H]
        if self.training:
            hidden = hidden * self._dropout((1, *hidden.shape[1:]), config.output_dropout)
        emissions: Tensor = self.emission(hidden)
        return emissions

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
        emissions.backward(torch.from_numpy(surplus.astype(np.float32)))  # type: ignore[no-untyped-call]
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
        weights = self.to_weights()
        return Decoder(self.tagset, weights.transitions, weights.start, weights.end, boldness)

    @torch.no_grad()
    def cool(self, temperature: float) -> None:
        """Divide all scores by a temperature: every probability gets milder, no best path changes."""
        for scores in (self.emission.weight, self.emission.bias, self.transitions, self.start, self.end):
            scores.div_(temperature)

    def to_weights(self) -> TaggerWeights:
        """Copy the parameters into plain arrays, forbidden moves as -1e4."""
        return TaggerWeights(
            embeddings=_array(self.embeddings.weight),
            forward=_lstm_weights(self.ahead),
            backward=_lstm_weights(self.back),
            emission=_array(self.emission.weight),
            emission_bias=_array(self.emission.bias),
            transitions=_array(torch.where(self.moves, self.transitions, FORBIDDEN)),
            start=_array(torch.where(self.starts, self.start, FORBIDDEN)),
            end=_array(self.end),
        )

    def _dropout(self, shape: tuple[int, ...], share: float) -> Tensor:
        """Make a mask of zeros (``share`` of them) and 1 / (1 - share)."""
        return torch.empty(shape).bernoulli_(1.0 - share, generator=self.generator).div_(1.0 - share)


def _flip(T: int, lengths: Tensor) -> Tensor:
    """Give the times that turn each sentence round and leave its padding where it is: int64 [T, B]."""
    # PackedSequence would do it too, at twice the time of a step.
    times = torch.arange(T).unsqueeze(1)
    return torch.where(times < lengths, lengths - 1 - times, times)


def _gather(xs: Tensor, times: Tensor) -> Tensor:
    return xs.gather(0, times.unsqueeze(2).expand_as(xs))


def _flatten(module: nn.Module) -> tuple[Tensor, Tensor]:
    """Move all parameters, and their gradients, into one vector each; the parameters become views of it."""
    parameters = list(module.parameters())
    flat = torch.cat([p.detach().reshape(-1) for p in parameters])
    gradient = torch.zeros_like(flat)
    offset = 0
    for p in parameters:
        p.data = flat[offset : offset + p.numel()].view_as(p)
        p.grad = gradient[offset : offset + p.numel()].view_as(p)
        offset += p.numel()
    return flat, gradient


def _lstm_weights(lstm: nn.LSTM) -> LSTMWeights:
    W, U, b, recurrent_b = lstm.parameters()
    W_i, W_f, W_g, W_o = map(_array, W.chunk(4))
    U_i, U_f, U_g, U_o = map(_array, U.chunk(4))
    b_i, b_f, b_g, b_o = map(_array, (b + recurrent_b).chunk(4))
    return LSTMWeights(W_f, W_i, W_g, W_o, U_f, U_i, U_g, U_o, b_f, b_i, b_g, b_o)


def _array(tensor: Tensor) -> Array:
    return tensor.detach().numpy().astype(np.float32, copy=True)
