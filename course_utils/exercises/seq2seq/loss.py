"""Exercise 2.4, repair: the loss that rewards padding."""

import torch
import torch.nn.functional as F
from torch import Tensor

from course_utils.data import EOS_ID, PAD_ID
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.seq2seq.shift import padded
from course_utils.language import N_
from course_utils.training.evaluation import sequence_loss


def batch_loss_with_bug(logits: Tensor, tgt_out: Tensor) -> Tensor:
    """Return the mean loss over every cell of the batch, padding included."""
    return F.cross_entropy(logits.flatten(0, 1), tgt_out.flatten())


def batch_loss(logits: Tensor, tgt_out: Tensor) -> Tensor:
    """Return the mean loss over the real tokens of the batch."""
    return sequence_loss(logits, tgt_out)


def _losses(logits: Tensor, tgt_out: Tensor) -> tuple[Tensor, Tensor]:
    """Return the loss of every cell (0 for padding), and which cells are real."""
    real = tgt_out != PAD_ID
    each = F.cross_entropy(logits.transpose(1, 2), tgt_out, reduction="none")
    return each * real, real


def _mean_of_means(logits: Tensor, tgt_out: Tensor) -> Tensor:
    each, real = _losses(logits, tgt_out)
    return (each.sum(dim=1) / real.sum(dim=1)).mean()


def _without_eos(logits: Tensor, tgt_out: Tensor) -> Tensor:
    return batch_loss(logits, tgt_out.where(tgt_out != EOS_ID, PAD_ID))


def _cases_loss(seed: int) -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(seed)
    targets = [
        [[7, 5, EOS_ID], [8, 9, 6, 4, 10, EOS_ID]],
        [[4, EOS_ID], [5, 6, EOS_ID], [7, 8, 9, 10, EOS_ID]],
    ]
    tables = [padded(rows) for rows in targets]
    return [
        (torch.randn(*table.shape, 11, generator=generator) * 2, table)
        for table in tables
    ]


check_loss = Exercise(
    "2.4",
    "repair",
    N_("The loss that rewards padding"),
    solution=batch_loss,
    stub=batch_loss_with_bug,
    cases=_cases_loss,
    hints=(
        N_(
            "Which cells of `tgt_out` does the mean run over? Which of them are words "
            "that the model should learn to write?"
        ),
        N_("`F.cross_entropy` can leave out one class: look for `ignore_index`."),
    ),
    mistakes=[
        Mistake(
            _mean_of_means,
            N_(
                "You averaged each sentence, then the sentences. So a word of a short "
                "sentence weighs more. Sum over all real tokens, divide once."
            ),
        ),
        Mistake(
            lambda logits, tgt_out: _losses(logits, tgt_out)[0].mean(),
            N_(
                "Padding adds nothing to your sum, but you still divide by every cell. "
                "Divide by the number of real tokens."
            ),
        ),
        Mistake(
            lambda logits, tgt_out: _losses(logits, tgt_out)[0].sum(),
            N_(
                "This is the sum. Divide it by the number of real tokens, or a longer "
                "batch takes longer strides."
            ),
        ),
        Mistake(
            lambda logits, tgt_out: _losses(logits, tgt_out)[0].sum() / len(tgt_out),
            N_("You divide by the number of sentences; divide by that of real tokens."),
        ),
        Mistake(
            _without_eos,
            N_("You leave out `<eos>` too. Without it the model never learns to stop."),
        ),
        Mistake(
            lambda logits, tgt_out: F.cross_entropy(
                logits.flatten(0, 1), tgt_out.flatten(), ignore_index=EOS_ID
            ),
            N_("You leave out `<eos>` and keep `<pad>`: it should be the other way."),
        ),
        Mistake(
            lambda logits, tgt_out: F.cross_entropy(
                logits[:, :-1].flatten(0, 1),
                tgt_out[:, 1:].flatten(),
                ignore_index=PAD_ID,
            ),
            N_(
                "You shifted once more. `tgt_out` is already the next token at each "
                "place."
            ),
        ),
        Mistake(
            lambda logits, tgt_out: F.cross_entropy(
                logits, tgt_out, ignore_index=PAD_ID
            ),
            N_(
                "`F.cross_entropy` wants the classes on axis 1: keep `flatten`, as in "
                "the "
                "given code."
            ),
        ),
    ],
)
