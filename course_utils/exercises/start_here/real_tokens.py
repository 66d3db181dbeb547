"""Exercise 0.1, build: which tokens are real?"""

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


def _batches(seed: int) -> list[tuple[Tensor]]:
    short = [[5, UNK_ID, 7, EOS_ID, PAD_ID], [11, EOS_ID, PAD_ID, PAD_ID, PAD_ID]]
    long = [
        [BOS_ID, 13, 17, 19, 5, EOS_ID, PAD_ID],
        [BOS_ID, 7, EOS_ID, PAD_ID, PAD_ID, PAD_ID, PAD_ID],
        [BOS_ID, UNK_ID, 11, 23, 29, 31, EOS_ID],
    ]
    return [(torch.tensor(short),), (torch.tensor(long),)]


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
            lambda src: (src != PAD_ID) & (src != EOS_ID),
            N_(
                "`<eos>` is real: it tells the reader that the sentence is over. Only "
                "`<pad>` means nothing."
            ),
        ),
        Mistake(
            lambda src: (src != PAD_ID).T,
            N_("You swapped the axes. Batch comes first: one row for each sentence."),
        ),
        Mistake(
            lambda src: (src != PAD_ID).long(),
            N_("Right places, wrong type: a mask holds True and False, not 1 and 0."),
        ),
    ),
)
