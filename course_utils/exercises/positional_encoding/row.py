"""Exercise 7.1, predict: the first row."""

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

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
            (0, 0, 0, 0, 0, 1),
            N_("Every pair has a cosine, not only the last."),
        ),
        Mistake(
            (1, 1, 1, 1, 1, 1),
            N_("The sine of 0 is 0: half of the columns are sines."),
        ),
        Mistake(
            (0, 1),
            N_("This is one pair. A d_model of 6 has three of them."),
        ),
    ],
)
