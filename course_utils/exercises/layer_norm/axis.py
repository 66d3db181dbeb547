"""Exercise 6.4, repair: alone or in company."""

from course_utils.exercises.layer_norm.norm import MISTAKES, batches, norm_otherwise
from course_utils.exercises.machinery.core import (
    Exercise,
)
from course_utils.language import N_
from course_utils.layer_norm import layer_norm

check_axis = Exercise(
    "6.4",
    "repair",
    N_("Alone or in company"),
    solution=layer_norm,
    stub=norm_otherwise(dim=(0, 1)),
    cases=batches,
    hints=(
        N_("Change another sentence of the batch. Does mine move?"),
        N_("Only the features of one token share a mean: `dim=-1`."),
    ),
    mistakes=MISTAKES,
)
