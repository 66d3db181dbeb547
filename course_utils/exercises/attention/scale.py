"""Exercise 4.4, repair: sure of itself too soon."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def scores(query: Tensor, key: Tensor) -> Tensor:
    """Return the scaled scores, a row for each query."""
    return query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])


def scores_with_bug(query: Tensor, key: Tensor) -> Tensor:
    """Forget the root."""
    return query @ key.transpose(-2, -1)


def _scores(build: Callable[[Tensor, Tensor], Tensor]) -> Callable:
    def answer(query: Tensor, key: Tensor) -> Tensor:
        return build(query, key)

    return answer


check_scale = Exercise(
    "4.4",
    "repair",
    N_("Sure of itself too soon"),
    solution=scores,
    stub=scores_with_bug,
    cases=lambda seed: [
        (torch.tensor([[1.0, 2.0, 0.0, 1.0]]), torch.tensor([[1.0, 1.0, 0.0, 1.0]])),
        (torch.arange(6.0).view(2, 3) / 10, torch.arange(15.0).view(5, 3) / 10),
        (torch.ones(2, 1, 2), torch.ones(2, 3, 2)),
    ],
    hints=(
        N_(
            "With numbers of variance 1, a sum of d products has variance d. What must "
            "you divide by so that it has variance 1?"
        ),
        N_(
            "Dividing by c divides the variance by c². The width d is the last size of "
            "`query`."
        ),
    ),
    mistakes=[
        Mistake(
            _scores(lambda q, k: q @ k.transpose(-2, -1) / q.shape[-1]),
            N_("You divided by d. That is the variance; the spread is its root."),
        ),
        Mistake(
            _scores(lambda q, k: q @ k.transpose(-2, -1) / math.sqrt(k.shape[-2])),
            N_("You took the number of keys. It is the width that matters."),
        ),
        Mistake(
            _scores(lambda q, k: q @ k.transpose(-2, -1) / math.sqrt(q.shape[0])),
            N_("`shape[0]` is not the width; that is the last one."),
        ),
        Mistake(
            _scores(lambda q, k: q @ k.transpose(-2, -1) * math.sqrt(q.shape[-1])),
            N_("You multiply: this makes the scores larger still."),
        ),
        Mistake(
            _scores(
                lambda q, k: (q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])).softmax(
                    -1
                )
            ),
            N_("The scale is right. Return the scores, before the softmax."),
        ),
    ],
)
