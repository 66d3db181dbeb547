"""Exercise 5.6, explore: whose features?"""

from itertools import product

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

check_tokens = Exercise(
    "5.6",
    "explore",
    N_("Whose features?"),
    solution=(5, 3),
    choices=lambda: product(range(6), repeat=2),
    why=N_(
        "Cut rightly, each head has a piece of all 5 tokens. The bare `view` counts "
        "off 30 numbers for the first head: two tokens and a half, so 3."
    ),
    hints=(
        N_(
            "Choose two heads in the explorer. Go down the rows: in which of them does "
            "a 1 stand?"
        ),
        N_(
            "Then tick “view without transpose” and count the rows again. A row counts "
            "even if only half of it belongs to head 1."
        ),
    ),
    mistakes=[
        Mistake(
            (3, 5),
            N_("You swapped the two: first the right way."),
        ),
        Mistake(
            (5, 2),
            N_("A token counts even if only half of it lies in head 1."),
        ),
        Mistake(
            (5, 5),
            N_("Tick “view without transpose” for the second number."),
        ),
        Mistake(
            (6, 3),
            N_("Count tokens (rows), not features (columns)."),
        ),
        Mistake(
            (5, 2.5),
            N_("A token counts even if only half of it lies in head 1."),
        ),
        Mistake(
            (3, 3),
            N_("For the first number, untick “view without transpose”."),
        ),
        Mistake(
            (5, 1),
            N_("Choose two heads. The more heads, the fewer numbers has each."),
        ),
    ],
)
