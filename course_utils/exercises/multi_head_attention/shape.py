"""Exercise 5.1, predict: the shape of the weights."""

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

check_shape = Exercise(
    "5.1",
    "predict",
    N_("The shape of the weights"),
    solution=(2, 3, 7, 5),
    why=N_(
        "For each sentence and each head a table: a row for each query, a column for "
        "each key. The width does not appear in it."
    ),
    hints=(
        N_("How many tables of weights are there? One for each sentence and head."),
        N_(
            "One table has a row for each of the 7 queries and a column for each of "
            "the 5 keys."
        ),
    ),
    mistakes=[
        Mistake(
            (2, 3, 5, 7),
            N_("Rows are queries, columns keys."),
        ),
        Mistake(
            (2, 7, 5),
            N_("Every head has a table of its own."),
        ),
        Mistake(
            (2, 3, 7, 4),
            N_("4 is the width of a head: it is summed over in the dot product."),
        ),
        Mistake(
            (2, 7, 5, 3),
            N_("In this course the heads come before queries and keys."),
        ),
        Mistake(
            (2, 7, 12),
            N_("This is the shape of the output. Asked for are the weights."),
        ),
        Mistake(
            (3, 2, 7, 5),
            N_("The sentences come first, then the heads of each."),
        ),
        Mistake(
            (6, 7, 5),
            N_("Sentences and heads are two axes here, not one."),
        ),
        Mistake(
            (2, 3, 7, 12),
            N_(
                "12 is the width of the model, and the dot products have summed over "
                "it. Each query has a weight for each key."
            ),
        ),
        Mistake(
            (2, 3, 7, 7),
            N_("There are 5 keys. Only in self-attention are they as many as queries."),
        ),
        Mistake(
            (2, 7, 3, 5),
            N_("In this course the heads come before queries and keys."),
        ),
        Mistake(
            (2, 12, 7, 5),
            N_("12 is the width of the model. It is the 3 heads that have tables."),
        ),
        Mistake(
            (3, 7, 5),
            N_("Every sentence has tables of its own."),
        ),
    ],
)
