"""What people divide by, where layer norm divides by the root of the variance."""

from torch import Tensor

from course_utils.language import N_

Dim = int | tuple[int, ...]


def mean(x: Tensor, dim: Dim = -1) -> Tensor:
    return x.mean(dim=dim, keepdim=True)


def variance(centred: Tensor, dim: Dim = -1) -> Tensor:
    return centred.square().mean(dim=dim, keepdim=True)


def unbiased(centred: Tensor) -> Tensor:
    return centred.var(dim=-1, keepdim=True)


def squares(centred: Tensor) -> Tensor:
    return centred.square().sum(dim=-1, keepdim=True)


def distance(centred: Tensor) -> Tensor:
    return mean(centred.abs())


def both_faults(centred: Tensor, eps: float) -> Tensor:
    """Divide the variance by n − 1, and leave ε outside the root."""
    return unbiased(centred) ** 0.5 + eps


EPS_LEFT_OUT = N_(
    "ε is missing. Look at the tokens whose features are all but equal: there it is as "
    "large as the variance, or larger."
)
EPS_FIXED = N_("ε is a number of your own here. Take the `eps` that is handed over.")
ROOT = N_("You divide by the variance. Divide by its root.")
ROOT_TWICE = N_("You take the root twice: a standard deviation is a root already.")
WIDTH = N_("You divide by 3. Not every token has three features: ask the shape of `x`.")
DISTANCE = N_(
    "You take the mean distance from the mean. The variance is the mean of its squares."
)

SPREADS = [
    (
        lambda c, eps: (unbiased(c) + eps) ** 0.5,
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
        lambda c, eps: unbiased(c) ** 0.5,
        N_("You divide by n − 1 where layer norm divides by n; and ε is missing."),
    ),
    (
        lambda c, eps: variance(c) ** 0.5 + eps**0.5,
        N_("ε stands under the root with the variance: two roots are not one."),
    ),
    (
        lambda c, eps: (unbiased(c) * 2 / 3 + eps) ** 0.5,
        N_("2 and 3 are right for tokens of three features only: take n − 1 and n."),
    ),
    (lambda c, eps: distance(c) + eps, DISTANCE),
    (lambda c, eps: (distance(c) + eps) ** 0.5, DISTANCE),
    (
        lambda c, eps: (variance(c) + eps**2) ** 0.5,
        N_("ε is added to the variance as it is, not squared."),
    ),
    (lambda c, eps: variance(c) + eps, ROOT),
    (lambda c, eps: unbiased(c) + eps, ROOT),
    (lambda c, eps: (variance(c) ** 0.5 + eps) ** 0.5, ROOT_TWICE),
    (lambda c, eps: (unbiased(c) ** 0.5 + eps) ** 0.5, ROOT_TWICE),
    (
        lambda c, eps: (squares(c) + eps) ** 0.5,
        N_("The variance is the mean of the squares, not their sum."),
    ),
    (lambda c, eps: (squares(c) / 3 + eps) ** 0.5, WIDTH),
]
