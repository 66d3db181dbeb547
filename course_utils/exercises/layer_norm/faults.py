"""The mistakes that people make with layer norm, for all exercises on it."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.exercises.layer_norm.spreads import (
    EPS_FIXED,
    SPREADS,
    WIDTH,
    Dim,
    both_faults,
    mean,
    squares,
    variance,
)
from course_utils.exercises.machinery.core import Mistake
from course_utils.exercises.machinery.crash import Crash
from course_utils.language import N_


def norm_otherwise(
    spread: Callable[[Tensor, float], Tensor] = lambda c, eps: (
        (variance(c) + eps) ** 0.5
    ),
    *,
    mean: Callable[[Tensor], Tensor] = mean,
    scale: Callable[[Tensor, Tensor, Tensor], Tensor] = lambda x, w, b: x * w + b,
) -> Callable[..., Tensor]:
    """Return layer norm with another mean, spread or scale."""

    def answer(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
        centred = x - mean(x)
        return scale(centred / spread(centred, eps), weight, bias)

    return answer


def norm_over(dim: Dim) -> Callable[..., Tensor]:
    """Return the norm that takes mean and variance over other axes."""
    return norm_otherwise(
        lambda c, eps: (variance(c, dim) + eps) ** 0.5, mean=lambda x: mean(x, dim)
    )


def _nothing(x: Tensor) -> Tensor:
    return torch.zeros(())


def _root(x: Tensor, eps: float) -> Tensor:
    return (variance(x - mean(x)) + eps) ** 0.5


def _eps_fixed(fixed: float) -> Callable[..., Tensor]:
    return norm_otherwise(lambda c, eps: (variance(c) + fixed) ** 0.5)


def _square_not_centred(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    return (x - mean(x)) / (variance(x) + eps) ** 0.5 * weight + bias


def _without_brackets(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    return x - mean(x) / _root(x, eps) * weight + bias


def _half_in_brackets(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    return (x - mean(x) / _root(x, eps)) * weight + bias


def axis_lost(yours: Any, target: Tensor) -> bool:
    return isinstance(yours, Crash) and "must match the size" in yours.error


BOTH = Mistake(
    norm_otherwise(both_faults),
    N_(
        "Two faults: you divide by n − 1 (torch's `std` and `var` do unless told "
        "otherwise), and ε stands outside the root."
    ),
)
WHOLE_BATCH = Mistake(
    norm_over((0, 1)),
    N_(
        "This is batch norm: all tokens of the batch share a mean. Each token stands "
        "alone: take the axis of the features."
    ),
)

_SCALES = [
    (lambda x, w, b: x + b, N_("The weight is missing.")),
    (lambda x, w, b: x * w, N_("The bias is missing.")),
    (lambda x, w, b: x, N_("The norm is right; weight and bias are missing.")),
    (lambda x, w, b: (x + b) * w, N_("First times the weight, then plus the bias.")),
    (lambda x, w, b: x * b + w, N_("Weight and bias are exchanged.")),
    (lambda x, w, b: x * w - b, N_("The bias is added, not subtracted.")),
]
_AXES = [
    (
        1,
        N_(
            "You normalise over the tokens of a sentence. Each token stands alone: "
            "take the axis of the features."
        ),
    ),
    (0, N_("You normalise over the batch: just what we wanted to avoid.")),
    (
        (1, 2),
        N_("One mean for the whole sentence: its padding would have a say in it."),
    ),
    ((0, 1, 2), N_("One mean for all numbers there are. Each token has its own.")),
]
MISTAKES = [
    *(Mistake(norm_otherwise(spread), hint) for spread, hint in SPREADS),
    *(Mistake(norm_otherwise(scale=scale), hint) for scale, hint in _SCALES),
    *(Mistake(norm_over(dim), hint) for dim, hint in _AXES),
    *(Mistake(_eps_fixed(eps), EPS_FIXED) for eps in (1e-5, 1e-6, 1e-8)),
    Mistake(
        norm_otherwise(
            lambda c, eps: (squares(c) / 3 + eps) ** 0.5,
            mean=lambda x: x.sum(dim=-1, keepdim=True) / 3,
        ),
        WIDTH,
    ),
    Mistake(
        norm_otherwise(mean=_nothing),
        N_(
            "This is RMS norm. Layer norm subtracts the mean first, for the variance "
            "too."
        ),
    ),
    Mistake(
        norm_otherwise(_root, mean=_nothing),
        N_("The mean is not subtracted."),
    ),
    Mistake(
        _square_not_centred,
        N_("You square the features. Square their differences from the mean."),
    ),
    *(
        Mistake(answer, N_("Brackets are missing: first subtract, then divide."))
        for answer in (_without_brackets, _half_in_brackets)
    ),
]
AXIS_LOST = Mistake(
    lambda x, weight, bias, eps: x - x.mean(dim=-1),
    N_(
        "Two shapes do not fit. Did the mean or the variance lose its last axis? "
        "`keepdim=True` keeps it."
    ),
    when=axis_lost,
)
