"""Exercise 4.5, repair: what sums to 1?"""

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def weights(scores: Tensor) -> Tensor:
    """Turn scores (batch, query_len, key_len) into weights."""
    return scores.softmax(dim=-1)


def weights_with_bug(scores: Tensor) -> Tensor:
    """Normalise over the queries."""
    return scores.softmax(dim=1)


check_axis = Exercise(
    "4.5",
    "repair",
    N_("What sums to 1?"),
    solution=weights,
    stub=weights_with_bug,
    cases=lambda seed: [
        (torch.tensor([[[0.0, 1.0, 2.0], [2.0, 0.0, 0.0]]]),),
        (torch.arange(12.0).view(2, 2, 3) / 5,),
    ],
    hints=(
        N_(
            "Sum your weights over each axis in turn. Over which of them should the "
            "sum be 1?"
        ),
        N_("A query shares its attention out among the *keys*: the last axis."),
    ),
    mistakes=[
        Mistake(
            lambda scores: scores.softmax(dim=0),
            N_(
                "Now the sentences of the batch share their attention: nothing may mix "
                "them."
            ),
        ),
        Mistake(
            lambda scores: scores.flatten(1).softmax(dim=-1).view_as(scores),
            N_("All queries of a sentence share one sum. Each has its own."),
        ),
        Mistake(
            lambda scores: scores.exp(),
            N_("exp makes them positive; they must also sum to 1."),
        ),
        Mistake(
            lambda scores: scores / scores.sum(dim=-1, keepdim=True),
            N_(
                "Scores may be zero or negative: take exp first. (This is what softmax "
                "does.)"
            ),
        ),
        Mistake(
            lambda scores: scores.sigmoid(),
            N_("The sigmoid looks at each key by itself; the keys must compete."),
        ),
    ],
)
