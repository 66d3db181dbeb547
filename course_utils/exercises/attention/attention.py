"""Exercise 4.2, build: attention itself."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.attention import scaled_dot_product_attention
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Return the context of every query; in `mask` True = may be attended."""
    scores = query @ key.T / math.sqrt(query.shape[-1])
    lowest = torch.finfo(scores.dtype).min
    weights = scores.masked_fill(~mask, lowest).softmax(dim=-1)
    return weights.masked_fill(~mask, 0.0) @ value


def _attend(
    *,
    scale: Callable[[Tensor, Tensor], float] = lambda q, k: math.sqrt(q.shape[-1]),
    dim: int = -1,
    turn: bool = False,
    fill: float = float(torch.finfo(torch.float32).min),
    silent: bool = True,
    afterwards: bool = False,
    rows: bool = False,
) -> Callable[..., Tensor]:
    """Return attention with one of the classic faults."""

    def answer(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
        scores = query @ key.T / scale(query, key)
        open_ = ~mask if turn else mask
        if rows:  # the query's padding instead of the key's
            open_ = mask.any(dim=1, keepdim=True).expand_as(mask)
        if afterwards:
            return (scores.softmax(dim=dim) * open_) @ value
        weights = scores.masked_fill(~open_, fill).softmax(dim=dim)
        return (weights.masked_fill(~open_, 0.0) if silent else weights) @ value

    return answer


def _cases_attention(seed: int) -> list[tuple[Tensor, ...]]:
    """Small scores, so that a missing scale shows; a masked column; a masked row."""
    generator = torch.Generator().manual_seed(seed)
    cases = []
    for case, (query_len, key_len, d_head) in enumerate([(2, 3, 4), (3, 5, 2)]):
        query = 0.7 * torch.randn(query_len, d_head, generator=generator)
        key = 0.7 * torch.randn(key_len, d_head, generator=generator)
        value = torch.randn(key_len, 2, generator=generator)
        mask = torch.ones(query_len, key_len, dtype=torch.bool)
        if case:
            mask[:, 3:] = False  # padding: nobody may look there
            mask[0] = False  # a query that may look at nothing
        cases.append((query, key, value, mask))
    return cases


check_attention = Exercise(
    "4.2",
    "build",
    N_("Attention itself"),
    solution=attention,
    cases=_cases_attention,
    hints=(
        N_(
            "Four lines: scores, mask, softmax over the keys, weighted sum. "
            "`query @ key.T` are all scores at once, a row for each query."
        ),
        N_(
            "Divide by `math.sqrt(d)`, d being the last size of `query`. Fill where "
            "`~mask` with a very low number before the softmax, and with 0 after it: "
            "the second matters for a row without any True."
        ),
    ),
    mistakes=[
        Mistake(
            _attend(scale=lambda q, k: 1.0),
            N_("The scores are not divided by √d."),
        ),
        Mistake(
            _attend(scale=lambda q, k: float(q.shape[-1])),
            N_("You divided by d, not by its root."),
        ),
        Mistake(
            _attend(scale=lambda q, k: math.sqrt(len(k))),
            N_(
                "You divided by the root of the number of keys. It is the width d that "
                "makes scores large."
            ),
        ),
        Mistake(
            _attend(dim=0),
            N_(
                "Your softmax runs over the queries. Each row must sum to 1: use the "
                "last axis."
            ),
        ),
        Mistake(
            _attend(turn=True),
            N_("You turned the mask round: True = may be attended."),
        ),
        Mistake(
            _attend(silent=False),
            N_(
                "Look at the query that may look at nothing: its weights are uniform, "
                "so it sees all that is hidden. Its context should be zero."
            ),
        ),
        Mistake(
            _attend(fill=-math.inf, silent=False),
            N_(
                "A row of −inf has no softmax: it becomes NaN. Use the lowest finite "
                "number, and set the weights to 0 afterwards."
            ),
        ),
        Mistake(
            _attend(afterwards=True),
            N_(
                "You masked after the softmax: what is left of a row no longer sums to "
                "1. Mask the scores."
            ),
        ),
        Mistake(
            _attend(rows=True),
            N_("You masked whole rows: queries. Padding must hide columns: keys."),
        ),
        Mistake(
            lambda query, key, value, mask: scaled_dot_product_attention(
                query, key, value, mask
            )[1],
            N_("These are the weights. The context is the weighted sum of the values."),
        ),
    ],
)
