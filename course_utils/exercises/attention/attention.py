"""Exercise 4.2, build: attention itself."""

import math
from typing import Any

import torch
from torch import Tensor

from course_utils.attention import scaled_dot_product_attention
from course_utils.exercises.attention.faults import (
    attend,
    exponentials,
    exponentials_and_tiny,
    masked_afterwards,
    scaled_afterwards,
)
from course_utils.exercises.machinery.compare import plain
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Return the context of every query; in `mask` True = may be attended."""
    scores = query @ key.T / math.sqrt(query.shape[-1])
    lowest = torch.finfo(scores.dtype).min
    weights = scores.masked_fill(~mask, lowest).softmax(dim=-1)
    return weights.masked_fill(~mask, 0.0) @ value


def _cases_attention(seed: int) -> list[tuple[Tensor, ...]]:
    """Nothing hidden; padding, and a query that sees nothing; causal; far from 0."""
    generator = torch.Generator().manual_seed(seed)

    def draw(*sizes: int) -> Tensor:
        return torch.randn(*sizes, generator=generator)

    cases = []
    for n, m, d, d_value in ((2, 3, 5, 7), (3, 5, 2, 7), (5, 7, 11, 3), (7, 5, 3, 2)):
        query, key, value = 0.7 * draw(n, d), 0.7 * draw(m, d), draw(m, d_value)
        cases.append((query, key, value, torch.ones(n, m, dtype=torch.bool)))
    _query, _key, _value, mask = cases[1]
    mask[:, 3:] = False  # padding: nobody may look there
    mask[0] = False  # a query that may look at nothing
    query, key, value, mask = cases[2]
    cases[2] = query, key, value, mask.tril()  # the first sees one key
    query, key, _value, mask = cases[3]
    far = torch.tensor([-30.0, 90, -130, 0, -12, 60, -30])  # all scores of a query
    query[:, 0], key[:, 0] = far * math.sqrt(query.shape[1]), 1.0
    mask[:] = torch.rand(mask.shape, generator=generator) < 0.6
    mask[:, 2], mask[-1], mask[:3, 4] = True, False, False
    return cases


def _is_nan_where_nothing_is_seen(yours: Any, target: Tensor) -> bool:
    blind = (target == 0).all(dim=1)
    return torch.equal(plain(yours).isnan().all(dim=1), blind) and bool(blind.any())


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
            attend(scale=lambda q, k: 1.0),
            N_("The scores are not divided by √d."),
        ),
        Mistake(
            attend(scale=lambda q, k: float(q.shape[-1])),
            N_("You divided by d, not by its root."),
        ),
        Mistake(
            attend(scale=lambda q, k: math.sqrt(len(k))),
            N_(
                "You divided by the root of the number of keys. It is the width d that "
                "makes scores large."
            ),
        ),
        Mistake(
            scaled_afterwards,
            N_("You divided the weights by √d. Divide the scores, before the softmax."),
        ),
        Mistake(
            attend(dim=0),
            N_(
                "Your softmax runs over the queries. Each row must sum to 1: use the "
                "last axis."
            ),
        ),
        Mistake(
            attend(seen=lambda mask: ~mask),
            N_("You turned the mask round: True = may be attended."),
        ),
        Mistake(
            attend(seen=lambda mask: ~mask, silent=False),
            N_("You turned the mask round: True = may be attended."),
        ),
        Mistake(
            attend(seen=torch.ones_like),
            N_("The mask has no effect: hidden keys are looked at."),
        ),
        Mistake(
            attend(silent=False),
            N_(
                "Look at the query that may look at nothing: its weights are uniform, "
                "so it sees all that is hidden. Its context should be zero."
            ),
        ),
        Mistake(
            attend(fill=-math.inf, silent=False),
            N_(
                "The query that may look at nothing gets NaN: a row of −inf has no "
                "softmax. Use the lowest finite number, and set the weights to 0 "
                "afterwards."
            ),
            when=_is_nan_where_nothing_is_seen,
        ),
        Mistake(
            masked_afterwards,
            N_(
                "You masked after the softmax: what is left of a row no longer sums to "
                "1. Mask the scores."
            ),
        ),
        *(
            Mistake(
                attend(fill=fill, silent=silent),
                N_(
                    "Your fill is not low enough: e to the power of it still counts "
                    "beside low scores. Take the lowest number of the dtype."
                ),
            )
            for fill in (0.0, 1e-9, -10.0, -100.0)
            for silent in (True, False)
        ),
        Mistake(
            attend(normal=exponentials),
            N_(
                "exp of a large score is infinite. `softmax` takes the largest of a "
                "row away first; do the same, or use it."
            ),
        ),
        Mistake(
            attend(normal=exponentials_and_tiny),
            N_(
                "exp of the scores as they are: a large one becomes infinite, and "
                "beside low ones what you add to the sum counts. Use `softmax`."
            ),
        ),
        Mistake(
            attend(seen=lambda mask: mask.any(dim=1, keepdim=True)),
            N_("You masked whole rows: queries. Padding must hide columns: keys."),
        ),
        *(
            Mistake(
                attend(seen=seen),
                N_(
                    "Every query gets the same mask. Each has a row of its own: in "
                    "`mask`, rows are queries and columns keys."
                ),
            )
            for seen in (
                lambda mask: mask[-1:],
                lambda mask: mask[:1],
                lambda mask: mask.any(dim=0, keepdim=True),
                lambda mask: mask.all(dim=0, keepdim=True),
            )
        ),
        Mistake(
            lambda query, key, value, mask: scaled_dot_product_attention(
                query, key, value, mask
            )[1],
            N_("These are the weights. The context is the weighted sum of the values."),
        ),
    ],
)
