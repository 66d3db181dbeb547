"""Exercise 6.3, repair: two faults in one line."""

from course_utils.exercises.layer_norm.batches import batches
from course_utils.exercises.layer_norm.faults import (
    AXIS_LOST,
    MISTAKES,
    WHOLE_BATCH,
    norm_otherwise,
)
from course_utils.exercises.layer_norm.spreads import both_faults
from course_utils.exercises.machinery.core import Exercise
from course_utils.language import N_
from course_utils.layer_norm import layer_norm

check_root = Exercise(
    "6.3",
    "repair",
    N_("A well-known layer norm"),
    solution=layer_norm,
    stub=norm_otherwise(both_faults),
    cases=batches,
    hints=(
        N_(
            "Compare with `nn.LayerNorm` on a token of two or three features, and on "
            "one whose features are almost equal."
        ),
        N_("`x.std` divides by n − 1; and ε is added to the variance, under the root."),
    ),
    mistakes=[*MISTAKES, WHOLE_BATCH, AXIS_LOST],
)
