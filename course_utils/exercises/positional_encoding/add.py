"""Exercise 7.4, repair: always the first word."""

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


def _cases_add(seed: int) -> list[tuple[Tensor, Tensor, int]]:
    """Later words, all words from the first on, and one word that comes alone."""
    generator = torch.Generator().manual_seed(seed)
    sizes = (
        ((2, 3, 4), 7, 4),
        ((3, 5, 2), 23, 0),
        ((5, 1, 6), 19, 11),
        ((7, 2, 8), 9, 5),
    )
    return [
        (
            torch.randn(*shape, generator=generator),
            sinusoidal_encoding(rows + seed, shape[2]),
            offset + (seed if offset else 0),
        )
        for shape, rows, offset in sizes
    ]


check_add = Exercise(
    "7.4",
    "repair",
    N_("Always the first word"),
    solution=add_positions,
    stub=add_positions_with_bug,
    cases=_cases_add,
    hints=(
        N_(
            "In training all positions come at once, in use one after the other. Where "
            "does the fourth word stand when it comes alone?"
        ),
        N_("The rows wanted are `offset` to `offset + length - 1` of the table."),
    ),
    mistakes=[
        Mistake(
            lambda x, t, o: x + t[o + 1 : o + 1 + x.shape[1]],
            N_("One position too far."),
        ),
        Mistake(
            lambda x, t, o: x + t[o - 1 : o - 1 + x.shape[1]],
            N_("One position too early: the first vector stands at `offset` itself."),
        ),
        Mistake(
            lambda x, t, o: x + t[o],
            N_("All vectors got the same position. Each has its own."),
        ),
        Mistake(
            lambda x, t, o: x + t[o:],
            N_(
                "You take all rows from `offset` to the end of the table. Take as many "
                "as there are positions in `x`."
            ),
        ),
        Mistake(
            lambda x, t, o: x + t[o : x.shape[1]],
            N_("A slice ends where it ends, not after so many: `offset + length`."),
        ),
        Mistake(
            lambda x, t, o: x + t[o : o + len(x)],
            N_("You counted along the batch. Positions run along the second axis."),
        ),
        Mistake(
            lambda x, t, o: x + t[o:][: x.shape[0]].unsqueeze(1),
            N_("You counted along the batch. Positions run along the second axis."),
        ),
        Mistake(
            lambda x, t, o: x + t[o : o + x.shape[-1]],
            N_("You counted the features. Positions run along the second axis."),
        ),
        Mistake(
            lambda x, t, o: t[o : o + x.shape[1]].expand_as(x),
            N_("The words are lost: only positions are left."),
        ),
        Mistake(
            lambda x, t, o: x * t[o : o + x.shape[1]],
            N_("Positions are added, not multiplied."),
        ),
        Mistake(
            lambda x, t, o: x - t[o : o + x.shape[1]],
            N_("Positions are added, not taken away."),
        ),
        Mistake(
            lambda x, t, o: x + t[: x.shape[1]] + o,
            N_("The offset says which rows to take; it is not a number to add."),
        ),
    ],
)
