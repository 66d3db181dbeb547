"""Exercise 6.4, repair: an RMS norm whose tokens are not alone."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.layer_norm.batches import batches
from course_utils.exercises.layer_norm.faults import axis_lost
from course_utils.exercises.layer_norm.spreads import (
    EPS_FIXED,
    WIDTH,
    Dim,
    mean,
    variance,
)
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

Root = Callable[[Tensor, float], Tensor]


def _cases(seed: int) -> list[tuple[Tensor, Tensor, float]]:
    """Tokens of several sizes, one of zeros; the mean of few is 0."""
    first, flat, last = ((x, weight, eps) for x, weight, _bias, eps in batches(seed))
    flat[0][0, 2] = 0  # padding
    return [(first[0] + 1, *first[1:]), flat, last]


def rms_norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """Divide each token by the root of its own mean square; scale each feature."""
    mean_square = x.square().mean(dim=-1, keepdim=True)
    return x / torch.sqrt(mean_square + eps) * weight


def _rms_otherwise(root: Root) -> Callable[..., Tensor]:
    """Return RMS norm with another root."""
    return lambda x, weight, eps: x / root(x, eps) * weight


def _over(dim: Dim) -> Callable[..., Tensor]:
    """Return the norm that takes the mean square over other axes."""
    return _rms_otherwise(lambda x, eps: (variance(x, dim) + eps) ** 0.5)


def _unscaled(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    return x / (variance(x) + eps) ** 0.5


def _centred(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    return rms_norm(x - mean(x), weight, eps)


_ROOTS: list[tuple[Root, str]] = [
    (
        lambda x, eps: variance(x) ** 0.5 + eps,
        N_("ε belongs under the root. Look at the token of very small numbers."),
    ),
    (
        lambda x, eps: variance(x) ** 0.5,
        N_("ε is missing. Look at the token of zeros: it must not be divided by 0."),
    ),
    (lambda x, eps: (variance(x) + 1e-5) ** 0.5, EPS_FIXED),
    (
        lambda x, eps: (variance(x) + torch.finfo(x.dtype).eps) ** 0.5,
        N_("`F.rms_norm` takes an ε of its own unless it is given `eps=eps`."),
    ),
    (
        lambda x, eps: (mean(x).square() + eps) ** 0.5,
        N_("You square the mean. First square the features, then take the mean."),
    ),
    (
        lambda x, eps: 1 / (variance(x) + eps) ** 0.5,
        N_("You multiply by the root. Divide by it."),
    ),
    (
        lambda x, eps: variance(x) + eps,
        N_("You divide by the mean square. Divide by its root."),
    ),
    (
        lambda x, eps: (x.square().sum(dim=-1, keepdim=True) + eps) ** 0.5,
        N_("You divide by the root of the sum. Take the mean of the squares."),
    ),
    (lambda x, eps: (x.square().sum(dim=-1, keepdim=True) / 3 + eps) ** 0.5, WIDTH),
    (
        lambda x, eps: (variance(x - mean(x)) + eps) ** 0.5,
        N_(
            "You divide by the root of the variance. RMS norm knows no mean: square "
            "the features as they are."
        ),
    ),
    (
        lambda x, eps: (x.var(dim=-1, keepdim=True) + eps) ** 0.5,
        N_("`var` subtracts a mean. Square the features as they are."),
    ),
]
_AXES: list[tuple[Dim, str]] = [
    (
        (0, 1),
        N_("Now all tokens of the batch share a mean square, each feature its own."),
    ),
    ((0, 2), N_("The other sentences still have a say: the batch's axis is averaged.")),
    (0, N_("The other sentences still have a say: you average over them alone.")),
    (
        (1, 2),
        N_("My sentence is alone now, but its tokens are not: each needs its own."),
    ),
    (1, N_("Each token needs a mean square of its own: average over its features.")),
]

check_axis = Exercise(
    "6.4",
    "repair",
    N_("Alone or in company"),
    solution=rms_norm,
    stub=_over((0, 1, 2)),
    cases=_cases,
    hints=(
        N_("Which numbers does the mean run over? Print the shape of `mean_square`."),
        N_("Only the features of one token share a mean: `dim=-1`, `keepdim=True`."),
    ),
    mistakes=[
        *(Mistake(_rms_otherwise(root), hint) for root, hint in _ROOTS),
        *(Mistake(_over(dim), hint) for dim, hint in _AXES),
        Mistake(
            _centred, N_("This is layer norm. RMS norm does not subtract the mean.")
        ),
        Mistake(_unscaled, N_("The weight is missing.")),
        Mistake(
            lambda x, weight, eps: x / x.square().mean(dim=-1),
            N_(
                "Two shapes do not fit. Did the mean lose its last axis? "
                "`keepdim=True` keeps it."
            ),
            when=axis_lost,
        ),
    ],
)
