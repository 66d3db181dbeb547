"""Exercise 8.3, build: keys and values, kept."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.attention import scaled_dot_product_attention
from course_utils.exercises.machinery.compare import plain
from course_utils.exercises.machinery.core import AnswerError, Exercise
from course_utils.exercises.transformer.cache_mistakes import MISTAKES
from course_utils.language import N_, _


def cached_attention(
    query: Tensor, key: Tensor, value: Tensor, kept: tuple[Tensor, Tensor] | None
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Attend from one new token to itself and to all that was kept before it."""
    if kept is not None:
        key = torch.cat([kept[0], key])
        value = torch.cat([kept[1], value])
    context = scaled_dot_product_attention(query, key, value)[0]
    return context, (key, value)


def _run_cache(answer: Callable, queries: Tensor, keys: Tensor, values: Tensor) -> Any:
    """Write token after token with an answer; return the contexts as one table."""
    kept, contexts = None, []
    for t in range(len(queries)):
        row = slice(t, t + 1)
        found = answer(queries[row], keys[row], values[row], kept)
        if found is None or found is ... or found is NotImplemented:
            return found
        if not isinstance(found, tuple | list) or len(found) != 2:
            raise AnswerError(
                _("Return two things, and no more: the context, and what to keep.")
            )
        context, kept = found
        context = plain(context)
        if not isinstance(context, Tensor) or context.shape != values[row].shape:
            raise AnswerError(
                _(
                    "The first thing you return is the context, of shape {shape}: the "
                    "new token's alone.",
                    shape=tuple(values[row].shape),
                )
            )
        contexts.append(context)
    return torch.cat(contexts)


def _cases_cache(seed: int) -> list[tuple[Tensor, Tensor, Tensor]]:
    """Short and long sentences; in one of them the scores go up to ±30."""
    generator = torch.Generator().manual_seed(seed)
    sizes = (5, 3, 1.0), (7, 11, 3.0), (13 + seed, 2, 1.0)
    return [
        (
            size * torch.randn(length, d, generator=generator),
            size * torch.randn(length, d, generator=generator),
            torch.randn(length, d, generator=generator),
        )
        for length, d, size in sizes
    ]


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
    mistakes=MISTAKES,
)
