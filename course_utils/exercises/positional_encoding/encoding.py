"""Exercise 7.2, build: the whole table."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.compare import close, plain, same
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

_DIVIDE = N_("Divide by the power: every pair is slower than the one before.")
_POWER = N_("10000 is raised to the power 2j / d, not multiplied by it.")
_FAST = N_(
    "Your waves are too fast. Is the exponent 2j / d, and not j / d? Is the base "
    "10000, and not 100?"
)
_SLOW = N_(
    "Your exponent is 4j / d, twice what it should be. Steps of 2 are 2j already, and "
    "d is the whole width."
)
_FIRST = N_(
    "Of the rows only 0 is all right, and there every angle is 0. Compare your other "
    "angles with i / 10000^(2j / d): the base, the exponent, the brackets."
)


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
    waves: tuple[Callable, Callable] = (torch.sin, torch.cos),
    wide: bool = False,
) -> Callable[[int, int], Tensor]:
    """Build the table from an angle: a function of position, pair and d_model.

    It matters for large angles only whether the numbers are `wide`: float64.
    """

    def answer(max_len: int, d_model: int) -> Tensor:
        dtype = torch.float64 if wide else torch.float32
        position = torch.arange(max_len, dtype=dtype)[:, None]
        pair = torch.arange(d_model // 2, dtype=dtype)
        both = [wave(angle(position, pair, d_model)) for wave in waves]
        if halves:
            return torch.cat(both, dim=1)
        return torch.stack(both, dim=-1).flatten(1)

    return answer


def _right(position: Tensor, pair: Tensor, d_model: int) -> Tensor:
    return position / 10_000 ** (2 * pair / d_model)


def _by_columns(factor: int) -> Callable[[int, int], Tensor]:
    """Build the table with an exponent that grows from column to column."""

    def answer(max_len: int, d_model: int) -> Tensor:
        column = torch.arange(d_model)
        angle = torch.arange(max_len)[:, None] / 10_000 ** (factor * column / d_model)
        return torch.where(column % 2 == 1, angle.cos(), angle.sin())

    return answer


def _by_length(max_len: int, d_model: int) -> Tensor:
    angle = torch.arange(max_len)[:, None] / 10_000 ** (
        torch.arange(0, d_model, 2) / max_len
    )
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)


def _angles_wrong(yours: Tensor, target: Tensor) -> bool:
    """Say whether pairs lie on circles, and only the angles of position 0 are right."""
    table = plain(yours).float()
    right = close(table, target).all(dim=1)
    circles = close(table.unflatten(1, (-1, 2)).norm(dim=-1), torch.ones(1)).all()
    return bool(right[0]) and not right[1:].any() and bool(circles)


def _cases_encoding(seed: int) -> list[tuple[int, int]]:
    """Far positions, where a base that is a little off shows."""
    return [(5 + seed, 4), (11 + seed, 6 + 2 * seed), (97 + seed, 18)]


def _twice(angle: Callable, hint: str) -> list[Mistake]:
    """Return one mistake in both precisions: large angles differ in them.

    Where they are computed in another way still, the small case tells.
    """

    def when(yours: Tensor, target: Tensor) -> bool:
        return same(yours, _table(angle)(*target.shape))

    return [Mistake(_table(angle, wide=wide), hint, when) for wide in (False, True)]


check_encoding = Exercise(
    "7.2",
    "build",
    N_("The whole table"),
    solution=encoding,
    cases=_cases_encoding,
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
        Mistake(_table(lambda i, j, d: i / 10_000 ** (j / d)), _FAST),
        Mistake(_table(lambda i, j, d: i / 10_000 ** (4 * j / d)), _SLOW),
        *(
            Mistake(
                _by_columns(factor),
                N_(
                    "Your exponent grows from column to column. Sine and cosine of a "
                    "pair have the same angle."
                ),
            )
            for factor in (1, 2)
        ),
        Mistake(
            _by_length,
            N_("Your exponent divides by the length. The d in 2j / d is the width."),
        ),
        Mistake(
            _table(lambda i, j, d: i / 10_000 ** (2 * (j + 1) / d)),
            N_("Pairs count from 0: the exponent of the first is 0."),
        ),
        Mistake(
            _table(lambda i, j, d: i / 10_000 ** (2 * j // d)),
            N_("All your pairs turn equally fast. Does `//` round the exponent to 0?"),
        ),
        Mistake(_table(lambda i, j, d: i / 100 ** (2 * j / d)), _FAST),
        Mistake(
            _table(_right, halves=True),
            N_("All sines, then all cosines. The paper interleaves them."),
        ),
        Mistake(
            _table(_right, waves=(torch.cos, torch.sin)),
            N_("The sine comes first."),
        ),
        Mistake(
            _table(_right, waves=(torch.sin, torch.sin)),
            N_("Both columns of a pair hold the sine. The second is the cosine."),
        ),
        Mistake(
            _table(_right, waves=(torch.cos, torch.cos)),
            N_("Both columns of a pair hold the cosine. The first is the sine."),
        ),
        Mistake(
            lambda max_len, d_model: encoding(max_len, d_model).T,
            N_("Rows are positions, columns are features: yours is transposed."),
        ),
        Mistake(
            _table(lambda i, j, d: _right(i + 1, j, d)),
            N_("You are one position too far: positions count from 0."),
        ),
        *_twice(lambda i, j, d: i * 10_000 ** (2 * j / d), _DIVIDE),
        *_twice(lambda i, j, d: i / (10_000 * 2 * j / d), _POWER),
        *_twice(lambda i, j, d: i / (10_000 * 2 * (j + 1) / d), _POWER),
        Mistake(
            _table(lambda i, j, d: i / 1_000 ** (2 * j / d)),
            _FIRST,
            when=_angles_wrong,
        ),
    ],
)
