"""Attention with one of its classic faults, for exercise 4.2."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

LOWEST = float(torch.finfo(torch.float32).min)


def attend(
    *,
    scale: Callable[[Tensor, Tensor], float] = lambda q, k: math.sqrt(q.shape[-1]),
    dim: int = -1,
    seen: Callable[[Tensor], Tensor] = lambda mask: mask,
    fill: float = LOWEST,
    silent: bool = True,
    normal: Callable[[Tensor, int], Tensor] = torch.softmax,
) -> Callable[..., Tensor]:
    """Return an answer in which one thing is otherwise.

    `seen` is what it takes for the mask, and `silent` whether it sets hidden weights
    to zero in the end; `normal` stands for the softmax.
    """

    def answer(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
        scores = query @ key.T / scale(query, key)
        open_ = seen(mask).expand_as(mask)
        weights = normal(scores.masked_fill(~open_, fill), dim)
        return (weights.masked_fill(~open_, 0.0) if silent else weights) @ value

    return answer


def masked_afterwards(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor
) -> Tensor:
    """Mask the weights, not the scores."""
    scores = query @ key.T / math.sqrt(query.shape[-1])
    return (scores.softmax(dim=-1) * mask) @ value


def scaled_afterwards(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor
) -> Tensor:
    """Divide the weights by the root, not the scores."""
    weights = (query @ key.T).masked_fill(~mask, LOWEST).softmax(dim=-1)
    return weights.masked_fill(~mask, 0.0) / math.sqrt(query.shape[-1]) @ value


def exponentials(scores: Tensor, dim: int, tiny: float = 0.0) -> Tensor:
    """Return a softmax that takes exp of the scores as they are."""
    parts = scores.exp()
    return parts / (parts.sum(dim=dim, keepdim=True) + tiny)


def exponentials_and_tiny(scores: Tensor, dim: int) -> Tensor:
    """Return one that adds a little to the sum besides."""
    return exponentials(scores, dim, tiny=1e-9)
