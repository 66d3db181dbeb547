"""Exercise 4.3, build: additive scores."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def additive_scores(
    query: Tensor, key: Tensor, w_q: Tensor, w_k: Tensor, v: Tensor
) -> Tensor:
    """Return vᵀ tanh(W_q q + W_k k) for every query (row) and key (column)."""
    hidden = torch.tanh((query @ w_q.T)[:, None, :] + (key @ w_k.T)[None, :, :])
    return hidden @ v


def _additive(build: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def answer(
        query: Tensor, key: Tensor, w_q: Tensor, w_k: Tensor, v: Tensor
    ) -> Tensor:
        return build(query @ w_q.T, key @ w_k.T, v)

    return answer


def _cases_additive(seed: int) -> list[tuple[Tensor, ...]]:
    """No two sizes of a case are equal, and each is another in the next case."""
    generator = torch.Generator().manual_seed(seed)
    sizes = [(3, 5, 2, 7, 4), (5, 2, 3, 11, 7), (7, 3, 5, 2, 13), (1, 7, 11, 5, 3)]
    shapes = [
        [(queries, d_q), (keys, d_k), (hidden, d_q), (hidden, d_k), (hidden,)]
        for queries, keys, d_q, d_k, hidden in sizes
    ]
    return [
        tuple(torch.randn(*size, generator=generator) for size in each)
        for each in shapes
    ]


check_additive = Exercise(
    "4.3",
    "build",
    N_("Additive scores"),
    solution=additive_scores,
    cases=_cases_additive,
    hints=(
        N_(
            "Every query meets every key: you need a table of shape (query_len, "
            "key_len, hidden). Broadcasting makes it from two smaller ones."
        ),
        N_(
            "`(query @ w_q.T)[:, None, :]` has a row for each query, and "
            "`(key @ w_k.T)[None, :, :]` a column for each key. Add, tanh, then `@ v`."
        ),
    ),
    mistakes=[
        Mistake(
            _additive(lambda q, k, v: torch.tanh(k[:, None] + q[None]) @ v),
            N_(
                "Your rows are keys. Rows are queries, columns are keys: everywhere in "
                "this course."
            ),
        ),
        Mistake(
            _additive(lambda q, k, v: (q[:, None] + k[None]) @ v),
            N_(
                "The tanh is missing. Without it the query adds the same to every "
                "score of its row, and the softmax takes it away again."
            ),
        ),
        Mistake(
            _additive(
                lambda q, k, v: (torch.tanh(q)[:, None] + torch.tanh(k)[None]) @ v
            ),
            N_(
                "One tanh over the sum, not one for each part: otherwise query and key "
                "never meet."
            ),
        ),
        Mistake(
            _additive(
                lambda q, k, v: (torch.tanh(q[:, None] + k[None]) @ v).softmax(-1)
            ),
            N_("Asked for are the scores, before the softmax."),
        ),
        Mistake(
            _additive(lambda q, k, v: torch.tanh(q[:, None] + k[None]).sum(dim=-1)),
            N_("The vector v is missing: it weighs the hidden units."),
        ),
        Mistake(
            _additive(lambda q, k, v: torch.tanh((q[:, None] + k[None]) @ v)),
            N_(
                "The tanh is outside, over the score. It belongs on the hidden units, "
                "before v weighs them."
            ),
        ),
        Mistake(
            _additive(lambda q, k, v: (q[:, None] + k[None]).relu() @ v),
            N_("You took relu. Asked for is tanh."),
        ),
        Mistake(
            _additive(lambda q, k, v: (q[:, None] + k[None]).sigmoid() @ v),
            N_("You took the sigmoid. Asked for is tanh."),
        ),
        Mistake(
            _additive(lambda q, k, v: torch.tanh(q[:, None] - k[None]) @ v),
            N_("You subtract the keys. Query and key are added: so the name."),
        ),
        Mistake(
            _additive(lambda q, k, v: torch.tanh(q[:, None] * k[None]) @ v),
            N_("You multiply query and key. They are added: so the name."),
        ),
        Mistake(
            _additive(lambda q, k, v: torch.tanh(q[:, None] + k) @ v / len(v) ** 0.5),
            N_("You divided by a root. Additive scores need none."),
        ),
    ],
)
