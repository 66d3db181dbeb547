"""Exercise 7.6, explore: two waves."""

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def _rounded(yours: tuple, target: tuple) -> bool:
    return tuple(map(round, yours)) == target


check_waves = Exercise(
    "7.6",
    "explore",
    N_("Two waves"),
    solution=(6, 628),
    # The fastest always needs 6; the slowest that or more
    choices=lambda: [(6, slowest) for slowest in range(6, 1006)],
    why=N_(
        "The fastest hand turns by 1 radian a position, 2π ≈ 6.3 for a full turn. The "
        "slowest of three pairs needs 2π · 1000^(4/6) ≈ 628."
    ),
    hints=(
        N_(
            "Set width and base in the explorer. Under each clock stands how many "
            "positions its hand needs for a full turn."
        ),
        N_("Width 6 means three clocks. Read the first and the last, and round."),
    ),
    mistakes=[
        Mistake(
            (628, 6),
            N_("The fastest one first."),
        ),
        Mistake(
            (6.3, 628.3),
            N_("These are the two. Round them to whole numbers."),
            when=_rounded,
        ),
        Mistake((6, 6283), N_("Almost: the last exponent is 4/6 and not 1.")),
        Mistake(
            (6, 199),
            N_("This is how the explorer begins: width 8, base 100. Set both."),
        ),
        Mistake(
            (6, 135),
            N_("This is the base 100. Set it to 1000."),
        ),
        Mistake(
            (6, 2916),
            N_("This is the base 10000. Set it to 1000."),
        ),
        Mistake(
            (6, 1117),
            N_("This is the width 8. Set it to 6."),
        ),
        Mistake(
            (6, 63),
            N_("This is the clock in the middle. The slowest is the last."),
        ),
        Mistake(
            (1, 100),
            N_("You left out the 2π: a full turn is 2π radians."),
        ),
    ],
)
