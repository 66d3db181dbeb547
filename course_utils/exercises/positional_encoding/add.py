"""Exercise 7.4, repair: always the first word."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_
from course_utils.positional_encoding import sinusoidal_encoding


def add_positions(x: Tensor, table: Tensor, offset: int) -> Tensor:
    """Add positions to vectors, of which the first stands at `offset`."""
    return x + table[offset : offset + x.shape[1]]


def add_positions_with_bug(x: Tensor, table: Tensor, offset: int) -> Tensor:
    """Begin at position 0, always."""
    return x + table[: x.shape[1]]


def _added(build: Callable[[Tensor, Tensor, int], Tensor]) -> Callable:
    def answer(x: Tensor, table: Tensor, offset: int) -> Tensor:
        return build(x, table, offset)

    return answer


check_add = Exercise(
    "7.4",
    "repair",
    N_("Always the first word"),
    solution=add_positions,
    stub=add_positions_with_bug,
    cases=lambda seed: [
        (torch.zeros(1, 1, 4), sinusoidal_encoding(9, 4), 3),
        (torch.ones(2, 3, 4), sinusoidal_encoding(9, 4), 2),
        (torch.ones(1, 5, 2), sinusoidal_encoding(9, 2), 0),
    ],
    hints=(
        N_(
            "In training all positions come at once, in use one after the other. Where "
            "does the fourth word stand when it comes alone?"
        ),
        N_("The rows wanted are `offset` to `offset + length - 1` of the table."),
    ),
    mistakes=[
        Mistake(
            _added(lambda x, t, o: x + t[o + 1 : o + 1 + x.shape[1]]),
            N_("One position too far."),
        ),
        Mistake(
            _added(lambda x, t, o: x + t[o]),
            N_("All vectors got the same position. Each has its own."),
        ),
        Mistake(
            _added(lambda x, t, o: x + t[o:][: x.shape[0]].unsqueeze(1)),
            N_("You counted along the batch. Positions run along the second axis."),
        ),
        Mistake(
            _added(lambda x, t, o: x * t[o : o + x.shape[1]]),
            N_("Positions are added, not multiplied."),
        ),
        Mistake(
            _added(lambda x, t, o: x + t[: x.shape[1]] + o),
            N_("The offset says which rows to take; it is not a number to add."),
        ),
    ],
)
