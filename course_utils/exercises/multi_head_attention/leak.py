"""Exercise 5.3, repair: a leak."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor

from course_utils.exercises.machinery.compare import plain, same
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
    mask: Callable[[Tensor], Tensor] = torch.tril,
    *,
    fill: float = -math.inf,
    lowered: float = 0.0,
    dim: int = -1,
) -> Callable[[Tensor], Tensor]:
    """Return causal weights with a fault; `lowered` is added instead of `fill`."""

    def answer(scores: Tensor) -> Tensor:
        blocked = ~mask(torch.ones(scores.shape[-2:])).bool()
        if lowered:
            return (scores + lowered * blocked).softmax(dim=dim)
        return scores.masked_fill(blocked, fill).softmax(dim=dim)

    return answer


def _masked_afterwards(scores: Tensor) -> Tensor:
    return scores.softmax(dim=-1).tril()


def _masked_alone(fill: float) -> Callable[[Tensor], Tensor]:
    def answer(scores: Tensor) -> Tensor:
        future = torch.ones(scores.shape[-2:]).triu(1).bool()
        return scores.masked_fill(future, fill)

    return answer


def _future_weighs_alike(yours: Any, target: Tensor) -> bool:
    """Say whether the future's keys share a weight, the others being right as such."""
    yours = plain(yours).double()
    future = torch.ones(target.shape[-2:]).bool().triu(1)
    past = yours.masked_fill(future, 0).sum(dim=-1, keepdim=True)
    each = (1 - past) / future.sum(dim=-1, keepdim=True).clamp(min=1)
    return bool(each.max() > 1e-4) and same(yours, past * target + each * future)


def _past_is_lost(yours: Any, target: Tensor) -> bool:
    yours = plain(yours)
    return bool((yours >= 0).all() and ((yours == 0) & (target > 1e-3)).any())


def _cases_leak(seed: int) -> list[tuple[Tensor]]:
    """Scores of the usual size, very low ones, and some that lie far apart."""
    draw = partial(torch.randn, generator=torch.Generator().manual_seed(seed))
    return [
        (draw(5, 5),),
        (2 * draw(3, 7, 7) - 75,),
        (10 * draw(2, 3, 11, 11) + 30,),
    ]


BLIND = N_("Now no token sees itself, and the first sees nothing at all.")
TOO_LITTLE = N_(
    "You lowered the scores of the future by a number: a score that was much higher "
    "still gets some weight. Fill in −inf."
)
NO_SOFTMAX = N_(
    "The mask is right; what comes back are scores. The softmax is missing."
)
AXIS = N_("The mask is right; the softmax must run over the keys, the last axis.")

check_leak = Exercise(
    "5.3",
    "repair",
    N_("A leak"),
    solution=causal_weights,
    stub=causal_weights_with_leak,
    cases=_cases_leak,
    hints=(
        N_("Print the mask for three tokens. What may the first one see?"),
        N_(
            "Token i may see the keys 0 to i, itself included: the lower triangle with "
            "its diagonal, and nothing above it."
        ),
    ),
    mistakes=[
        Mistake(_causal(lambda ones: ones.tril(diagonal=-1)), BLIND),
        Mistake(_causal(lambda ones: ones.tril(diagonal=-1), fill=-1e9), BLIND),
        Mistake(
            _causal(torch.triu),
            N_("This is the upper triangle: each token sees itself and the future."),
        ),
        Mistake(
            _causal(lambda ones: ones.triu(1)),
            N_(
                "What may be seen is masked, and what may not is left: a `~` too few "
                "or too many."
            ),
        ),
        Mistake(
            _causal(lambda ones: ones),
            N_("Nothing is masked now."),
        ),
        Mistake(
            _causal(lambda ones: ones.tril(diagonal=2)),
            N_("Now each token sees two places ahead. It may see none."),
        ),
        Mistake(
            _masked_afterwards,
            N_(
                "You masked after the softmax: rows no longer sum to 1, and their size "
                "still tells of the future."
            ),
        ),
        Mistake(
            _causal(dim=-2), N_("The mask is right; the softmax runs over the queries.")
        ),
        Mistake(_causal(dim=0), AXIS),
        Mistake(_causal(dim=1), AXIS),
        Mistake(
            _causal(fill=0.0),
            N_(
                "A score of 0 is no weight of 0: the softmax makes e⁰ = 1 of it. Fill "
                "in −inf."
            ),
        ),
        Mistake(_masked_alone(-math.inf), NO_SOFTMAX),
        Mistake(_masked_alone(-1e9), NO_SOFTMAX),
        *(Mistake(_causal(lowered=-by), TOO_LITTLE) for by in (1.0, 10.0, 20.0, 30.0)),
        Mistake(
            _causal(fill=-10.0),
            N_(
                "The keys of the future all have the same weight: what was filled in "
                "for them is not low enough beside these scores. Fill in −inf."
            ),
            when=_future_weighs_alike,
        ),
        Mistake(
            _causal(lambda ones: ones.tril().triu(-3)),
            N_(
                "A key that may be seen got no weight. Each token may see itself and "
                "all before it."
            ),
            when=_past_is_lost,
        ),
    ],
)
