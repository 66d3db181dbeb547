"""The parts that exercise 8.2 puts together."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor


@dataclass(frozen=True)
class Part:
    """A part of a layer that a pencil can compute; it is shown by its name."""

    name: str
    compute: Callable[[Tensor], Tensor] = field(repr=False)

    def __call__(self, x: Tensor) -> Tensor:
        return self.compute(x)

    def __repr__(self) -> str:
        return self.name


def _normed(x: Tensor) -> Tensor:
    return (x - x.mean(dim=-1, keepdim=True)) / (
        x.var(dim=-1, unbiased=False, keepdim=True) + 1e-5
    ).sqrt()


def parts() -> tuple[Part, Part, Part, Part]:
    """Return attention, feed-forward network and two norms."""
    return (
        Part("attention", lambda x: x.mean(dim=-2, keepdim=True) + 0.5 * x),
        Part("feed_forward", lambda x: torch.relu(x) * 2 - 1),
        Part("norm_1", lambda x: 3 * _normed(x)),
        Part("norm_2", lambda x: _normed(x) + 0.5),
    )
