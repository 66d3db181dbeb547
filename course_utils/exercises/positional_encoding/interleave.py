"""Exercise 7.3, repair: halves for pairs."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def interleave(angle: Tensor) -> Tensor:
    """Lay sine and cosine of each angle side by side."""
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(-2)


def interleave_with_bug(angle: Tensor) -> Tensor:
    """Lay all sines before all cosines."""
    return torch.cat([angle.sin(), angle.cos()], dim=-1)


def _laid(build: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    def answer(angle: Tensor) -> Tensor:
        return build(angle)

    return answer


check_interleave = Exercise(
    "7.3",
    "repair",
    N_("Halves for pairs"),
    solution=interleave,
    stub=interleave_with_bug,
    cases=lambda seed: [
        (torch.tensor([[0.1, 0.5, 1.0], [0.2, 1.0, 2.0]]),),
        (torch.arange(10.0).view(5, 2),),
    ],
    hints=(
        N_("In which column should the cosine of the first angle stand?"),
        N_("`torch.stack([…], dim=-1)` makes pairs; `.flatten(-2)` lays them out."),
    ),
    mistakes=[
        Mistake(
            _laid(lambda a: torch.stack([a.cos(), a.sin()], dim=-1).flatten(-2)),
            N_("They are pairs, but the sine comes first."),
        ),
        Mistake(
            _laid(lambda a: torch.stack([a.sin(), a.cos()], dim=-1)),
            N_("The pairs are made. Now flatten the last two axes into one."),
        ),
        Mistake(
            _laid(lambda a: a.sin().repeat_interleave(2, dim=-1)),
            N_("Both columns of a pair hold the sine. The second is the cosine."),
        ),
        Mistake(
            _laid(lambda a: a.sin() + a.cos()),
            N_("Sine and cosine need a column each; a sum cannot be turned."),
        ),
    ],
)
