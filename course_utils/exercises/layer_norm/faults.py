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


def unbiased(centred: Tensor) -> Tensor:
    return centred.var(dim=-1, keepdim=True)


def spread(centred: Tensor, eps: float) -> Tensor:
    return torch.sqrt(variance(centred) + eps)


def scaled(out: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return out * weight + bias


def norm_otherwise(
    spread: Callable[[Tensor, float], Tensor] = spread,
    *,
    mean: Callable[[Tensor], Tensor] = mean,
    scaled: Callable[[Tensor, Tensor, Tensor], Tensor] = scaled,
) -> Callable[..., Tensor]:
    """Return layer norm with another mean, spread or scale."""

    def answer(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
        centred = x - mean(x)
        return scaled(centred / spread(centred, eps), weight, bias)

    return answer


def norm_over(dim: Dim) -> Callable[..., Tensor]:
    """Return the norm that takes mean and variance over other axes."""
    return norm_otherwise(
        lambda centred, eps: torch.sqrt(variance(centred, dim) + eps),
        mean=lambda x: mean(x, dim),
    )


def both_faults(centred: Tensor, eps: float) -> Tensor:
    """Divide the variance by n − 1, and leave ε outside the root."""
    return unbiased(centred).sqrt() + eps


def _eps_fixed(fixed: float) -> Callable[..., Tensor]:
    return norm_otherwise(lambda centred, eps: spread(centred, fixed))


def _without_mean(x: Tensor) -> Tensor:
    return torch.zeros(())


def _axis_lost(yours: Any, target: Tensor) -> bool:
    return isinstance(yours, Crash) and "must match the size" in yours.error


EPS_LEFT_OUT = N_(
    "ε is missing. Look at the tokens whose features are all but equal: there it is as "
    "large as the variance, or larger."
)
EPS_FIXED = N_("ε is a number of your own here. Take the `eps` that is handed over.")
ROOT = N_("You divide by the variance. Divide by its root.")
NO_MEAN = N_("The mean is not subtracted.")
WIDTH = N_("You divide by 3. The number of features is the last size of `x`.")

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
        "alone: take the last axis."
    ),
)
MISTAKES = [
    Mistake(
        norm_otherwise(lambda centred, eps: torch.sqrt(unbiased(centred) + eps)),
        N_(
            "You divide by n − 1 (torch's `var` does unless told otherwise). Layer "
            "norm divides by n."
        ),
    ),
    Mistake(
        norm_otherwise(lambda centred, eps: variance(centred).sqrt() + eps),
        N_(
            "Look at the token of almost equal features: ε belongs under the root, "
            "with the variance."
        ),
    ),
    Mistake(
        norm_otherwise(lambda centred, eps: variance(centred).sqrt()), EPS_LEFT_OUT
    ),
    Mistake(
        norm_otherwise(lambda centred, eps: unbiased(centred).sqrt()),
        N_("You divide by n − 1 where layer norm divides by n; and ε is missing."),
    ),
    Mistake(
        norm_otherwise(lambda centred, eps: torch.sqrt(variance(centred) + eps**2)),
        N_("ε is added to the variance as it is, not squared."),
    ),
    *(Mistake(_eps_fixed(eps), EPS_FIXED) for eps in (1e-5, 1e-6, 1e-8)),
    Mistake(norm_otherwise(lambda centred, eps: variance(centred) + eps), ROOT),
    Mistake(norm_otherwise(lambda centred, eps: unbiased(centred) + eps), ROOT),
    Mistake(
        norm_otherwise(lambda centred, eps: (variance(centred).sqrt() + eps).sqrt()),
        N_("You take the root twice: a standard deviation is a root already."),
    ),
    Mistake(
        norm_otherwise(lambda centred, eps: (unbiased(centred).sqrt() + eps).sqrt()),
        N_("You take the root twice: a standard deviation is a root already."),
    ),
    Mistake(
        norm_otherwise(
            lambda centred, eps: torch.sqrt(
                centred.square().sum(dim=-1, keepdim=True) + eps
            )
        ),
        N_("The variance is the mean of the squares, not their sum."),
    ),
    Mistake(
        norm_otherwise(
            lambda centred, eps: torch.sqrt(
                centred.square().sum(dim=-1, keepdim=True) / 3 + eps
            )
        ),
        WIDTH,
    ),
    Mistake(
        norm_otherwise(
            lambda centred, eps: torch.sqrt(
                centred.square().sum(dim=-1, keepdim=True) / 3 + eps
            ),
            mean=lambda x: x.sum(dim=-1, keepdim=True) / 3,
        ),
        WIDTH,
    ),
    Mistake(
        norm_otherwise(mean=_without_mean),
        N_(
            "This is RMS norm. Layer norm subtracts the mean first, for the variance "
            "too."
        ),
    ),
    Mistake(
        norm_otherwise(lambda x, eps: spread(x - mean(x), eps), mean=_without_mean),
        NO_MEAN,
    ),
    Mistake(
        norm_over(1),
        N_(
            "You normalise over the tokens of a sentence. Each token stands alone: "
            "take the last axis."
        ),
    ),
    Mistake(
        norm_over(0),
        N_("You normalise over the batch: just what we wanted to avoid."),
    ),
    Mistake(
        norm_over((1, 2)),
        N_("One mean for the whole sentence: its padding would have a say in it."),
    ),
    Mistake(
        norm_over((0, 1, 2)),
        N_("One mean for all numbers there are. Each token has its own."),
    ),
    Mistake(
        norm_otherwise(scaled=lambda out, weight, bias: out + bias),
        N_("The weight is missing."),
    ),
    Mistake(
        norm_otherwise(scaled=lambda out, weight, bias: out * weight),
        N_("The bias is missing."),
    ),
    Mistake(
        norm_otherwise(scaled=lambda out, weight, bias: out),
        N_("The norm is right; weight and bias are missing."),
    ),
    Mistake(
        norm_otherwise(scaled=lambda out, weight, bias: (out + bias) * weight),
        N_("First times the weight, then plus the bias."),
    ),
    Mistake(
        norm_otherwise(scaled=lambda out, weight, bias: out * bias + weight),
        N_("Weight and bias are exchanged."),
    ),
    Mistake(
        lambda x, weight, bias, eps: x - x.mean(dim=-1),
        N_(
            "Two shapes do not fit. Did the mean or the variance lose its last axis? "
            "`keepdim=True` keeps it."
        ),
        when=_axis_lost,
    ),
]
