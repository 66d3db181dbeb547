"""Exercise 7.5, explore: two waves."""

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

check_waves = Exercise(
    "7.5",
    "explore",
    N_("Two waves"),
    solution=(6, 199),
    why=N_(
        "The fastest hand turns by 1 radian a position, 2π ≈ 6.3 for a full turn. The "
        "slowest of four pairs needs 2π · 100^(6/8) ≈ 199."
    ),
    hints=(
        N_(
            "Set width and base in the explorer. Under each clock stands how many "
            "positions its hand needs for a full turn."
        ),
        N_("Width 8 means four clocks. Read the first and the last, and round."),
    ),
    mistakes=[
        Mistake(
            (199, 6),
            N_("The fastest one first."),
        ),
        Mistake(
            (6, 628),
            N_("Almost: the last exponent is 6/8 and not 1."),
        ),
        Mistake(
            (6, 6283),
            N_("This is the base 10000. Set it to 100."),
            when=lambda yours, target: yours[0] == 6 and yours[1] > 700,
        ),
        Mistake(
            (1, 32),
            N_("You left out the 2π: a full turn is 2π radians."),
        ),
    ],
)
