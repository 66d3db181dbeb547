"""How the learning rate changes while a model trains.

A schedule takes the step, counted from 0, and the number of all steps; it returns the
share of the highest rate, from 0 to 1. The course's own recipe, `loop.train` without a
schedule, climbs in the first twentieth of the steps and then falls to nothing.
"""

from collections.abc import Callable

Schedule = Callable[[int, int], float]
WARM_UP = 0.05  # of all steps


def no_warm_up(step: int, steps: int) -> float:
    """Begin at the highest rate; fall to nothing in a straight line."""
    return 1 - step / steps


def held(step: int, steps: int) -> float:
    """Climb in the first twentieth of the steps, then stay there to the end."""
    return min(1.0, (step + 1) / (WARM_UP * steps))


def paper(step: int, steps: int) -> float:
    """Climb in a straight line, then fall as one over the root of the step.

    The paper's d_model^(−1/2) · min(step^(−1/2), step · warmup_steps^(−3/2)) as a share
    of its highest value, which is (d_model · warmup_steps)^(−1/2). Its steps count from
    1; warmup_steps is the first twentieth of all, 4,000 of 100,000 in the paper.

    Source: Vaswani et al. 2017, eq. 3.
    """
    warmup_steps, count = WARM_UP * steps, step + 1
    return warmup_steps**0.5 * min(count**-0.5, count * warmup_steps**-1.5)
