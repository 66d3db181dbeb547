"""Exercise 5.4, repair: put together wrongly."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_
from course_utils.multi_head_attention import merge_heads


def merge_with_bug(x: Tensor) -> Tensor:
    """Reshape without giving the tokens their place back."""
    batch, num_heads, length, d_head = x.shape
    return x.reshape(batch, length, num_heads * d_head)


def _merge(build: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    def answer(x: Tensor) -> Tensor:
        return build(x)

    return answer


check_merge = Exercise(
    "5.4",
    "repair",
    N_("Put together wrongly"),
    solution=merge_heads,
    stub=merge_with_bug,
    cases=lambda seed: [
        (torch.arange(24.0).view(2, 2, 3, 2),),
        (torch.arange(30.0).view(1, 3, 5, 2),),
    ],
    hints=(
        N_(
            "`reshape` reads the numbers in the order in which they lie. What is that "
            "order here: all tokens of head 1 first, or all heads of token 1?"
        ),
        N_("Let heads and tokens change places first: `x.transpose(1, 2)`."),
    ),
    mistakes=[
        Mistake(
            _merge(lambda x: x.permute(0, 2, 3, 1).flatten(2)),
            N_(
                "The features of the heads are interleaved. They should stand side by "
                "side, head by head."
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
    ],
)
