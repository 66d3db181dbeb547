"""Exercise 6.4, repair: alone or in company."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.layer_norm.faults import (
    BOTH,
    MISTAKES,
    Dim,
    mean,
    norm_otherwise,
    norm_over,
    variance,
)
from course_utils.exercises.layer_norm.norm import batches
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_
from course_utils.layer_norm import layer_norm

MEAN_LEFT = N_("The variance is mended; the mean is still that of the whole batch.")
VARIANCE_LEFT = N_("The mean is mended; the variance is still that of the whole batch.")


def _half_mended(mean_dim: Dim, variance_dim: Dim) -> Callable[..., Tensor]:
    """Return a norm whose variance keeps to a mean of its own."""

    def answer(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
        spread = x.var(dim=variance_dim, keepdim=True, unbiased=False) + eps
        return (x - mean(x, mean_dim)) / spread.sqrt() * weight + bias

    return answer


check_axis = Exercise(
    "6.4",
    "repair",
    N_("Alone or in company"),
    solution=layer_norm,
    stub=norm_over((0, 1)),
    cases=batches,
    hints=(
        N_("Change another sentence of the batch. Does mine move?"),
        N_("Only the features of one token share a mean: `dim=-1`."),
    ),
    mistakes=[
        *MISTAKES,
        BOTH,
        Mistake(norm_otherwise(mean=lambda x: mean(x, (0, 1))), MEAN_LEFT),
        Mistake(_half_mended((0, 1), -1), MEAN_LEFT),
        Mistake(
            norm_otherwise(
                lambda centred, eps: torch.sqrt(variance(centred, (0, 1)) + eps)
            ),
            VARIANCE_LEFT,
        ),
        Mistake(_half_mended(-1, (0, 1)), VARIANCE_LEFT),
    ],
)
