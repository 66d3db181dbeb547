"""Exercise 6.4, repair: alone or in company."""

import torch

from course_utils.exercises.layer_norm.faults import (
    BOTH,
    MISTAKES,
    mean,
    norm_otherwise,
    norm_over,
    variance,
)
from course_utils.exercises.layer_norm.norm import batches
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_
from course_utils.layer_norm import layer_norm

check_axis = Exercise(
    "6.4",
    "repair",
    N_("Alone or in company"),
    solution=layer_norm,
    stub=norm_over((0, 1)),
    cases=batches,
    hints=(
        N_("Change another sentence of the batch. Does mine move?"),
        N_("Only the features of one token share a mean: `dim=-1`."),
    ),
    mistakes=[
        *MISTAKES,
        BOTH,
        Mistake(
            norm_otherwise(mean=lambda x: mean(x, (0, 1))),
            N_("The variance is mended; the mean is still that of the whole batch."),
        ),
        Mistake(
            norm_otherwise(
                lambda centred, eps: torch.sqrt(variance(centred, (0, 1)) + eps)
            ),
            N_("The mean is mended; the variance is still that of the whole batch."),
        ),
    ],
)
