"""Exercise 7.3, repair: halves for pairs."""

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


def _cases_interleave(seed: int) -> list[tuple[Tensor]]:
    generator = torch.Generator().manual_seed(seed)
    sizes = (5, 3), (2, 7), (11, 2)
    return [(3 * torch.randn(*size, generator=generator),) for size in sizes]


check_interleave = Exercise(
    "7.3",
    "repair",
    N_("Halves for pairs"),
    solution=interleave,
    stub=interleave_with_bug,
    cases=_cases_interleave,
    hints=(
        N_("In which column should the cosine of the first angle stand?"),
        N_("`torch.stack([…], dim=-1)` makes pairs; `.flatten(-2)` lays them out."),
    ),
    mistakes=[
        Mistake(
            lambda a: torch.stack([a.cos(), a.sin()], dim=-1).flatten(-2),
            N_("They are pairs, but the sine comes first."),
        ),
        Mistake(
            lambda a: torch.cat([a.cos(), a.sin()], dim=-1),
            N_(
                "These are still two halves, now with the cosines first. A sine and "
                "its cosine stand side by side."
            ),
        ),
        Mistake(
            lambda a: torch.stack([a.sin(), a.cos()], dim=-1),
            N_("The pairs are made. Now flatten the last two axes into one."),
        ),
        Mistake(
            lambda a: torch.stack([a.sin(), a.cos()], dim=-1).flatten(),
            N_("You flattened the positions, too. Flatten the last two axes only."),
        ),
        Mistake(
            lambda a: torch.stack([a.sin(), a.cos()], dim=1),
            N_(
                "You stacked along `dim=1`: a row of sines, a row of cosines. A new "
                "*last* axis makes pairs; then flatten."
            ),
        ),
        Mistake(
            lambda a: torch.stack([a.sin(), a.cos()], dim=1).flatten(0, 1),
            N_("You interleaved rows. Sines and cosines share a row, in turns."),
        ),
        Mistake(
            lambda a: a.sin().repeat_interleave(2, dim=-1),
            N_("Both columns of a pair hold the sine. The second is the cosine."),
        ),
        Mistake(
            lambda a: a.cos().repeat_interleave(2, dim=-1),
            N_("Both columns of a pair hold the cosine. The first is the sine."),
        ),
        Mistake(
            lambda a: torch.stack([a, a], dim=-1).flatten(-2),
            N_("These are the angles themselves. Take their sine and cosine."),
        ),
        Mistake(
            lambda a: a.sin() + a.cos(),
            N_("Sine and cosine need a column each; a sum cannot be turned."),
        ),
    ],
)
