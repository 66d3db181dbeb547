"""Exercise 8.3, build: keys and values, kept."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.attention import scaled_dot_product_attention
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def cached_attention(
    query: Tensor, key: Tensor, value: Tensor, kept: tuple[Tensor, Tensor] | None
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Attend from one new token to itself and to all that was kept before it."""
    if kept is not None:
        key = torch.cat([kept[0], key])
        value = torch.cat([kept[1], value])
    context, _ = scaled_dot_product_attention(query, key, value)
    return context, (key, value)


def _run_cache(answer: Callable, queries: Tensor, keys: Tensor, values: Tensor) -> Any:
    """Write token after token with an answer; return the contexts as one table."""
    kept, contexts = None, []
    for t in range(len(queries)):
        row = slice(t, t + 1)
        found = answer(queries[row], keys[row], values[row], kept)
        if not isinstance(found, tuple):
            return found
        context, kept = found
        contexts.append(context)
    return torch.cat(contexts)


def _cases_cache(seed: int) -> list[tuple[Tensor, Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(seed)
    draw = [torch.randn(3, 5, 4, generator=generator) for _ in range(2)]
    return [tuple(each) for each in draw]


def _cache(
    *, keep: bool = True, front: bool = False, scale: bool = True, look: bool = True
) -> Callable:
    """Return an answer with one of the classic faults."""

    def answer(query: Tensor, key: Tensor, value: Tensor, kept: Any) -> Any:
        keys, values = (key, value) if kept is None else kept
        if kept is not None:
            order = slice(None, None, -1) if front else slice(None)
            keys = torch.cat([keys, key][order])
            values = torch.cat([values, value][order])
        seen = keys if look or kept is None else keys[:-1]
        stretch = 1.0 if scale else query.shape[-1] ** 0.5
        context, _ = scaled_dot_product_attention(
            query * stretch, seen, values[: len(seen)]
        )
        return context, ((keys, values) if keep else None)

    return answer


def _swapped(query: Tensor, key: Tensor, value: Tensor, kept: Any) -> Any:
    if kept is not None:
        key, value = torch.cat([kept[0], value]), torch.cat([kept[1], key])
    return scaled_dot_product_attention(query, key, value)[0], (key, value)


def _stale(query: Tensor, key: Tensor, value: Tensor, kept: Any) -> Any:
    context, pair = cached_attention(query, key, value, kept)
    return context, pair if kept is None else kept


check_cache = Exercise(
    "8.3",
    "build",
    N_("Keys and values, kept"),
    solution=cached_attention,
    cases=_cases_cache,
    run=_run_cache,
    hints=(
        N_(
            "The new token may look at itself and at all before it. What of those did "
            "you compute in earlier steps?"
        ),
        N_(
            "If there is something in `kept`, `torch.cat([kept[0], key])` is the "
            "longer table of keys; the same for values. Attend to both, and return "
            "them."
        ),
    ),
    mistakes=[
        Mistake(
            _cache(keep=False),
            N_(
                "Nothing is kept: each token sees itself alone. Return the *longer* "
                "keys and values for the next step."
            ),
        ),
        Mistake(
            _stale,
            N_(
                "What you return does not grow: the third token never sees the second. "
                "Return the longer table."
            ),
        ),
        Mistake(
            _cache(look=False),
            N_(
                "The new token does not see itself. Its own key and value belong to "
                "what it may look at."
            ),
        ),
        Mistake(
            _cache(scale=False),
            N_("The scores are not divided by √d_head."),
        ),
        Mistake(
            _swapped,
            N_("Keys and values are mixed up when they are put together."),
        ),
        Mistake(
            lambda query, key, value, kept: (
                (pair := cached_attention(query, key, value, kept)[1])[1].mean(
                    dim=0, keepdim=True
                ),
                pair,
            ),
            N_("You average the values. Attention weighs them: by query and keys."),
        ),
    ],
)
