"""Exercise 8.4, repair: whose padding?"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.attention import scaled_dot_product_attention
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

_ROUND = N_("You turned a mask round. Here True means: may be looked at.")
_SIDES = N_(
    "You swapped the sides: the query comes from the target, keys and values come "
    "from the encoder."
)
_SELF = N_(
    "Query, keys and values come from one side: this is self-attention. The target "
    "asks, the encoder's memory is looked at."
)
_FIRST = N_(
    "`scaled_dot_product_attention` returns context and weights; asked for is the "
    "context alone."
)
_ZEROS = N_(
    "Zeros in the padding's place still take their share of the softmax. Mask the "
    "scores."
)


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


def _by_hand_turned(fill: float) -> Callable:
    """Return an answer with a softmax of its own that fills what it should keep."""

    def answer(
        target: Tensor, memory: Tensor, target_mask: Tensor, source_mask: Tensor
    ) -> Tensor:
        scores = target @ memory.mT / target.shape[-1] ** 0.5
        return scores.masked_fill(source_mask, fill).softmax(dim=-1) @ memory

    return answer


def _cases_cross(seed: int) -> list[tuple[Tensor, ...]]:
    """Both sides are equally long, so that no shape gives the bug away.

    In one case all real scores are near −30: there a weak fill lets padding in.
    """
    generator = torch.Generator().manual_seed(seed)
    made = []
    for batch, length, d, apart in ((2, 5, 3, 0.0), (3, 7, 2, 4.6), (5, 11, 7, 0.0)):
        target, memory = torch.randn(2, batch, length, d, generator=generator)
        target_mask, source_mask = _masks(batch, length, generator)
        memory = memory - apart * source_mask.mT
        made.append((target + apart, memory, target_mask, source_mask))
    return made


def _masks(
    batch: int, length: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Return masks (batch, 1, length); a pair's sentences are of different lengths."""
    drawn = [torch.randperm(length, generator=generator)[:2] for _row in range(batch)]
    real = torch.stack(drawn, dim=1)[:, :, None, None] + 1
    target_mask, source_mask = torch.arange(length) < real
    return target_mask, source_mask


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
        Mistake(_cross(lambda t, m, tm, sm: (t, m, m, ~sm)), _ROUND),
        Mistake(_cross(lambda t, m, tm, sm: (t, m, m, ~tm)), _ROUND),
        Mistake(_by_hand_turned(-1e9), _ROUND),
        Mistake(_by_hand_turned(float("-inf")), _ROUND),
        Mistake(
            _cross(lambda t, m, tm, sm: (m, t, t, tm)),
            _SIDES,
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (m, t, t, sm)),
            _SIDES,
        ),
        Mistake(_cross(lambda t, m, tm, sm: (t, t, t, sm)), _SELF),
        Mistake(_cross(lambda t, m, tm, sm: (t, t, t, tm)), _SELF),
        Mistake(_cross(lambda t, m, tm, sm: (m, m, m, sm)), _SELF),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, t, sm)),
            N_(
                "The values come from the target. What is looked at *and* what is "
                "taken from it both come from the encoder."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, t, m, sm)),
            N_("The keys come from the target. They, too, belong to the encoder."),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, tm & sm)),
            N_(
                "You let both masks through only together. The target's padding is no "
                "business of the columns."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, tm | sm)),
            N_(
                "A column is open if either mask says so: padding of the source stays "
                "open where the target has a word. One mask decides."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, sm.transpose(-2, -1))),
            N_(
                "You masked rows (queries). It is columns (keys) that must not be "
                "looked at."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, tm.transpose(-2, -1) & sm)),
            N_(
                "Rows of the target's padding are 0 in yours. No model would mind, "
                "since nobody reads them; but here each row looks at the source. Its "
                "mask alone is asked for."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m * sm.mT, m * sm.mT, None)),
            _ZEROS,
        ),
        Mistake(_cross(lambda t, m, tm, sm: (t, m, m * sm.mT, None)), _ZEROS),
        Mistake(
            lambda t, m, tm, sm: scaled_dot_product_attention(t, m, m, sm),
            _FIRST,
        ),
        Mistake(
            lambda t, m, tm, sm: scaled_dot_product_attention(t, m, m, sm)[1],
            _FIRST,
        ),
    ],
)
