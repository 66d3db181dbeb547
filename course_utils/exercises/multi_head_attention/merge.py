"""Exercise 5.4, repair: put together wrongly."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_
from course_utils.multi_head_attention import merge_heads


def merge_with_bug(x: Tensor) -> Tensor:
    """Put the features of the heads side by side, one of each head in turn."""
    batch, num_heads, length, d_head = x.shape
    return x.permute(0, 2, 3, 1).reshape(batch, length, num_heads * d_head)


def _merge(build: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    def answer(x: Tensor) -> Tensor:
        return build(x)

    return answer


def _cases_merge(seed: int) -> list[tuple[Tensor]]:
    draw = partial(torch.randn, generator=torch.Generator().manual_seed(seed))
    counted = torch.arange(210.0).view(5, 3, 7, 2) + seed
    return [(counted,), (draw(7, 2, 5, 3),), (draw(2, 5, 3, 7),)]


def _exchanged(one: int, other: int) -> Callable[[Tensor], Tensor]:
    def answer(x: Tensor) -> Tensor:
        batch, num_heads, length, d_head = x.shape
        return x.transpose(one, other).reshape(batch, length, num_heads * d_head)

    return answer


WRONG_AXES = N_(
    "You exchanged other axes. The axes are (batch, heads, length, d_head): heads and "
    "length, 1 and 2, must change places."
)

check_merge = Exercise(
    "5.4",
    "repair",
    N_("Put together wrongly"),
    solution=merge_heads,
    stub=merge_with_bug,
    cases=_cases_merge,
    hints=(
        N_(
            "Two heads, two features each: a1, a2 and b1, b2. In which order do they "
            "stand after `permute` and `reshape`?"
        ),
        N_(
            "The last axes of `permute` are d_head, heads: one feature of each head in "
            "turn. Let only heads and tokens change places: `x.transpose(1, 2)`."
        ),
    ),
    mistakes=[
        Mistake(
            _merge(lambda x: x.reshape(x.shape[0], x.shape[2], -1)),
            N_(
                "Now tokens are mixed: `reshape` reads all tokens of head 1 first. "
                "Heads and tokens must change places before."
            ),
        ),
        Mistake(
            _merge(lambda x: x.transpose(1, 2).flatten(1)),
            N_("You flattened the tokens too. Keep an axis for them."),
        ),
        Mistake(
            _merge(lambda x: x.transpose(1, 2)),
            N_("Only the places are changed. The last two axes must become one."),
        ),
        Mistake(
            _merge(lambda x: x.mean(dim=1)),
            N_("You averaged the heads. They are put side by side, like channels."),
        ),
        Mistake(
            _merge(lambda x: x.sum(dim=1)),
            N_("You added the heads up. They are put side by side, like channels."),
        ),
        Mistake(_exchanged(1, 3), WRONG_AXES),
        Mistake(_exchanged(2, 3), WRONG_AXES),
        Mistake(
            _merge(lambda x: x.flip(1).transpose(1, 2).flatten(2)),
            N_("The heads stand in reverse order: the first comes first."),
        ),
        Mistake(
            _merge(lambda x: x.transpose(1, 2).view(*x.shape[::2], -1)),
            N_(
                "After `transpose` the numbers lie in another order, and `view` cannot "
                "join the axes. Take `reshape`."
            ),
            when=lambda yours, target: "view size is not" in str(yours),
        ),
    ],
)
