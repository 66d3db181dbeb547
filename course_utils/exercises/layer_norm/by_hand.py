"""Exercise 6.1, predict: a token by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

# The token is (9, 1, 15, 7)
RMS = 0.9540, 0.1060, 1.5900, 0.7420
UNBIASED = 0.1732, -1.2124, 1.2124, -0.1732


def _near(numbers: tuple[float, ...]) -> Callable[[Any, Any], bool]:
    """Return whether an answer is these numbers, rounded as one likes."""

    def near(yours: Any, target: Any) -> bool:
        return len(yours) == len(numbers) and np.allclose(yours, numbers, atol=0.06)

    return near


check_by_hand = Exercise(
    "6.1",
    "predict",
    N_("A token by hand"),
    solution=(0.2, -1.4, 1.4, -0.2),
    why=N_(
        "The mean is 8, the differences are 1, −7, 7 and −1, their squares add up to "
        "100; so the variance is 25, and its root 5."
    ),
    hints=(
        N_("Mean first. How far is each number from it?"),
        N_(
            "The variance is the mean of the squared differences: divide by 4, the "
            "number of features. Then divide the differences by its root."
        ),
    ),
    mistakes=[
        Mistake(
            UNBIASED,
            N_(
                "You divided the sum of squares by n − 1. Layer norm takes the biased "
                "variance: divide by n."
            ),
            when=_near(UNBIASED),
        ),
        Mistake(
            (1.0, -7.0, 7.0, -1.0),
            N_("These are the differences. Divide them by the root of the variance."),
        ),
        Mistake(
            (0.04, -0.28, 0.28, -0.04),
            N_("You divided by the variance and not by its root."),
        ),
        Mistake((1.8, 0.2, 3.0, 1.4), N_("You did not subtract the mean.")),
        Mistake(
            RMS,
            N_("This is RMS norm. Layer norm subtracts the mean first."),
            when=_near(RMS),
        ),
        Mistake(
            (-0.2, 1.4, -1.4, 0.2),
            N_("Subtract the mean from the feature, not the feature from the mean."),
        ),
        Mistake(
            (0.1, -0.7, 0.7, -0.1),
            N_(
                "You divided by the root of the sum of the squares. The variance is "
                "their mean."
            ),
        ),
        Mistake(
            (0.01, -0.07, 0.07, -0.01),
            N_("You divided by the sum of the squares. Take the root of their mean."),
        ),
    ],
)
