"""What a search finds, and how sentences of unequal length are compared."""

import math
from collections.abc import Callable
from typing import NamedTuple

from course_utils.language import _

# Of length and α; positive, and for any α rising or falling with the length throughout,
# which is what makes every bound on the score safe
Penalty = Callable[[int, float], float]


class Hypothesis(NamedTuple):
    """A sentence that a search found: token ids without `<bos>`, sum of log-probs.

    `score` is log_prob / penalty(length, α), by which finished hypotheses are ranked.
    """

    tokens: tuple[int, ...]
    log_prob: float
    score: float


def power_penalty(length: int, alpha: float) -> float:
    """Return length**α; log-probabilities are negative: a larger α favours length."""
    return float(length) ** alpha


def gnmt_penalty(length: int, alpha: float) -> float:
    """Return ((5 + length) / 6)**α: gentler on the first few tokens.

    Source: Wu et al. 2016, eq. 14.
    """
    return ((5 + length) / 6) ** alpha


def check_penalty(penalty: Penalty, alpha: float, max_len: int) -> None:
    if not math.isfinite(alpha):
        raise ValueError(
            _("length_penalty is {alpha}; expected a finite number.", alpha=alpha)
        )
    try:
        positive = float(penalty(max_len, alpha)) > 0
    except OverflowError:
        positive = False
    if not positive:
        raise ValueError(
            _(
                "length_penalty is {alpha}; at {max_len} tokens the penalty is beyond "
                "what a number can hold. Take one nearer to 0, such as 0.75.",
                alpha=alpha,
                max_len=max_len,
            )
        )
