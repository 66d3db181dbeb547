"""Exercise 8.4, repair: whose padding?"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.attention import scaled_dot_product_attention
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def cross_attention(
    target: Tensor, memory: Tensor, target_mask: Tensor, source_mask: Tensor
) -> Tensor:
    """Let each target position look at the real tokens of the source."""
    return scaled_dot_product_attention(target, memory, memory, source_mask)[0]


def cross_attention_with_bug(
    target: Tensor, memory: Tensor, target_mask: Tensor, source_mask: Tensor
) -> Tensor:
    """Mask the columns by the wrong sentence's padding."""
    return scaled_dot_product_attention(target, memory, memory, target_mask)[0]


def _cross(look: Callable[..., tuple[Tensor, Tensor, Tensor, Any]]) -> Callable:
    def answer(
        target: Tensor, memory: Tensor, target_mask: Tensor, source_mask: Tensor
    ) -> Tensor:
        return scaled_dot_product_attention(
            *look(target, memory, target_mask, source_mask)
        )[0]

    return answer


def _cases_cross(seed: int) -> list[tuple[Tensor, ...]]:
    """Both sentences are equally long, so that no shape gives the bug away."""
    generator = torch.Generator().manual_seed(seed)
    made = []
    for real_target, real_source in ((5, 3), (2, 4)):
        target, memory = torch.randn(2, 1, 5, 3, generator=generator)
        place = torch.arange(5)
        masks = (place < real_target)[None, None], (place < real_source)[None, None]
        made.append((target, memory, *masks))
    return made


check_cross = Exercise(
    "8.4",
    "repair",
    N_("Whose padding?"),
    solution=cross_attention,
    stub=cross_attention_with_bug,
    cases=_cases_cross,
    hints=(
        N_(
            "A mask says which *columns* may be looked at. In cross-attention, to "
            "which sentence do the columns belong?"
        ),
        N_(
            "Rows are queries, and they come from the target. Columns are keys, and "
            "they come from the source: its padding must be masked."
        ),
    ),
    mistakes=[
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, None)),
            N_("Now nothing is masked: the padding of the source is looked at."),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, ~sm)),
            N_("You turned the mask round. Here True means: may be looked at."),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (m, t, t, tm)),
            N_(
                "You swapped the sides: the query comes from the target, keys and "
                "values come from the encoder."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, t, t, sm)),
            N_(
                "Keys and values come from the target: this is self-attention. The "
                "source is never read."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, t, sm)),
            N_(
                "The values come from the target. What is looked at *and* what is "
                "taken from it both come from the encoder."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, tm & sm)),
            N_(
                "You let both masks through only together. The target's padding is no "
                "business of the columns."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, sm.transpose(-2, -1))),
            N_(
                "You masked rows (queries). It is columns (keys) that must not be "
                "looked at."
            ),
        ),
    ],
)
