"""Exercise 4.5, repair: read backwards."""

import torch
from torch import Tensor

from course_utils.data import PAD_ID
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def backwards(src: Tensor) -> Tensor:
    """Turn each sentence round within its own length; the padding stays behind it."""
    real = (src != PAD_ID).sum(dim=1, keepdim=True)
    order = real - 1 - torch.arange(src.shape[1])  # below 0 where padding stands
    return src.gather(1, order.clamp(min=0)).masked_fill(order < 0, PAD_ID)


def backwards_with_bug(src: Tensor) -> Tensor:
    """Turn each row round, padding and all."""
    return src.flip(dims=[1])


def _cases_backwards(seed: int) -> list[tuple[Tensor]]:
    """The longest sentence fills its row; one word may occur twice."""
    generator = torch.Generator().manual_seed(seed)
    made = []
    for batch, longest in ((3, 5), (2, 7), (5, 3), (7, 11)):
        src = torch.randint(3, 40, (batch, longest), generator=generator)
        real = torch.randint(2, longest + 1, (batch, 1), generator=generator)
        real[seed % batch], real[(seed + 1) % batch] = longest, 2
        places = torch.arange(longest)
        src = src.masked_fill(places == real - 1, 2)  # <eos>
        made.append((src.masked_fill(places >= real, PAD_ID),))
    return made


def _eos_stays(src: Tensor) -> Tensor:
    rows = [[each for each in row if each != PAD_ID] for row in src.tolist()]
    turned = [[*row[-2::-1], row[-1]] for row in rows]
    return _padded(turned, src.shape[1])


def _padded(rows: list[list[int]], length: int) -> Tensor:
    return torch.tensor([[*row, *[PAD_ID] * (length - len(row))] for row in rows])


def _without_padding(src: Tensor) -> Tensor:
    real = (src != PAD_ID).sum(dim=1, keepdim=True)
    order = real - 1 - torch.arange(src.shape[1])
    return src.gather(1, order.clamp(min=0))


check_backwards = Exercise(
    "4.5",
    "repair",
    N_("Read backwards"),
    solution=backwards,
    stub=backwards_with_bug,
    cases=_cases_backwards,
    hints=(
        N_(
            "Write down what should come out for the first case. Where does each "
            "sentence begin, and what stands behind it?"
        ),
        N_(
            "A sentence of n real tokens has its last one at n − 1, the one before at "
            "n − 2, … `(src != 0).sum(dim=1)` counts them. You may go row by row."
        ),
    ),
    mistakes=[
        Mistake(
            lambda src: src.flip(dims=[0]),
            N_("You turned the batch round: the sentences, not their words."),
        ),
        Mistake(
            _eos_stays,
            N_(
                "You left `<eos>` (2) where it was. It is read like a word: read "
                "backwards, it comes first."
            ),
        ),
        Mistake(
            _without_padding,
            N_(
                "Behind the shorter sentences their first word is repeated. There the "
                "padding belongs: 0."
            ),
        ),
        Mistake(
            lambda src: [[each for each in row if each][::-1] for row in src.tolist()],
            N_("Right, but the padding is gone: every row keeps its length."),
        ),
        Mistake(
            lambda src: src,
            N_("Nothing has been turned round."),
        ),
        Mistake(
            lambda src: src.flip(dims=[0, 1]),
            N_("You turned both axes round. The sentences keep their order."),
        ),
        Mistake(
            lambda src: src.sort(dim=1, descending=True).values,
            N_("You sorted by number. What counts is the place."),
        ),
        Mistake(
            lambda src: _padded(
                [[each for each in row if each][::-1] for row in src.flip(0).tolist()],
                src.shape[1],
            ),
            N_("Each sentence is right; but the sentences have changed places."),
        ),
    ],
)
