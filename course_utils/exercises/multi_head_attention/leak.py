"""Exercise 5.3, repair: a leak."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def causal_weights(scores: Tensor) -> Tensor:
    """Let each query look at the keys up to its own place."""
    mask = torch.ones(scores.shape[-2:]).bool().tril()
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)


def causal_weights_with_leak(scores: Tensor) -> Tensor:
    """Let each query look one place too far."""
    mask = torch.ones(scores.shape[-2:]).bool().tril(diagonal=1)
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)


def _causal(
    mask: Callable[[Tensor], Tensor], *, afterwards: bool = False, dim: int = -1
) -> Callable[[Tensor], Tensor]:
    def answer(scores: Tensor) -> Tensor:
        allowed = mask(torch.ones(scores.shape[-2:]).bool())
        if afterwards:
            return scores.softmax(dim=dim) * allowed
        return scores.masked_fill(~allowed, -1e9).softmax(dim=dim)

    return answer


check_leak = Exercise(
    "5.3",
    "repair",
    N_("A leak"),
    solution=causal_weights,
    stub=causal_weights_with_leak,
    cases=lambda seed: [
        (torch.arange(16.0).view(4, 4) / 5,),
        (torch.tensor([[[0.0, 1.0], [2.0, 0.5]]]),),
    ],
    hints=(
        N_("Print the mask for three tokens. What may the first one see?"),
        N_(
            "Token i may see the keys 0 to i, itself included: the lower triangle with "
            "its diagonal, and nothing above it."
        ),
    ),
    mistakes=[
        Mistake(
            _causal(lambda ones: ones.tril(diagonal=-1)),
            N_("Now no token sees itself, and the first sees nothing at all."),
        ),
        Mistake(
            _causal(lambda ones: ones.triu()),
            N_("This is the upper triangle: each token sees itself and the future."),
        ),
        Mistake(
            _causal(lambda ones: ones),
            N_("Nothing is masked now."),
        ),
        Mistake(
            _causal(lambda ones: ones.tril(), afterwards=True),
            N_(
                "You masked after the softmax: rows no longer sum to 1, and their size "
                "still tells of the future."
            ),
        ),
        Mistake(
            _causal(lambda ones: ones.tril(), dim=-2),
            N_("The mask is right; the softmax runs over the queries."),
        ),
    ],
)
