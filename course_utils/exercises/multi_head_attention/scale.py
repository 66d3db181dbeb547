"""Exercise 5.5, repair: whose root?"""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_
from course_utils.multi_head_attention import split_heads


def head_scores(query: Tensor, key: Tensor, num_heads: int) -> Tensor:
    """Return the scaled scores of every head."""
    query, key = split_heads(query, num_heads), split_heads(key, num_heads)
    return query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])


def head_scores_with_bug(query: Tensor, key: Tensor, num_heads: int) -> Tensor:
    """Divide by the root of the whole width."""
    scale = math.sqrt(query.shape[-1])
    query, key = split_heads(query, num_heads), split_heads(key, num_heads)
    return query @ key.transpose(-2, -1) / scale


def _head_scores(
    scale: Callable[[Tensor, int], float],
) -> Callable[[Tensor, Tensor, int], Tensor]:
    def answer(query: Tensor, key: Tensor, num_heads: int) -> Tensor:
        size = scale(query, num_heads)
        query, key = split_heads(query, num_heads), split_heads(key, num_heads)
        return query @ key.transpose(-2, -1) / size

    return answer


def _cases_scale(seed: int) -> list[tuple[Tensor, Tensor, int]]:
    generator = torch.Generator().manual_seed(seed)

    def draw(*size: int) -> Tensor:
        return 0.5 * torch.randn(*size, generator=generator)

    return [(draw(1, 4, 12), draw(1, 5, 12), 3), (draw(2, 5, 6), draw(2, 3, 6), 2)]


check_scale = Exercise(
    "5.5",
    "repair",
    N_("Whose root?"),
    solution=head_scores,
    stub=head_scores_with_bug,
    cases=_cases_scale,
    hints=(
        N_("A score of one head is a sum of how many products?"),
        N_("Take the last size of the query *after* it was cut: d_head."),
    ),
    mistakes=[
        Mistake(
            _head_scores(lambda q, h: 1.0),
            N_("Now nothing is divided at all."),
        ),
        Mistake(
            _head_scores(lambda q, h: math.sqrt(h)),
            N_("This is the root of the number of heads. What counts is their width."),
        ),
        Mistake(
            _head_scores(lambda q, h: q.shape[-1] / h),
            N_("Divide by the root of d_head, not by d_head."),
        ),
        Mistake(
            _head_scores(lambda q, h: math.sqrt(q.shape[1])),
            N_("This is the root of the length. What counts is the width of a head."),
        ),
    ],
)
