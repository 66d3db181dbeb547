"""What goes wrong in exercise 8.3: what is looked at, what is kept, in which order."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.attention import scaled_dot_product_attention
from course_utils.exercises.machinery.core import Mistake
from course_utils.exercises.machinery.crash import Crash
from course_utils.language import N_
from course_utils.masks import causal_mask

_ALONE = N_(
    "Each token sees itself alone. Return the *longer* keys and values for the next "
    "step, and look at all of them."
)
_MIXED = N_("Keys and values are mixed up when they are put together, or returned.")
_ORDER = N_("New keys and new values stand at different ends. One order for both.")


def _cache(look: Callable, keep: Callable) -> Callable:
    """Return an answer that looks at, and keeps, something of what there is.

    Both are given the longer tables of keys and values, and the new query, key, value.
    """

    def answer(query: Tensor, key: Tensor, value: Tensor, kept: Any) -> Any:
        keys, values = (key, value) if kept is None else kept
        if kept is not None:
            keys, values = torch.cat([keys, key]), torch.cat([values, value])
        given = keys, values, query, key, value
        return scaled_dot_product_attention(*look(*given))[0], keep(*given)

    return answer


def _all(keys: Tensor, values: Tensor, query: Tensor, *new: Tensor) -> tuple:
    return query, keys, values


def _tables(keys: Tensor, values: Tensor, *new: Tensor) -> tuple:
    return keys, values


_right = _cache(_all, _tables)


def _others(keys: Tensor, values: Tensor, query: Tensor, *new: Tensor) -> tuple:
    alone = len(keys) == 1
    return query, keys if alone else keys[:-1], values if alone else values[:-1]


def _joined(pair: Callable) -> Callable:
    """Return an answer that puts keys and values together in some way of its own."""

    def answer(query: Tensor, key: Tensor, value: Tensor, kept: Any) -> Any:
        if kept is not None:
            key, value = pair(*kept, key, value)
        return scaled_dot_product_attention(query, key, value)[0], (key, value)

    return answer


def _unstarted(query: Tensor, key: Tensor, value: Tensor, kept: Any) -> Any:
    key, value = torch.cat([kept[0], key]), torch.cat([kept[1], value])
    return scaled_dot_product_attention(query, key, value)[0], (key, value)


def _stale(query: Tensor, key: Tensor, value: Tensor, kept: Any) -> Any:
    context, pair = _right(query, key, value, kept)
    return context, pair if kept is None else kept


def _averaged(query: Tensor, key: Tensor, value: Tensor, kept: Any) -> Any:
    pair = _right(query, key, value, kept)[1]
    return pair[1].mean(dim=0, keepdim=True), pair


MISTAKES = [
    Mistake(
        _cache(_all, lambda k, v, q, *new: new),
        N_(
            "What you keep is the newest pair alone: the third token sees the second "
            "and itself, and not the first. Keep the *longer* tables."
        ),
    ),
    Mistake(
        _cache(_all, lambda *given: None),
        _ALONE,
    ),
    Mistake(
        _stale,
        N_(
            "What you return does not grow: the third token never sees the second. "
            "Return the longer table."
        ),
    ),
    Mistake(
        _cache(_others, _tables),
        N_(
            "The new token does not see itself. Its own key and value belong to what "
            "it may look at."
        ),
    ),
    Mistake(
        _cache(lambda k, v, q, *new: (q, *new), _tables),
        _ALONE,
    ),
    Mistake(
        _cache(lambda k, v, q, *new: (q * q.shape[-1] ** 0.5, k, v), _tables),
        N_("The scores are not divided by √d_head."),
    ),
    Mistake(
        _cache(lambda k, v, q, *new: (q / 2 * q.shape[-1] ** 0.5, k, v), _tables),
        N_("Your scores are divided by 2, for every d. Divide by the root of d."),
    ),
    Mistake(
        _joined(lambda ks, vs, k, v: (torch.cat([ks, v]), torch.cat([vs, k]))), _MIXED
    ),
    Mistake(
        _joined(lambda ks, vs, k, v: (torch.cat([vs, k]), torch.cat([ks, v]))), _MIXED
    ),
    Mistake(
        _cache(_all, lambda k, v, *new: (v, k)),
        _MIXED,
    ),
    Mistake(
        _joined(lambda ks, vs, k, v: (torch.cat([k, ks]), torch.cat([vs, v]))),
        _ORDER,
    ),
    Mistake(
        _joined(lambda ks, vs, k, v: (torch.cat([ks, k]), torch.cat([v, vs]))),
        _ORDER,
    ),
    Mistake(
        _joined(lambda ks, vs, k, v: (torch.cat([ks, k], 1), torch.cat([vs, v], 1))),
        N_("You joined along `dim=1`. Each token is a new *row*: `dim=0`."),
    ),
    Mistake(
        _joined(lambda ks, vs, k, v: (ks + k, vs + v)),
        N_("You added the tables. Put them one below the other."),
    ),
    Mistake(
        _cache(lambda k, v, q, *new: (q, k, v, causal_mask(len(k))[:1]), _tables),
        N_(
            "Your new token sees the first alone. It is the *last* row of the causal "
            "mask."
        ),
    ),
    Mistake(
        lambda query, key, value, kept: _right(query, query, value, kept),
        N_("You keep the queries in place of the keys."),
    ),
    Mistake(
        lambda query, key, value, kept: _right(query, key, key, kept),
        N_("You take the keys for values, too."),
    ),
    Mistake(
        _averaged,
        N_("You average the values. Attention weighs them: by query and keys."),
    ),
    Mistake(
        _unstarted,
        N_("Something is `None` where it is used. At the first step, `kept` is."),
        when=lambda yours, target: isinstance(yours, Crash) and "None" in yours.error,
    ),
]
