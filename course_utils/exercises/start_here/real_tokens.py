"""Exercise 0.1, build: which tokens are real?"""

import random

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, PAD_ID, UNK_ID
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def real_tokens(
    src: Int[Tensor, "batch src_len"],
) -> Bool[Tensor, "batch src_len"]:
    """Mark the tokens that may be attended: True everywhere but on <pad>."""
    return src != PAD_ID


def _up_to_eos(src: Tensor) -> Tensor:
    """Mark what stands before or at the first <eos>; all of a row that has none."""
    ends = (src == EOS_ID).long()
    return ends.cumsum(dim=1) - ends == 0


def _up_to_place_of_eos(src: Tensor) -> Tensor:
    """Do the same by the place of the first <eos>; that is 0 in a row without one."""
    places = (src == EOS_ID).long().argmax(dim=1, keepdim=True)
    return torch.arange(src.shape[1]) <= places


_LOOKS_FOR_EOS = N_(
    "You look for `<eos>`, and not every row has one: what a decoder reads has none. "
    "Ask of each token whether it is `<pad>`."
)
_TAKES_OUT = N_(
    "You took the real tokens out. A mask has the shape of `src` and holds True and "
    "False."
)


def _batches(seed: int) -> list[tuple[Tensor]]:
    """Make sources, what a decoder reads (without <eos>), and a row left empty."""
    rng = random.Random(seed)

    def words(count: int) -> list[int]:
        return [UNK_ID, *rng.sample(range(UNK_ID + 1, 200), count - 1)]

    rows = [
        [[*words(4), EOS_ID], [BOS_ID, *words(2)], [*words(1), EOS_ID]],
        [[BOS_ID, *words(n), EOS_ID] for n in (3, 11, 1, 6)] + [[]],
        [[BOS_ID, *words(n)] for n in (1, 6)],
    ]
    widths = (7, 13, 11)
    return [
        (torch.tensor([row + [PAD_ID] * (width - len(row)) for row in some]),)
        for some, width in zip(rows, widths, strict=True)
    ]


check_real_tokens = Exercise(
    "0.1",
    "build",
    N_("Which tokens are real?"),
    solution=real_tokens,
    cases=_batches,
    hints=(
        N_("A tensor compared with a number gives a tensor of True and False."),
        N_("Every token is real that is not `PAD_ID`."),
    ),
    mistakes=(
        Mistake(
            lambda src: src == PAD_ID,
            N_(
                "You marked the padding. In this course True means “may be attended”, "
                "so the real tokens are True."
            ),
        ),
        Mistake(
            lambda src: src > EOS_ID,
            N_(
                "`<bos>` and `<eos>` are real tokens too: they say where a sentence "
                "begins and ends. Only `<pad>` means nothing."
            ),
        ),
        Mistake(
            lambda src: src > BOS_ID,
            N_(
                "`<bos>` is real too: it is what the decoder reads first. Only `<pad>` "
                "means nothing."
            ),
        ),
        Mistake(
            lambda src: src > UNK_ID,
            N_(
                "A special token can be real: an unknown word was still a word. Only "
                "`<pad>` means nothing."
            ),
        ),
        Mistake(
            lambda src: (src != PAD_ID) & (src != UNK_ID),
            N_(
                "`<unk>` is real: an unknown word was still a word. Only `<pad>` means "
                "nothing."
            ),
        ),
        Mistake(
            lambda src: (src != PAD_ID) & (src != EOS_ID),
            N_(
                "`<eos>` is real: it tells the reader that the sentence is over. Only "
                "`<pad>` means nothing."
            ),
        ),
        Mistake(_up_to_eos, _LOOKS_FOR_EOS),
        Mistake(_up_to_place_of_eos, _LOOKS_FOR_EOS),
        Mistake(
            lambda src: (src != PAD_ID).T,
            N_("You swapped the axes. Batch comes first: one row for each sentence."),
        ),
        Mistake(
            lambda src: (src != PAD_ID).long(),
            N_("Right places, wrong type: a mask holds True and False, not 1 and 0."),
        ),
        Mistake(lambda src: [row[row != PAD_ID] for row in src], _TAKES_OUT),
        Mistake(lambda src: src[src != PAD_ID], _TAKES_OUT),
    ),
)
