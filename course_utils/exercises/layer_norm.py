"""Exercises on layer norm: a token by hand, the function, its variance and its axis."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_
from course_utils.layer_norm import layer_norm

__all__ = [
    "QUIZ",
    "check_axis",
    "check_norm",
    "check_pair",
    "check_root",
    "check_touched",
    "show_hints",
    "show_solution",
]

# 6.1 By hand -------------------------------------------------------------------------

check_pair = Exercise(
    "6.1",
    "predict",
    N_("A token by hand"),
    solution=(-1.0, 1.0),
    why=N_(
        "The mean is 6, the differences are −2 and 2, the variance is 4, its root 2."
    ),
    hints=(
        N_("Mean first. How far is each number from it?"),
        N_(
            "The variance is the mean of the squared differences: divide by 2, the "
            "number of features. Then divide the differences by its root."
        ),
    ),
    mistakes=[
        Mistake(
            (-0.7071, 0.7071),
            N_(
                "You divided the sum of squares by n − 1. Layer norm takes the biased "
                "variance: divide by n."
            ),
            when=lambda yours, target: abs(yours[1] - 0.707) < 0.01,
        ),
        Mistake(
            (-2.0, 2.0),
            N_("These are the differences. Divide them by the root of the variance."),
        ),
        Mistake(
            (-0.5, 0.5),
            N_("You divided by the variance and not by its root."),
        ),
        Mistake(
            (2.0, 4.0),
            N_(
                "You did not subtract the mean. (RMS norm does not either, but this is "
                "not RMS norm.)"
            ),
        ),
    ],
)

# 6.2 The function --------------------------------------------------------------------


def _norm(
    *,
    dim: int | tuple[int, ...] = -1,
    unbiased: bool = False,
    outside: bool = False,
    centre: bool = True,
    weigh: bool = True,
    shift: bool = True,
) -> Callable[..., Tensor]:
    """Return layer norm with one of the classic faults."""

    def answer(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
        mean = x.mean(dim=dim, keepdim=True) if centre else torch.zeros(())
        variance = x.var(dim=dim, keepdim=True, unbiased=unbiased)
        spread = variance.sqrt() + eps if outside else (variance + eps).sqrt()
        out = (x - mean) / spread
        out = out * weight if weigh else out
        return out + bias if shift else out

    return answer


def _cases() -> list[tuple[Tensor, Tensor, Tensor, float]]:
    """Few features, and a row of almost no variance: so that every fault shows."""
    weight, bias = torch.tensor([1.0, 2.0, 0.5]), torch.tensor([0.0, 1.0, -1.0])
    flat = torch.tensor([[[1.0, 1.001, 0.999], [4.0, -2.0, 1.0]]])
    generator = torch.Generator().manual_seed(0)
    return [
        (torch.randn(2, 4, 3, generator=generator), weight, bias, 1e-5),
        (flat, weight, bias, 1e-5),
    ]


_MISTAKES = [
    Mistake(
        _norm(unbiased=True),
        N_(
            "You divide by n − 1 (torch's `var` does unless told otherwise). Layer "
            "norm divides by n."
        ),
    ),
    Mistake(
        _norm(outside=True),
        N_(
            "Look at the token of almost equal features: ε belongs under the root, "
            "with the variance."
        ),
    ),
    Mistake(
        _norm(dim=1),
        N_(
            "You normalise over the tokens of a sentence. Each token stands alone: "
            "take the last axis."
        ),
    ),
    Mistake(
        _norm(dim=0),
        N_("You normalise over the batch: just what we wanted to avoid."),
    ),
    Mistake(
        _norm(dim=(1, 2)),
        N_("One mean for the whole sentence: its padding would have a say in it."),
    ),
    Mistake(
        _norm(weigh=False),
        N_("The weight is missing."),
    ),
    Mistake(
        _norm(shift=False),
        N_("The bias is missing."),
    ),
    Mistake(
        _norm(centre=False),
        N_("The mean is not subtracted."),
    ),
]

check_norm = Exercise(
    "6.2",
    "build",
    N_("Layer norm"),
    solution=layer_norm,
    cases=_cases,
    hints=(
        N_("Mean and variance of the *last* axis, with `keepdim=True`."),
        N_(
            "`(x - mean) / torch.sqrt(variance + eps) * weight + bias`, where the "
            "variance is the mean of `(x - mean) ** 2`."
        ),
    ),
    mistakes=_MISTAKES,
)

# 6.3 The root ------------------------------------------------------------------------

check_root = Exercise(
    "6.3",
    "repair",
    N_("Two faults in one line"),
    solution=layer_norm,
    stub=_norm(unbiased=True, outside=True),
    cases=_cases,
    hints=(
        N_(
            "Compare with `nn.LayerNorm` on a token of two or three features, and on "
            "one whose features are almost equal."
        ),
        N_("`x.std` divides by n − 1; and ε is added to the variance, under the root."),
    ),
    mistakes=_MISTAKES,
)

# 6.4 The axis ------------------------------------------------------------------------

check_axis = Exercise(
    "6.4",
    "repair",
    N_("Alone or in company"),
    solution=layer_norm,
    stub=_norm(dim=(0, 1)),
    cases=_cases,
    hints=(
        N_("Change another sentence of the batch. Does mine move?"),
        N_("Only the features of one token share a mean: `dim=-1`."),
    ),
    mistakes=_MISTAKES,
)

# 6.5 How far an outlier reaches ------------------------------------------------------

check_touched = Exercise(
    "6.5",
    "explore",
    N_("How far an outlier reaches"),
    solution=(5, 12),
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
    ],
)

# Quiz --------------------------------------------------------------------------------

QUIZ = [
    Question(
        N_("Over what does layer norm take its mean?"),
        [
            Option(
                N_("over the batch, feature by feature"),
                N_("This is batch norm."),
            ),
            Option(
                N_("over the features of one token"),
                N_("No other token, sentence or padding has a say in it."),
                right=True,
            ),
            Option(
                N_("over the tokens of one sentence"),
                N_("Then padding would count, and the future too."),
            ),
        ],
    ),
    Question(
        N_("What is ε for?"),
        [
            Option(
                N_("it keeps a token of equal features from a division by zero"),
                N_("And it stands under the root, beside the variance."),
                right=True,
            ),
            Option(
                N_("it makes the variance unbiased"),
                N_("Layer norm's variance is biased, on purpose."),
            ),
            Option(
                N_("it is learned"),
                N_("Weight and bias are learned; ε is fixed."),
            ),
        ],
    ),
    Question(
        N_("In which layout can the gradient reach the first layer untouched?"),
        [
            Option(
                N_("post-LN: norm after the sum"),
                N_("There the norm stands in the way, once in every layer."),
            ),
            Option(
                N_("in both"),
                N_("In post-LN every sum passes through a norm."),
            ),
            Option(
                N_("pre-LN: norm before the sublayer"),
                N_("The way past the sublayers is a plain sum, from end to end."),
                right=True,
            ),
        ],
    ),
    Question(
        N_(
            "A sentence is translated differently when its neighbours in the batch "
            "change. What would you suspect?"
        ),
        [
            Option(
                N_("layer norm"),
                N_("It knows no neighbours."),
            ),
            Option(
                N_("batch norm in training mode"),
                N_("Its statistics are those of the whole batch."),
                right=True,
            ),
            Option(
                N_("the residual connection"),
                N_("It adds only what belongs to the sentence itself."),
            ),
        ],
    ),
]
