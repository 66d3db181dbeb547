"""Exercise 6.5, explore: how far an outlier reaches."""

from itertools import product

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

# A table of 2 sentences, 7 tokens and 3 features: the sizes of all its parts
PARTS = (1, 2, 3, 6, 7, 14, 21, 42)

check_touched = Exercise(
    "6.5",
    "explore",
    N_("How far an outlier reaches"),
    solution=(3, 14, 7),
    choices=lambda: product(PARTS, repeat=3),
    why=N_(
        "Layer norm: the 3 features of one token. Batch norm: one feature of all 2 · 7 "
        "tokens, whichever sentence they belong to. Instance norm: one feature of the "
        "7 tokens of one sentence."
    ),
    hints=(
        N_(
            "Drag the outlier in the explorer and read the sentence below the table: "
            "which size of *its* table is each number?"
        ),
        N_(
            "The explorer has 3 sentences, 4 tokens and 5 features. Leave the boxes "
            "unticked."
        ),
    ),
    mistakes=[
        Mistake(
            (5, 12, 4),
            N_("These are the explorer's numbers. This table has other sizes."),
        ),
        Mistake((14, 3, 7), N_("Layer norm first.")),
        Mistake((7, 14, 3), N_("Layer norm comes first, instance norm third.")),
        Mistake((3, 7, 14), N_("Batch norm comes second, instance norm third.")),
        Mistake(
            (1, 14, 7),
            N_(
                "The outlier moves the mean of its token, and so the token's other "
                "features."
            ),
        ),
        Mistake(
            (3, 7, 7),
            N_("Batch norm knows no sentences: count the tokens of both."),
        ),
        Mistake(
            (21, 14, 7),
            N_("21 numbers are the whole sentence. Only one token is touched."),
        ),
        Mistake(
            (2, 13, 6),
            N_("Count the outlier's own output too: it moves with the others."),
        ),
        Mistake(
            (3, 42, 7),
            N_("Batch norm has a mean for each feature: the other features stay."),
        ),
        Mistake(
            (3, 2, 7),
            N_(
                "Count the other tokens of each sentence too, not only those in "
                "its place."
            ),
        ),
        Mistake(
            (3, 14, 14),
            N_("Instance norm stays within one sentence: count its tokens only."),
        ),
        Mistake(
            (3, 14, 2),
            N_("You counted the sentences. Count the tokens of one sentence."),
        ),
        Mistake(
            (3, 14, 21),
            N_("Instance norm, too, has a mean for each feature."),
        ),
    ],
)
