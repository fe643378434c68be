"""[torch] The optimisers: AdamW for one flat vector of parameters, Adagrad for the table of direct connections.

torch.optim would do most of it, but takes one to two seconds to import.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from engine.process import give_way
from engine.tagger.events import TrainingConfig


class AdamW:
    """AdamW (Loshchilov & Hutter 2019) on one flat vector, with clipping, a schedule and averaged weights."""

    def __init__(self, flat: Tensor, gradient: Tensor, config: TrainingConfig) -> None:
        self.flat, self.gradient, self.config = flat, gradient, config
        self.mean, self.square = torch.zeros_like(flat), torch.zeros_like(flat)
        self.average = torch.zeros_like(flat)
        self.steps = 0

    def step(self, rate: float) -> None:
        """Take a step with the gradient as it is, then clear it. rate: the learning rate of this step."""
        beta1, beta2, keep = 0.9, 0.99, 0.97
        self.steps += 1
        g = self.gradient
        g.mul_(min(1.0, self.config.gradient_norm / (float(g.norm()) + 1e-9)))
        self.mean.lerp_(g, 1 - beta1)
        self.square.mul_(beta2).addcmul_(g, g, value=1 - beta2)
        unbiased = math.sqrt(1 - beta2**self.steps) / (1 - beta1**self.steps)
        give_way()
        self.flat.mul_(1 - rate * self.config.weight_decay)
        self.flat.addcdiv_(self.mean, self.square.sqrt().add_(1e-8), value=-rate * unbiased)
        # The mean of the last thirty or so weights is steadier, and better, than the last (Polyak 1992).
        self.average.lerp_(self.flat, max(1 - keep, 10 / (self.steps + 9)))
        g.zero_()

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Put the averaged weights into the model for a while."""
        last = self.flat.clone()
        self.flat.copy_(self.average)
        try:
            yield
        finally:
            self.flat.copy_(last)


class Adagrad:
    """Adagrad (Duchi, Hazan & Singer 2011): a row that is rarely seen learns as fast as one that is always there."""

    FIRST = 4e-5
    """What the sum of squares begins with, so that the very first steps are no leaps."""

    def __init__(self, table: Tensor, gradient: Tensor) -> None:
        self.table, self.gradient = table, gradient
        self.squares = torch.full_like(table, self.FIRST)

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Take a step with the gradient as it is, then clear it. rate: the learning rate of this step."""
        give_way()
        self.squares.addcmul_(self.gradient, self.gradient)
        self.table.addcdiv_(self.gradient, self.squares.sqrt(), value=-rate)
        self.gradient.zero_()


def schedule(step: int, steps: int) -> float:
    """Give the share of the full learning rate for a step, counted from 1: ten steps up, then half a cosine down."""
    return min(1.0, step / 10) * max(0.02, 0.5 * (1 + math.cos(math.pi * step / steps)))
