"""Exercise 6.5, explore: how far an outlier reaches."""

from itertools import product

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

# The sizes of all parts of a table of 3 sentences, 4 tokens and 5 features
PARTS = (0, 1, 3, 4, 5, 12, 15, 20, 60)

check_touched = Exercise(
    "6.5",
    "explore",
    N_("How far an outlier reaches"),
    solution=(5, 12),
    choices=lambda: product(PARTS, repeat=2),
    why=N_(
        "Layer norm: the 5 features of one token. Batch norm: one feature of all 3 · 4 "
        "tokens, whichever sentence they belong to."
    ),
    hints=(
        N_("Drag the outlier and read the sentence below the table."),
        N_("First with layer norm, then with batch norm. Leave the boxes unticked."),
    ),
    mistakes=[
        Mistake((12, 5), N_("Layer norm first.")),
        Mistake(
            (1, 12),
            N_(
                "The outlier moves the mean of its token, and so the token's other "
                "features."
            ),
        ),
        Mistake(
            (5, 8),
            N_("8 is the number in the other sentences alone. Count all."),
        ),
        Mistake(
            (5, 4),
            N_("This is instance norm: choose batch norm."),
        ),
        Mistake(
            (20, 12),
            N_("20 numbers are the whole sentence. Only one token is touched."),
        ),
        Mistake(
            (4, 11),
            N_("Count the outlier's own output too: it moves with the others."),
        ),
        Mistake(
            (5, 5),
            N_("For the second number, choose batch norm."),
        ),
        Mistake(
            (5, 60),
            N_("Batch norm has a mean for each feature: the other features stay."),
        ),
        Mistake(
            (5, 3),
            N_(
                "Count the other tokens of each sentence too, not only those in "
                "its place."
            ),
        ),
    ],
)
