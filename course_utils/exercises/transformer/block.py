"""Exercise 8.2, build: a layer with the norm first."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


@dataclass(frozen=True)
class Part:
    """A part of a layer that a pencil can compute; it is shown by its name."""

    name: str
    compute: Callable[[Tensor], Tensor] = field(repr=False)

    def __call__(self, x: Tensor) -> Tensor:
        return self.compute(x)

    def __repr__(self) -> str:
        return self.name


def _normed(x: Tensor) -> Tensor:
    return (x - x.mean(dim=-1, keepdim=True)) / (
        x.var(dim=-1, unbiased=False, keepdim=True) + 1e-5
    ).sqrt()


def _parts() -> tuple[Part, Part, Part, Part]:
    return (
        Part("attention", lambda x: x.mean(dim=-2, keepdim=True) + 0.5 * x),
        Part("feed_forward", lambda x: torch.relu(x) * 2 - 1),
        Part("norm_1", lambda x: 3 * _normed(x)),
        Part("norm_2", lambda x: _normed(x) + 0.5),
    )


def pre_norm_layer(
    x: Tensor, attention: Part, feed_forward: Part, norm_1: Part, norm_2: Part
) -> Tensor:
    """Run one encoder layer with the norm first."""
    x = x + attention(norm_1(x))
    return x + feed_forward(norm_2(x))


def _layer(build: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Name the inputs as the solution does."""

    def answer(
        x: Tensor, attention: Part, feed_forward: Part, norm_1: Part, norm_2: Part
    ) -> Tensor:
        return build(x, attention, feed_forward, norm_1, norm_2)

    return answer


def _post(x: Tensor, a: Part, f: Part, n1: Part, n2: Part) -> Tensor:
    x = n1(x + a(x))
    return n2(x + f(x))


def _no_way_past(x: Tensor, a: Part, f: Part, n1: Part, n2: Part) -> Tensor:
    return f(n2(a(n1(x))))


def _normed_way_past(x: Tensor, a: Part, f: Part, n1: Part, n2: Part) -> Tensor:
    x = n1(x)
    x = n2(x + a(x))
    return x + f(x)


def _one_residual(x: Tensor, a: Part, f: Part, n1: Part, n2: Part) -> Tensor:
    x = x + a(n1(x))
    return f(n2(x))


def _norm_outside(x: Tensor, a: Part, f: Part, n1: Part, n2: Part) -> Tensor:
    x = x + n1(a(x))
    return x + n2(f(x))


check_block = Exercise(
    "8.2",
    "build",
    N_("A layer with the norm first"),
    solution=pre_norm_layer,
    cases=lambda seed: [
        (torch.tensor([[1.0, 3.0, 2.0], [4.0, 0.0, -1.0]]), *_parts()),
        (torch.tensor([[2.0, -2.0, 5.0]]), *_parts()),
    ],
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
            _layer(_post),
            N_(
                "This is post-LN: the norm comes after the sum. Asked for is the norm "
                "*first*."
            ),
        ),
        Mistake(
            _layer(_no_way_past),
            N_("There is no way past the sublayers: nothing is added to `x`."),
        ),
        Mistake(
            _layer(_normed_way_past),
            N_(
                "You norm what goes past the sublayer, too. The way past must stay "
                "untouched: add to `x`, not to `norm_1(x)`."
            ),
        ),
        Mistake(
            _layer(_one_residual),
            N_("The feed-forward network needs a way past it, too."),
        ),
        Mistake(
            _layer(_norm_outside),
            N_(
                "You norm what the sublayer says. It is what the sublayer *reads* that "
                "is normed."
            ),
        ),
        Mistake(
            _layer(lambda x, a, f, n1, n2: x + a(n1(x)) + f(n2(x))),
            N_(
                "The feed-forward network must read the `x` that attention has changed "
                "already: one sublayer after the other."
            ),
        ),
        Mistake(
            _layer(lambda x, a, f, n1, n2: pre_norm_layer(x, f, a, n1, n2)),
            N_("Attention comes first, then the feed-forward network."),
        ),
    ],
)
