"""Exercise 7.3, build: the matrix that moves positions laid out in halves."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_
from course_utils.positional_encoding import relative_shift_matrix

_FAST = N_("Your hands turn too fast: the exponent is 2j / d, and the base 10000.")


def halves_shift(delta: int, d_model: int) -> Tensor:
    """Return M with H[i + delta] = H[i] @ M; H has all sines, then all cosines."""
    angle = delta / 10_000 ** (torch.arange(0, d_model, 2) / d_model)
    cosine, sine = torch.diag(angle.cos()), torch.diag(angle.sin())
    above, below = torch.cat([cosine, -sine], dim=1), torch.cat([sine, cosine], dim=1)
    return torch.cat([above, below])


def _right(delta: int, pair: Tensor, d_model: int) -> Tensor:
    return delta / 10_000 ** (2 * pair / d_model)


def _blocks(
    angle: Callable[[int, Tensor, int], Tensor] = _right,
    *,
    signs: tuple[int, int] = (-1, 1),
    exchanged: bool = False,
) -> Callable[[int, int], Tensor]:
    """Build the matrix from an angle, with signs above and below the diagonal."""

    def answer(delta: int, d_model: int) -> Tensor:
        turns = angle(delta, torch.arange(d_model // 2), d_model)
        here, there = torch.diag(turns.cos()), torch.diag(turns.sin())
        if exchanged:
            here, there = there, here
        above = torch.cat([here, signs[0] * there], dim=1)
        return torch.cat([above, torch.cat([signs[1] * there, here], dim=1)])

    return answer


def _cases_halves_shift(seed: int) -> list[tuple[int, int]]:
    """Forwards and back, near and far."""
    return [(3 + seed, 6), (-7 - seed, 10), (29 + seed, 14)]


check_halves_shift = Exercise(
    "7.3",
    "build",
    N_("The matrix for halves"),
    solution=halves_shift,
    cases=_cases_halves_shift,
    hints=(
        N_(
            "The addition theorem again: which two columns of H[i] make column j of "
            "H[i + delta]? Where do the sine and the cosine of one hand stand now?"
        ),
        N_(
            "Four square blocks of width d / 2, each with numbers on its diagonal "
            "alone: `torch.diag`. Above cos and −sin, below sin and cos."
        ),
    ),
    mistakes=[
        Mistake(
            relative_shift_matrix,
            N_(
                "This is the matrix for the interleaved table: 2 × 2 blocks. In H the "
                "partner of column j stands d / 2 further right."
            ),
        ),
        Mistake(
            _blocks(signs=(1, -1)),
            N_("Yours moves as many steps *back*. Which sine has the minus?"),
        ),
        Mistake(
            _blocks(signs=(1, 1)),
            N_("One of the sines needs a minus: look at the cosine of a sum."),
        ),
        Mistake(
            _blocks(signs=(-1, -1)),
            N_("Only one of the sines has a minus: look at the sine of a sum."),
        ),
        Mistake(
            _blocks(exchanged=True),
            N_("Sine and cosine are exchanged: at delta = 0 nothing should move."),
        ),
        Mistake(
            _blocks(lambda delta, j, d: _right(1, j, d)),
            N_("Yours moves one step, whatever delta is."),
        ),
        Mistake(_blocks(lambda delta, j, d: delta / 10_000 ** (j / d)), _FAST),
        Mistake(_blocks(lambda delta, j, d: delta / 100 ** (2 * j / d)), _FAST),
        Mistake(
            _blocks(lambda delta, j, d: delta / 10_000 ** (4 * j / d)),
            N_("Your exponent is 4j / d, twice what it should be."),
        ),
        Mistake(
            _blocks(lambda delta, j, d: delta / 10_000 ** (2 * (j + 1) / d)),
            N_("Pairs count from 0: the first hand turns by delta itself."),
        ),
        Mistake(
            _blocks(lambda delta, j, d: delta * 10_000 ** (2 * j / d)),
            N_("Divide by the power: every hand is slower than the one before."),
        ),
    ],
)
