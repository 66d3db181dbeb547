"""Exercise 6.2, build: layer norm, with the features on another axis."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.layer_norm.batches import batches
from course_utils.exercises.layer_norm.faults import (
    BOTH,
    MISTAKES,
    WHOLE_BATCH,
    axis_lost,
)
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def turned_batches(seed: int) -> list[tuple[Tensor, Tensor, Tensor, float]]:
    """Lay the features of each input where convolutions have them."""
    return [(x.mT.contiguous(), *others) for x, *others in batches(seed)]


def norm_of_channels(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    """Normalise over the features of each token; they lie on the middle axis."""
    mean = x.mean(dim=1, keepdim=True)
    variance = (x - mean).square().mean(dim=1, keepdim=True)
    normed = (x - mean) / torch.sqrt(variance + eps)
    return normed * weight[:, None] + bias[:, None]


def _turned(mistake: Mistake) -> Mistake:
    """Make the same mistake with the features on the middle axis."""
    norm: Callable[..., Tensor] = mistake.answer

    def answer(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
        return norm(x.mT, weight, bias, eps).mT

    return mistake._replace(answer=answer)


check_norm = Exercise(
    "6.2",
    "build",
    N_("Layer norm"),
    solution=norm_of_channels,
    cases=turned_batches,
    hints=(
        N_(
            "Mean and variance over the axis of the features, `dim=1`, with "
            "`keepdim=True`."
        ),
        N_(
            "`weight` must stand along the features: `weight[:, None]` has the shape "
            "(d_model, 1) and fits each column of (d_model, length)."
        ),
    ),
    mistakes=[
        *map(_turned, (*MISTAKES, WHOLE_BATCH, BOTH)),
        Mistake(
            lambda x, weight, bias, eps: x * weight,
            N_(
                "Two shapes do not fit. `keepdim=True` keeps the axis of a mean, and "
                "`weight[:, None]` stands the weight along the features."
            ),
            when=axis_lost,
        ),
    ],
)
