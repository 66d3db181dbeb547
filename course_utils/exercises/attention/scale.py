"""Exercise 4.4, repair: sure of itself too soon."""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def scores(query: Tensor, key: Tensor) -> Tensor:
    """Return the scaled scores, a row for each query."""
    return query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])


def scores_with_bug(query: Tensor, key: Tensor) -> Tensor:
    """Forget the root."""
    return query @ key.transpose(-2, -1)


def _over(divisor: Callable[[Tensor, Tensor], float]) -> Callable:
    """Return an answer that divides by something else."""

    def answer(query: Tensor, key: Tensor) -> Tensor:
        return query @ key.transpose(-2, -1) / divisor(query, key)

    return answer


def _cases_scale(seed: int) -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(seed)
    sizes = [((3, 7), (5, 7)), ((3, 5, 2), (3, 7, 2))]
    sizes += [((2, 3, 7, 5), (2, 3, 11, 5)), ((5, 3), (2, 3)), ((2, 5, 11), (2, 3, 11))]
    return [
        tuple(1.5 * torch.randn(*size, generator=generator) for size in pair)
        for pair in sizes
    ]


check_scale = Exercise(
    "4.4",
    "repair",
    N_("Sure of itself too soon"),
    solution=scores,
    stub=scores_with_bug,
    cases=_cases_scale,
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
            _over(lambda q, k: q.shape[-1]),
            N_("You divided by d. That is the variance; the spread is its root."),
        ),
        Mistake(
            _over(lambda q, k: math.sqrt(k.shape[-2])),
            N_("You took the number of keys. It is the width that matters."),
        ),
        Mistake(
            _over(lambda q, k: math.sqrt(q.shape[-2])),
            N_("You took the number of queries. It is the width that matters."),
        ),
        Mistake(
            _over(lambda q, k: math.sqrt(q.shape[0])),
            N_("`shape[0]` is not the width; that is the last one."),
        ),
        Mistake(
            _over(lambda q, k: math.sqrt(q.shape[1])),
            N_(
                "`shape[1]` is the width only of a table. With a batch or heads it is "
                "something else; the width is always the last one."
            ),
        ),
        Mistake(
            _over(lambda q, k: math.sqrt(q[0].numel())),
            N_(
                "You counted the numbers of a whole sentence. The width is that of one "
                "query: the last size."
            ),
        ),
        Mistake(
            _over(lambda q, k: math.sqrt(q.numel())),
            N_("You counted all numbers. The width is the last size of `query` alone."),
        ),
        Mistake(
            _over(lambda q, k: 1 / math.sqrt(q.shape[-1])),
            N_("You multiply: this makes the scores larger still."),
        ),
        Mistake(
            lambda query, key: functional.cosine_similarity(
                query.unsqueeze(-2), key.unsqueeze(-3), dim=-1
            ),
            N_(
                "You divided by the lengths of the vectors, which makes a cosine. "
                "Divide by one number, the same for all: √d."
            ),
        ),
        Mistake(
            lambda query, key: scores(query, key).softmax(-1),
            N_("The scale is right. Return the scores, before the softmax."),
        ),
        Mistake(
            lambda query, key: scores_with_bug(query, key).softmax(-1),
            N_(
                "You took the softmax. Asked for are the scores before it, but of a "
                "smaller spread."
            ),
        ),
    ],
)
