"""Exercise 4.1, predict: a weighted mean."""

import math

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

check_context = Exercise(
    "4.1",
    "predict",
    N_("A weighted mean"),
    solution=5.0,
    why=N_(
        "exp(ln 3) = 3 and exp(0) = 1, so the weights are 3/4 and 1/4, and the context "
        "is 3/4 · 4 + 1/4 · 8 = 5."
    ),
    hints=(
        N_("First the weights: take exp of both scores, then divide by their sum."),
        N_("exp(ln 3) is 3 and exp(0) is 1. What are 3 and 1 as shares of their sum?"),
    ),
    mistakes=[
        Mistake(
            20.0,
            N_("You forgot to divide by the sum: weights add up to 1."),
        ),
        Mistake(
            7.0,
            N_("The weights are right, but each went to the other value."),
        ),
        Mistake(
            6.0,
            N_("This is the plain mean: it ignores the scores."),
        ),
        Mistake(
            math.log(3) * 4,
            N_("You used the scores themselves as weights. The softmax is missing."),
        ),
        Mistake(
            4.0,
            N_(
                "This is the value of the best key alone. Attention is soft: the other "
                "has its share too."
            ),
        ),
    ],
)
