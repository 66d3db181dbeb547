"""Exercise 2.4, repair: the loss that rewards padding."""

import math
import random
from collections.abc import Callable

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


def _changed(change: Callable[[Tensor, Tensor], Tensor], **leave_out: int) -> Callable:
    """Return an answer that takes the loss of changed logits."""

    def answer(logits: Tensor, tgt_out: Tensor) -> Tensor:
        changed = change(logits, tgt_out)
        return F.cross_entropy(changed.flatten(0, 1), tgt_out.flatten(), **leave_out)

    return answer


def _later(cut: slice, kept: slice) -> Callable:
    """Return an answer that pairs logits with the target of another place."""

    def answer(logits: Tensor, tgt_out: Tensor) -> Tensor:
        return batch_loss(logits[:, cut], tgt_out[:, kept])

    return answer


def _cases_loss(seed: int) -> list[tuple[Tensor, Tensor]]:
    """Make batches of other sizes and vocabularies; some scores are far from zero."""
    rng = random.Random(seed)
    generator = torch.Generator().manual_seed(seed)
    kinds = [([2, 4], 11, 2), ([1, 4, 2], 23, 1), ([6, 1, 3, 10, 6], 31, 9)]
    cases = []
    for lengths, vocab_size, size in kinds:
        table = padded(
            [[*rng.choices(range(3, vocab_size), k=n), EOS_ID] for n in lengths]
        )
        logits = torch.randn(*table.shape, vocab_size, generator=generator)
        cases.append((size * logits, table))
    return cases


_SHIFTED_AGAIN = N_(
    "You shifted once more. `tgt_out` is already the next token at each place."
)

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
        Mistake(_later(slice(0, -1), slice(1, None)), _SHIFTED_AGAIN),
        Mistake(_later(slice(1, None), slice(0, -1)), _SHIFTED_AGAIN),
        Mistake(
            _later(slice(1, None), slice(1, None)),
            N_("You leave out the first column; its words count too."),
        ),
        Mistake(
            _later(slice(0, -1), slice(0, -1)),
            N_("You leave out the last column; the longest row has `<eos>` there."),
        ),
        Mistake(
            _changed(
                lambda logits, tgt_out: logits.softmax(dim=-1), ignore_index=PAD_ID
            ),
            N_(
                "`F.cross_entropy` takes logits: it does the softmax itself. Yours is "
                "done twice."
            ),
        ),
        Mistake(
            _changed(
                lambda logits, tgt_out: logits * (tgt_out != PAD_ID).unsqueeze(-1)
            ),
            N_(
                "Logits of zero do not leave padding out: they make all words equally "
                "likely there, and that loss still counts."
            ),
        ),
        Mistake(
            lambda logits, tgt_out: batch_loss(logits, tgt_out) / math.log(2),
            N_(
                "This is in bits. The loss here is in nats, as `F.cross_entropy` gives."
            ),
        ),
        Mistake(
            lambda logits, tgt_out: F.cross_entropy(
                logits, tgt_out, ignore_index=PAD_ID
            ),
            N_(
                "`F.cross_entropy` wants the classes on axis 1: keep `flatten`, as in "
                "the given code."
            ),
        ),
    ],
    tolerance=1e-6,  # a little label smoothing is another loss
)
