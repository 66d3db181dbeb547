"""The mistakes that people make with layer norm, for all exercises on it."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Mistake
from course_utils.exercises.machinery.crash import Crash
from course_utils.language import N_

Dim = int | tuple[int, ...]


def mean(x: Tensor, dim: Dim = -1) -> Tensor:
    return x.mean(dim=dim, keepdim=True)


def variance(centred: Tensor, dim: Dim = -1) -> Tensor:
    return centred.square().mean(dim=dim, keepdim=True)


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


def both_faults(centred: Tensor, eps: float) -> Tensor:
    """Divide the variance by n − 1, and leave ε outside the root."""
    return _unbiased(centred) ** 0.5 + eps


def _unbiased(centred: Tensor) -> Tensor:
    return centred.var(dim=-1, keepdim=True)


def _squares(centred: Tensor) -> Tensor:
    return centred.square().sum(dim=-1, keepdim=True)


def _nothing(x: Tensor) -> Tensor:
    return torch.zeros(())


def _eps_fixed(fixed: float) -> Callable[..., Tensor]:
    return norm_otherwise(lambda c, eps: (variance(c) + fixed) ** 0.5)


def axis_lost(yours: Any, target: Tensor) -> bool:
    return isinstance(yours, Crash) and "must match the size" in yours.error


EPS_LEFT_OUT = N_(
    "ε is missing. Look at the tokens whose features are all but equal: there it is as "
    "large as the variance, or larger."
)
EPS_FIXED = N_("ε is a number of your own here. Take the `eps` that is handed over.")
ROOT = N_("You divide by the variance. Divide by its root.")
ROOT_TWICE = N_("You take the root twice: a standard deviation is a root already.")
WIDTH = N_("You divide by 3. Not every token has three features: ask the shape of `x`.")

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

_SPREADS = [
    (
        lambda c, eps: (_unbiased(c) + eps) ** 0.5,
        N_(
            "You divide by n − 1 (torch's `var` does unless told otherwise). Layer "
            "norm divides by n."
        ),
    ),
    (
        lambda c, eps: variance(c) ** 0.5 + eps,
        N_(
            "Look at the token of almost equal features: ε belongs under the root, "
            "with the variance."
        ),
    ),
    (lambda c, eps: variance(c) ** 0.5, EPS_LEFT_OUT),
    (
        lambda c, eps: _unbiased(c) ** 0.5,
        N_("You divide by n − 1 where layer norm divides by n; and ε is missing."),
    ),
    (
        lambda c, eps: (variance(c) + eps**2) ** 0.5,
        N_("ε is added to the variance as it is, not squared."),
    ),
    (lambda c, eps: variance(c) + eps, ROOT),
    (lambda c, eps: _unbiased(c) + eps, ROOT),
    (lambda c, eps: (variance(c) ** 0.5 + eps) ** 0.5, ROOT_TWICE),
    (lambda c, eps: (_unbiased(c) ** 0.5 + eps) ** 0.5, ROOT_TWICE),
    (
        lambda c, eps: (_squares(c) + eps) ** 0.5,
        N_("The variance is the mean of the squares, not their sum."),
    ),
    (lambda c, eps: (_squares(c) / 3 + eps) ** 0.5, WIDTH),
]
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
    *(Mistake(norm_otherwise(spread), hint) for spread, hint in _SPREADS),
    *(Mistake(norm_otherwise(scale=scale), hint) for scale, hint in _SCALES),
    *(Mistake(norm_over(dim), hint) for dim, hint in _AXES),
    *(Mistake(_eps_fixed(eps), EPS_FIXED) for eps in (1e-5, 1e-6, 1e-8)),
    Mistake(
        norm_otherwise(
            lambda c, eps: (_squares(c) / 3 + eps) ** 0.5,
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
        norm_otherwise(
            lambda x, eps: (variance(x - mean(x)) + eps) ** 0.5, mean=_nothing
        ),
        N_("The mean is not subtracted."),
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
