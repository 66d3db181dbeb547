"""Exercise 1.5, explore: a quarter of the variance."""

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

check_smallest_state = Exercise(
    "1.5",
    "explore",
    N_("A quarter of the variance"),
    solution=32,
    choices=lambda: range(1, 257),
    why=N_("An eighth of the 256 numbers carries three quarters of the variance."),
    hints=(
        N_("Read the sentence under the curve, the part “of all images”."),
        N_(
            "Get close with the mouse, then use ← and → to find the place where it "
            "turns from 0.26 to 0.25."
        ),
    ),
    mistakes=(
        Mistake(
            0.25,
            N_("That is the error. How many numbers does the state need to reach it?"),
        ),
        Mistake(
            256,
            N_("That is all the pixels. The state can be much smaller."),
        ),
        Mistake(
            33,
            N_("That is enough, but a smaller state will do as well."),
            when=lambda output, target: target < output <= 256,
        ),
        Mistake(
            29,
            N_("Not enough yet: at this size more than 0.25 is lost."),
            when=lambda output, target: 1 <= output < target,
        ),
    ),
)
