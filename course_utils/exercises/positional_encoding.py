"""Exercises on positions: a row, the whole table, halves, an offset, two waves."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_
from course_utils.positional_encoding import sinusoidal_encoding

__all__ = [
    "QUIZ",
    "check_add",
    "check_encoding",
    "check_interleave",
    "check_row",
    "check_waves",
    "show_hints",
    "show_solution",
]

# 7.1 The first row -------------------------------------------------------------------

check_row = Exercise(
    "7.1",
    "predict",
    N_("The first row"),
    solution=(0, 1, 0, 1, 0, 1),
    why=N_(
        "At position 0 every angle is 0: sin 0 = 0 and cos 0 = 1, at every frequency."
    ),
    hints=(
        N_("Put i = 0 into the formula. What is the angle in each column?"),
        N_("Even columns hold the sine of 0, odd ones the cosine of 0."),
    ),
    mistakes=[
        Mistake(
            (0, 0, 0, 0, 0, 0),
            N_("Half of the columns are cosines."),
        ),
        Mistake(
            (1, 0, 1, 0, 1, 0),
            N_("The sine stands first, in the even columns."),
        ),
        Mistake(
            (0, 0, 0, 1, 1, 1),
            N_("These are halves. The paper interleaves: sine, cosine, sine, cosine …"),
        ),
        Mistake(
            (0, 1),
            N_("This is one pair. A d_model of 6 has three of them."),
        ),
    ],
)

# 7.2 The whole table -----------------------------------------------------------------


def encoding(max_len: int, d_model: int) -> Tensor:
    """Return the sinusoidal encoding (max_len, d_model) for an even d_model."""
    position = torch.arange(max_len)[:, None]
    angle = position / 10_000 ** (torch.arange(0, d_model, 2) / d_model)
    table = torch.zeros(max_len, d_model)
    table[:, 0::2], table[:, 1::2] = angle.sin(), angle.cos()
    return table


def _table(
    angle: Callable[[Tensor, Tensor, int], Tensor],
    *,
    halves: bool = False,
    swapped: bool = False,
) -> Callable[[int, int], Tensor]:
    """Build the table from an angle: a function of position, pair and d_model."""

    def answer(max_len: int, d_model: int) -> Tensor:
        position = torch.arange(max_len, dtype=torch.float64)[:, None]
        pair = torch.arange(d_model // 2, dtype=torch.float64)
        waves = angle(position, pair, d_model)
        both = [waves.sin(), waves.cos()][:: -1 if swapped else 1]
        if halves:
            return torch.cat(both, dim=1).float()
        return torch.stack(both, dim=-1).flatten(1).float()

    return answer


def _right(position: Tensor, pair: Tensor, d_model: int) -> Tensor:
    return position / 10_000 ** (2 * pair / d_model)


check_encoding = Exercise(
    "7.2",
    "build",
    N_("The whole table"),
    solution=encoding,
    cases=lambda: [(5, 4), (7, 6)],
    hints=(
        N_(
            "First the angles: a table of shape (max_len, d_model / 2), positions "
            "divided by 10000^(2j / d). Then sine and cosine."
        ),
        N_(
            "Make zeros and write `table[:, 0::2] = angle.sin()`, "
            "`table[:, 1::2] = angle.cos()`."
        ),
    ),
    mistakes=[
        Mistake(
            _table(lambda i, j, d: i / 10_000 ** (j / d)),
            N_("The exponent is 2j / d, not j / d: your waves are too fast."),
        ),
        Mistake(
            _table(_right, halves=True),
            N_("All sines, then all cosines. The paper interleaves them."),
        ),
        Mistake(
            _table(_right, swapped=True),
            N_("The sine comes first."),
        ),
        Mistake(
            _table(lambda i, j, d: _right(i + 1, j, d)),
            N_("You are one position too far: positions count from 0."),
        ),
        Mistake(
            _table(lambda i, j, d: i * 10_000 ** (2 * j / d)),
            N_("Divide by the power: every pair is slower than the one before."),
        ),
        Mistake(
            _table(lambda i, j, d: i / (10_000 * 2 * (j + 1) / d)),
            N_("10000 is raised to the power 2j / d, not multiplied by it."),
        ),
    ],
)

# 7.3 Halves --------------------------------------------------------------------------


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
    cases=lambda: [
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

# 7.4 Step by step --------------------------------------------------------------------


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
    cases=lambda: [
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

# 7.5 Two waves -----------------------------------------------------------------------

check_waves = Exercise(
    "7.5",
    "explore",
    N_("Two waves"),
    solution=(6, 199),
    why=N_(
        "The fastest hand turns by 1 radian a position, 2π ≈ 6.3 for a full turn. The "
        "slowest of four pairs needs 2π · 100^(6/8) ≈ 199."
    ),
    hints=(
        N_(
            "Set width and base in the explorer. Under each clock stands how many "
            "positions its hand needs for a full turn."
        ),
        N_("Width 8 means four clocks. Read the first and the last, and round."),
    ),
    mistakes=[
        Mistake(
            (199, 6),
            N_("The fastest one first."),
        ),
        Mistake(
            (6, 628),
            N_("Almost: the last exponent is 6/8 and not 1."),
        ),
        Mistake(
            (6, 6283),
            N_("This is the base 10000. Set it to 100."),
            when=lambda yours, target: yours[0] == 6 and yours[1] > 700,
        ),
        Mistake(
            (1, 32),
            N_("You left out the 2π: a full turn is 2π radians."),
        ),
    ],
)

# Quiz --------------------------------------------------------------------------------

QUIZ = [
    Question(
        N_("What does attention without positions see of “the dog bites the man”?"),
        [
            Option(
                N_("the order, from the mask"),
                N_(
                    "A padding mask says nothing of order. (A causal mask says a "
                    "little.)"
                ),
            ),
            Option(
                N_("a bag of words"),
                N_("Shuffle the words, and the outputs shuffle with them."),
                right=True,
            ),
            Option(
                N_("neighbours better than distant words"),
                N_("All are equally far: the path length is 1."),
            ),
        ],
    ),
    Question(
        N_("Why not simply add the index 0, 1, 2, … ?"),
        [
            Option(
                N_("late positions would drown the word"),
                N_(
                    "At position 100 the index is a hundred times as large as the "
                    "word's numbers."
                ),
                right=True,
            ),
            Option(
                N_("two words could get the same index"),
                N_("Each word has its own."),
            ),
            Option(
                N_("it cannot be differentiated"),
                N_("Nobody needs a derivative with respect to the position."),
            ),
        ],
    ),
    Question(
        N_("How do you get P at i + δ from P at i?"),
        [
            Option(
                N_("add a vector that depends on δ"),
                N_("Hands turn; they are not shifted."),
            ),
            Option(
                N_("multiply by a matrix that depends on i and δ"),
                N_("It does not depend on i: this is the point."),
            ),
            Option(
                N_("rotate it by angles that depend on δ alone"),
                N_("Each pair turns by δ times its own frequency."),
                right=True,
            ),
        ],
    ),
    Question(
        N_(
            "A model decodes step by step, and every step gets position 0. What do you "
            "see?"
        ),
        [
            Option(
                N_("an error"),
                N_("No shape is wrong."),
            ),
            Option(
                N_("good under teacher forcing, bad when running freely"),
                N_(
                    "`forward` has the right positions; only the steps do not. So "
                    "compare the two."
                ),
                right=True,
            ),
            Option(
                N_("a loss that does not fall"),
                N_("Training is not touched by it."),
            ),
        ],
    ),
]
