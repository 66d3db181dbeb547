"""Exercise 6.1, predict: a token by hand."""

import numpy as np

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

NO_MEAN = N_(
    "You did not subtract the mean. (RMS norm does not either, but this is not RMS "
    "norm.)"
)

check_pair = Exercise(
    "6.1",
    "predict",
    N_("A token by hand"),
    solution=(-1.0, 1.0),
    why=N_(
        "The mean is 6, the differences are −2 and 2, the variance is 4, its root 2."
    ),
    hints=(
        N_("Mean first. How far is each number from it?"),
        N_(
            "The variance is the mean of the squared differences: divide by 2, the "
            "number of features. Then divide the differences by its root."
        ),
    ),
    mistakes=[
        Mistake(
            (-0.7071, 0.7071),
            N_(
                "You divided the sum of squares by n − 1. Layer norm takes the biased "
                "variance: divide by n."
            ),
            when=lambda yours, target: np.allclose(yours, (-0.707, 0.707), atol=0.01),
        ),
        Mistake(
            (-2.0, 2.0),
            N_("These are the differences. Divide them by the root of the variance."),
        ),
        Mistake(
            (-0.5, 0.5),
            N_("You divided by the variance and not by its root."),
        ),
        Mistake((2.0, 4.0), NO_MEAN),
        Mistake(
            (0.6325, 1.2649),
            NO_MEAN,
            when=lambda yours, target: np.allclose(yours, (0.632, 1.265), atol=0.01),
        ),
        Mistake(
            (1.0, -1.0),
            N_("Subtract the mean from the feature, not the feature from the mean."),
        ),
        Mistake(
            (0.0, 1.0),
            N_("The mean must become 0, not the smallest feature."),
        ),
        Mistake(
            (-0.25, 0.25),
            N_("You divided by the sum of the squares. Take the root of their mean."),
        ),
    ],
)
