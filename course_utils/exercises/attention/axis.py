"""Exercise 4.5, repair: what sums to 1?"""

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def weights(scores: Tensor) -> Tensor:
    """Turn scores (batch, query_len, key_len) into weights."""
    return scores.softmax(dim=-1)


def weights_with_bug(scores: Tensor) -> Tensor:
    """Normalise over the queries."""
    return scores.softmax(dim=1)


def _cases_axis(seed: int) -> list[tuple[Tensor]]:
    """Scores around 0, and rows of scores far from it."""
    generator = torch.Generator().manual_seed(seed)
    cases = [
        torch.randn(*size, generator=generator)
        for size in ((2, 3, 5), (5, 2, 3), (3, 7, 2), (2, 5, 11))
    ]
    far = torch.tensor([-30.0, 120, -130, 0, 30, -12, 60])
    cases[2] = 2 * cases[2] + far[:, None]
    return [(each,) for each in cases]


def _exp(scores: Tensor, tiny: float = 0.0) -> Tensor:
    return scores.exp() / (scores.exp().sum(dim=-1, keepdim=True) + tiny)


check_axis = Exercise(
    "4.5",
    "repair",
    N_("What sums to 1?"),
    solution=weights,
    stub=weights_with_bug,
    cases=_cases_axis,
    hints=(
        N_(
            "Sum your weights over each axis in turn. Over which of them should the "
            "sum be 1?"
        ),
        N_("A query shares its attention out among the *keys*: the last axis."),
    ),
    mistakes=[
        Mistake(
            lambda scores: scores.softmax(dim=0),
            N_(
                "Now the sentences of the batch share their attention: nothing may mix "
                "them."
            ),
        ),
        Mistake(
            lambda scores: scores.flatten(1).softmax(dim=-1).view_as(scores),
            N_("All queries of a sentence share one sum. Each has its own."),
        ),
        Mistake(
            lambda scores: scores.exp(),
            N_("exp makes them positive; they must also sum to 1."),
        ),
        Mistake(
            lambda scores: scores / scores.sum(dim=-1, keepdim=True),
            N_(
                "Scores may be zero or negative: take exp first. (This is what softmax "
                "does.)"
            ),
        ),
        Mistake(
            lambda scores: scores.sigmoid(),
            N_("The sigmoid looks at each key by itself; the keys must compete."),
        ),
        Mistake(
            lambda scores: scores.abs().softmax(dim=-1),
            N_(
                "You took away the signs first. A negative score is a low one, and "
                "softmax makes a small weight of it."
            ),
        ),
        Mistake(
            lambda scores: scores.relu().softmax(dim=-1),
            N_(
                "You set negative scores to 0 first. Two of them may be far apart; "
                "softmax takes them as they are."
            ),
        ),
        Mistake(
            _exp,
            N_(
                "exp of a large score is infinite. `softmax` takes the largest of a "
                "row away first; do the same, or use it."
            ),
        ),
        Mistake(
            lambda scores: _exp(scores, 1e-6),
            N_(
                "exp of the scores as they are: a large one becomes infinite, and "
                "beside low ones what you add to the sum counts. Use `softmax`."
            ),
        ),
        Mistake(
            lambda scores: scores.log_softmax(dim=-1),
            N_("These are the logarithms of the weights: `log_softmax`."),
        ),
        Mistake(
            lambda scores: scores.softmax(dim=-1) / scores.shape[-1] ** 0.5,
            N_("Now each row sums to less than 1. `scores` are scaled already."),
        ),
    ],
)
