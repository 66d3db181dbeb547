"""Exercise 5.5, repair: whose root?"""

import math
from collections.abc import Callable
from functools import partial

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
    scale: Callable[[Tensor, Tensor, int], float], *, softmax: bool = False
) -> Callable[[Tensor, Tensor, int], Tensor]:
    def answer(query: Tensor, key: Tensor, num_heads: int) -> Tensor:
        size = scale(query, key, num_heads)
        query, key = split_heads(query, num_heads), split_heads(key, num_heads)
        scores = query @ key.transpose(-2, -1) / size
        return scores.softmax(dim=-1) if softmax else scores

    return answer


def _root_of_d_head(query: Tensor, key: Tensor, num_heads: int) -> float:
    return math.sqrt(query.shape[-1] / num_heads)


def _cases_scale(seed: int) -> list[tuple[Tensor, Tensor, int]]:
    draw = partial(torch.randn, generator=torch.Generator().manual_seed(seed))
    sizes = ((11, 7, 5, 3, 2), (3, 2, 11, 5, 7), (2, 5, 7, 11, 3))
    return [
        (draw(batch, queries, h * d), draw(batch, keys, h * d), h)
        for batch, queries, keys, h, d in sizes
    ]


LENGTH = N_("This is the root of a length. What counts is the width of a head.")

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
            _head_scores(lambda q, k, h: 1.0),
            N_("Now nothing is divided at all."),
        ),
        Mistake(
            _head_scores(lambda q, k, h: math.sqrt(h)),
            N_("This is the root of the number of heads. What counts is their width."),
        ),
        Mistake(
            _head_scores(lambda q, k, h: q.shape[-1] / h),
            N_("Divide by the root of d_head, not by d_head."),
        ),
        Mistake(
            _head_scores(lambda q, k, h: math.sqrt(q.shape[1])),
            LENGTH,
        ),
        Mistake(
            _head_scores(lambda q, k, h: math.sqrt(k.shape[1])),
            LENGTH,
        ),
        Mistake(
            _head_scores(lambda q, k, h: math.sqrt(q.shape[-1]) / h),
            N_(
                "You divided the root by the number of heads. Divide the width by it "
                "first, then take the root."
            ),
        ),
        Mistake(
            _head_scores(lambda q, k, h: q.shape[-1]),
            N_("Divide by a root, and by that of one head's width: d_head."),
        ),
        Mistake(
            _head_scores(lambda q, k, h: 1 / _root_of_d_head(q, k, h)),
            N_("You multiplied by the root. Divide by it."),
        ),
        Mistake(
            _head_scores(_root_of_d_head, softmax=True),
            N_("These are weights. Asked for are the scores, without a softmax."),
        ),
        Mistake(
            _head_scores(lambda q, k, h: math.sqrt(q.shape[-1]), softmax=True),
            N_(
                "These are weights; asked for are the scores, without a softmax. And "
                "the root is still that of the whole width."
            ),
        ),
    ],
)
