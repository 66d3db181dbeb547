"""Exercise 6.6, build: add & norm."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

_NOT_ASKED = N_("Both ways give the same. Let `norm_first` decide between them.")
_NOTHING_ADDED = N_("What goes past the sublayer is missing: add `x`.")
_NORMED_PAST = N_(
    "With the norm first, what goes past the sublayer must stay as it is: add `x`, not "
    "`norm(x)`."
)
_SUBTRACTED = N_("Add what the sublayer returns; do not subtract it.")
_TWICE = N_("You norm twice. Each way has one norm.")


@dataclass(frozen=True)
class Named:
    """A function that is shown by its name."""

    name: str
    compute: Callable[[Tensor], Tensor] = field(repr=False)

    def __call__(self, x: Tensor) -> Tensor:
        return self.compute(x)

    def __repr__(self) -> str:
        return self.name


def _scaled_norm(x: Tensor) -> Tensor:
    centred = x - x.mean(dim=-1, keepdim=True)
    spread = (centred.square().mean(dim=-1, keepdim=True) + 1e-5).sqrt()
    return 2 * centred / spread + 0.5


def _cases(seed: int) -> list[tuple[Tensor, Named, Named, bool]]:
    generator = torch.Generator().manual_seed(seed)
    bend = Named("sublayer", lambda x: 2 * torch.relu(x) - 0.3 * x.flip(-1) - 1)
    mix = Named("sublayer", lambda x: x.mean(dim=-2, keepdim=True) + 0.5 * x)
    norm = Named("norm", _scaled_norm)
    kinds = ((3, 5), bend, False), ((5, 3), mix, True), ((2, 3, 7), bend, True)
    return [
        (3 * torch.randn(size, generator=generator) + 1, sublayer, norm, first)
        for size, sublayer, first in (*kinds, ((7, 5), mix, False))
    ]


def add_and_norm(
    x: Tensor, sublayer: Callable, norm: Callable, norm_first: bool
) -> Tensor:
    """Add a sublayer's output to its input, with a norm before it or after the sum."""
    if norm_first:
        return x + sublayer(norm(x))
    return norm(x + sublayer(x))


check_add_and_norm = Exercise(
    "6.6",
    "build",
    N_("Add & norm"),
    solution=add_and_norm,
    cases=_cases,
    hints=(
        N_("Write the two formulas of this notebook, one for each `norm_first`."),
        N_(
            "With the norm after the sum: `norm(x + sublayer(x))`. In the other case "
            "the norm moves into the sublayer's brackets, and nowhere else."
        ),
    ),
    mistakes=[
        Mistake(
            lambda x, s, n, first: add_and_norm(x, s, n, not first),
            N_(
                "The two are exchanged: `norm_first` means that the sublayer reads the "
                "normed `x`."
            ),
        ),
        Mistake(lambda x, s, n, first: n(x + s(x)), _NOT_ASKED),
        Mistake(lambda x, s, n, first: x + s(n(x)), _NOT_ASKED),
        Mistake(lambda x, s, n, first: s(n(x)) if first else n(s(x)), _NOTHING_ADDED),
        Mistake(
            lambda x, s, n, first: s(n(x)) if first else n(x + s(x)), _NOTHING_ADDED
        ),
        Mistake(
            lambda x, s, n, first: x + s(n(x)) if first else n(s(x)), _NOTHING_ADDED
        ),
        Mistake(
            lambda x, s, n, first: n(x) + s(n(x)) if first else n(x + s(x)),
            _NORMED_PAST,
        ),
        Mistake(
            lambda x, s, n, first: n(x) + s(x) if first else n(x + s(x)),
            N_("With the norm first, it is the sublayer that reads the norm of `x`."),
        ),
        Mistake(
            lambda x, s, n, first: x + n(s(x)) if first else n(x + s(x)),
            N_(
                "You norm what the sublayer returns. With the norm first, you norm "
                "what it reads."
            ),
        ),
        Mistake(
            lambda x, s, n, first: x + s(n(x)) if first else x + n(s(x)),
            N_("With the norm last, the *sum* is normed, not the sublayer's output."),
        ),
        Mistake(
            lambda x, s, n, first: x - s(n(x)) if first else n(x - s(x)), _SUBTRACTED
        ),
        Mistake(
            lambda x, s, n, first: x - s(n(x)) if first else n(x + s(x)), _SUBTRACTED
        ),
        Mistake(
            lambda x, s, n, first: x + s(n(x)) if first else n(x - s(x)), _SUBTRACTED
        ),
        Mistake(
            lambda x, s, n, first: n(x + s(n(x))) if first else n(x + s(x)), _TWICE
        ),
        Mistake(
            lambda x, s, n, first: x + s(n(x)) if first else n(x + s(n(x))), _TWICE
        ),
        Mistake(
            lambda x, s, n, first: x + s(n(x)) if first else x + s(x),
            N_("With `norm_first=False` the norm is missing."),
        ),
        Mistake(
            lambda x, s, n, first: x + s(x) if first else n(x + s(x)),
            N_("With `norm_first=True` the norm is missing."),
        ),
    ],
)
