"""Exercise 6.2, build: layer norm."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_
from course_utils.layer_norm import layer_norm


def norm_otherwise(
    *,
    dim: int | tuple[int, ...] = -1,
    unbiased: bool = False,
    outside: bool = False,
    centre: bool = True,
    weigh: bool = True,
    shift: bool = True,
) -> Callable[..., Tensor]:
    """Return layer norm with one of the classic faults."""

    def answer(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
        mean = x.mean(dim=dim, keepdim=True) if centre else torch.zeros(())
        variance = x.var(dim=dim, keepdim=True, unbiased=unbiased)
        spread = variance.sqrt() + eps if outside else (variance + eps).sqrt()
        out = (x - mean) / spread
        out = out * weight if weigh else out
        return out + bias if shift else out

    return answer


def batches(seed: int) -> list[tuple[Tensor, Tensor, Tensor, float]]:
    """Few features, and a row of almost no variance: so that every fault shows."""
    weight, bias = torch.tensor([1.0, 2.0, 0.5]), torch.tensor([0.0, 1.0, -1.0])
    flat = torch.tensor([[[1.0, 1.001, 0.999], [4.0, -2.0, 1.0]]])
    generator = torch.Generator().manual_seed(seed)
    return [
        (torch.randn(2, 4, 3, generator=generator), weight, bias, 1e-5),
        (flat, weight, bias, 1e-5),
    ]


MISTAKES = [
    Mistake(
        norm_otherwise(unbiased=True),
        N_(
            "You divide by n − 1 (torch's `var` does unless told otherwise). Layer "
            "norm divides by n."
        ),
    ),
    Mistake(
        norm_otherwise(outside=True),
        N_(
            "Look at the token of almost equal features: ε belongs under the root, "
            "with the variance."
        ),
    ),
    Mistake(
        norm_otherwise(dim=1),
        N_(
            "You normalise over the tokens of a sentence. Each token stands alone: "
            "take the last axis."
        ),
    ),
    Mistake(
        norm_otherwise(dim=0),
        N_("You normalise over the batch: just what we wanted to avoid."),
    ),
    Mistake(
        norm_otherwise(dim=(1, 2)),
        N_("One mean for the whole sentence: its padding would have a say in it."),
    ),
    Mistake(
        norm_otherwise(weigh=False),
        N_("The weight is missing."),
    ),
    Mistake(
        norm_otherwise(shift=False),
        N_("The bias is missing."),
    ),
    Mistake(
        norm_otherwise(centre=False),
        N_("The mean is not subtracted."),
    ),
]


check_norm = Exercise(
    "6.2",
    "build",
    N_("Layer norm"),
    solution=layer_norm,
    cases=batches,
    hints=(
        N_("Mean and variance of the *last* axis, with `keepdim=True`."),
        N_(
            "`(x - mean) / torch.sqrt(variance + eps) * weight + bias`, where the "
            "variance is the mean of `(x - mean) ** 2`."
        ),
    ),
    mistakes=MISTAKES,
)
