"""The check and the quiz with which notebook 00 shows what checks and quizzes are.

Their subject is what every notebook agrees on, not a concept.
"""

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, PAD_ID, UNK_ID
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_

__all__ = ["QUIZ", "check_real_tokens"]


def real_tokens(
    src: Int[Tensor, "batch src_len"],
) -> Bool[Tensor, "batch src_len"]:
    """Mark the tokens that may be attended: True everywhere but on <pad>."""
    return src != PAD_ID


def _batches() -> list[tuple[Tensor]]:
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

QUIZ = (
    Question(
        N_("`src` has the shape `(32, 9)`. What does it hold?"),
        (
            Option(
                N_("9 sentences of 32 tokens"),
                N_(
                    "That would be sequence first. `nn.GRU` expects it unless told "
                    "otherwise; this course never does."
                ),
            ),
            Option(
                N_("32 sentences, padded to 9 tokens"),
                N_(
                    "Batch first: one row for each sentence, and `<eos>` counts as a "
                    "token."
                ),
                right=True,
            ),
            Option(
                N_("one sentence of 32 tokens, each a vector of 9 numbers"),
                N_(
                    "`src` holds ids, not vectors yet; only the embedding adds a third "
                    "axis."
                ),
            ),
        ),
    ),
    Question(
        N_("A mask is False at one token. What does the model do with that token?"),
        (
            Option(
                N_("It pays no attention to it."),
                N_("True means “may be attended”, so False means “may not”."),
                right=True,
            ),
            Option(
                N_("It hides every other token."),
                N_(
                    "That is the opposite: in `nn.MultiheadAttention` True hides a "
                    "token. Here True lets it be seen."
                ),
            ),
            Option(
                N_("It removes it from the tensor."),
                N_(
                    "A tensor stays a rectangle. The token is still there; nobody "
                    "looks at it."
                ),
            ),
        ),
    ),
    Question(
        N_(
            "A sentence holds a word that the model never learned. Which id does the "
            "word get?"
        ),
        (
            Option(
                "0",
                N_(
                    "0 is `<pad>`: it fills up a row and means nothing. An unknown "
                    "word is still a word."
                ),
            ),
            Option(
                N_("a new one, after all the others"),
                N_(
                    "The model has one embedding for each id that it was trained "
                    "with. A new id would have none."
                ),
            ),
            Option(
                "3",
                N_(
                    "3 is `<unk>`. All unknown words share it, so the model cannot "
                    "tell one from another."
                ),
                right=True,
            ),
        ),
    ),
)
