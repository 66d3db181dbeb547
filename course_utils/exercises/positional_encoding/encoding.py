"""Exercise 7.2, build: the whole table."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


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
    cases=lambda seed: [(5, 4), (7, 6)],
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
