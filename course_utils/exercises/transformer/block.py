"""Exercise 8.2, build: a layer with the norm first."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.machinery.crash import Crash
from course_utils.exercises.transformer.parts import Part, parts
from course_utils.language import N_

_WAY_PAST = N_(
    "You norm what goes past the sublayer, too. The way past must stay untouched: add "
    "to `x`, not to `norm_1(x)`."
)
_ORDER = N_("Attention comes first, then the feed-forward network.")
_ONE_NORM = N_("You norm twice by the same norm. Each sublayer has a norm of its own.")
_NOT_NORMED = N_("One sublayer reads `x` as it is. Both read a norm of it.")
_ONE_TENSOR = N_("Each part takes *one* tensor and returns *one*.")


def _cases_block(seed: int) -> list[tuple[Tensor, Part, Part, Part, Part]]:
    """Never two rows: they would come apart like a pair."""
    generator = torch.Generator().manual_seed(seed)
    sizes = (3, 5), (5, 7), (7, 3)
    return [(2 * torch.randn(*size, generator=generator), *parts()) for size in sizes]


def pre_norm_layer(
    x: Tensor,
    attention: Callable,
    feed_forward: Callable,
    norm_1: Callable,
    norm_2: Callable,
) -> Tensor:
    """Run one encoder layer with the norm first."""
    x = x + attention(norm_1(x))
    return x + feed_forward(norm_2(x))


def _post(x: Tensor, a: Callable, f: Callable, n1: Callable, n2: Callable) -> Tensor:
    x = n1(x + a(x))
    return n2(x + f(x))


def _normed_way_past(
    x: Tensor, a: Callable, f: Callable, n1: Callable, n2: Callable
) -> Tensor:
    x = n1(x)
    x = n2(x + a(x))
    return x + f(x)


def _norm_outside(
    x: Tensor, a: Callable, f: Callable, n1: Callable, n2: Callable
) -> Tensor:
    x = x + n1(a(x))
    return x + n2(f(x))


def _three_inputs(yours: object, target: Tensor) -> bool:
    return isinstance(yours, Crash) and (
        "Part.__call__()" in yours.error or "to unpack" in yours.error
    )


check_block = Exercise(
    "8.2",
    "build",
    N_("A layer with the norm first"),
    solution=pre_norm_layer,
    cases=_cases_block,
    hints=(
        N_(
            "Two sublayers, one after the other. Each of them reads the norm of `x`, "
            "and what it says is added to `x` itself."
        ),
        N_(
            "The first is `x = x + attention(norm_1(x))`. Write the second in the same "
            "way; it starts from the new `x`."
        ),
    ),
    mistakes=[
        Mistake(
            _post,
            N_(
                "This is post-LN: the norm comes after the sum. Asked for is the norm "
                "*first*."
            ),
        ),
        Mistake(
            lambda x, a, f, n1, n2: f(n2(a(n1(x)))),
            N_("There is no way past the sublayers: nothing is added to `x`."),
        ),
        Mistake(
            _normed_way_past,
            _WAY_PAST,
        ),
        Mistake(
            lambda x, a, f, n1, n2: (m := n1(x)) + a(m) + f(n2(m + a(m))),
            _WAY_PAST,
        ),
        Mistake(
            lambda x, a, f, n1, n2: f(n2(x + a(n1(x)))),
            N_("The feed-forward network needs a way past it, too."),
        ),
        Mistake(
            lambda x, a, f, n1, n2: (y := a(n1(x))) + f(n2(y)),
            N_("Attention needs a way past it, too."),
        ),
        Mistake(
            lambda x, a, f, n1, n2: x + f(n2(a(n1(x)))),
            N_("There is one way past both sublayers. Each needs its own."),
        ),
        Mistake(
            lambda x, a, f, n1, n2: x + f(n2(x + a(n1(x)))),
            N_(
                "What attention found gets lost: the second sum adds to the new `x`, "
                "not to the first one."
            ),
        ),
        Mistake(
            lambda x, a, f, n1, n2: x + a(n1(x)),
            N_("Half of the layer: the feed-forward network is missing."),
        ),
        Mistake(
            lambda x, a, f, n1, n2: x + f(n2(x)),
            N_("Half of the layer: attention is missing."),
        ),
        Mistake(
            _norm_outside,
            N_(
                "You norm what the sublayer says. It is what the sublayer *reads* that "
                "is normed."
            ),
        ),
        Mistake(lambda x, a, f, n1, n2: pre_norm_layer(x, a, f, n1, n1), _ONE_NORM),
        Mistake(lambda x, a, f, n1, n2: pre_norm_layer(x, a, f, n2, n2), _ONE_NORM),
        Mistake(
            lambda x, a, f, n1, n2: pre_norm_layer(x, a, f, n2, n1),
            N_("The norms are exchanged: `norm_1` is for attention."),
        ),
        Mistake(
            lambda x, a, f, n1, n2: (y := x + a(x)) + f(n2(y)),
            _NOT_NORMED,
        ),
        Mistake(
            lambda x, a, f, n1, n2: (y := x + a(n1(x))) + f(y),
            _NOT_NORMED,
        ),
        Mistake(
            lambda x, a, f, n1, n2: (y := x + a(x)) + f(y),
            N_("Neither sublayer reads a norm of `x`. Both should."),
        ),
        Mistake(
            lambda x, a, f, n1, n2: n2(pre_norm_layer(x, a, f, n1, n2)),
            N_(
                "Right up to the last norm. A pre-LN layer returns the sum as it is; "
                "only the whole stack has one more norm at its end."
            ),
        ),
        Mistake(
            lambda x, a, f, n1, n2: x + a(n1(x)) + f(n2(x)),
            N_(
                "The feed-forward network must read the `x` that attention has changed "
                "already: one sublayer after the other."
            ),
        ),
        Mistake(
            lambda x, a, f, n1, n2: pre_norm_layer(x, f, a, n1, n2),
            _ORDER,
        ),
        Mistake(
            lambda x, a, f, n1, n2: (y := x + f(n2(x))) + a(n1(y)),
            _ORDER,
        ),
        Mistake(
            lambda x, a, f, n1, n2: x + a(n1(x), n1(x), n1(x)),
            _ONE_TENSOR,
            when=_three_inputs,
        ),
    ],
)
