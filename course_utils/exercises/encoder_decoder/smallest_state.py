"""Exercise 1.5, explore: nine tenths of the variance."""

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

check_smallest_state = Exercise(
    "1.5",
    "explore",
    N_("Nine tenths of the variance"),
    solution=78,
    choices=lambda: range(1, 257),
    why=N_(
        "Less than a third of the 256 numbers keeps about nine tenths of the variance."
    ),
    hints=(
        N_("Read the sentence under the curve, the part “of all 2000 images”."),
        N_(
            "Get close with the mouse, then use ← and → to find the place where it "
            "turns from 0.11 to 0.10."
        ),
    ),
    mistakes=(
        Mistake(
            0.10,
            N_("That is the error. How many numbers does the state need to reach it?"),
        ),
        Mistake(
            256,
            N_("That is all the pixels. The state can be much smaller."),
        ),
        Mistake(
            81,
            N_(
                "From 81 on it is 0.100 or less exactly. But the sentence rounds: it "
                "says 0.10 a little earlier."
            ),
            when=lambda output, target: target < output <= 81,
        ),
        Mistake(
            90,
            N_("That is enough, but a smaller state will do as well."),
            when=lambda output, target: 81 < output < 256,
        ),
        Mistake(
            74,
            N_("Not enough yet: at this size more than 0.10 is lost."),
            when=lambda output, target: 1 <= output < target,
        ),
    ),
)
