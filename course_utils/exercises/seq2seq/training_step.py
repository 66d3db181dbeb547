"""Exercise 2.4, repair: one training step, in parts."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.optim import SGD, Optimizer

from course_utils.data import BOS_ID, EOS_ID, PAD_ID, UNK_ID
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.seq2seq.shift import padded
from course_utils.language import N_
from course_utils.seq2seq import Seq2Seq
from course_utils.training.evaluation import sequence_loss

Parts = Sequence[tuple[Tensor, Tensor, Tensor]]  # (src, tgt_in, tgt_out) each


class Small(Seq2Seq):
    """The package's translator with few numbers, shown in one line."""

    def __repr__(self) -> str:
        sizes = self.encoder.embedding.num_embeddings, self.decoder.gru.hidden_size
        return "Seq2Seq({0}, {0}, hidden_size={1})".format(*sizes)


def step_with_bugs(model: Seq2Seq, optimiser: Optimizer, parts: Parts) -> None:
    """Take a step for each part."""
    for src, tgt_in, tgt_out in parts:
        loss = sequence_loss(model(src, tgt_in), tgt_out)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def step_in_parts(model: Seq2Seq, optimiser: Optimizer, parts: Parts) -> None:
    """Take one step, as if all parts were one batch."""
    tokens = sum((tgt_out != PAD_ID).sum() for src, tgt_in, tgt_out in parts)
    optimiser.zero_grad()
    for src, tgt_in, tgt_out in parts:
        loss = sequence_loss(model(src, tgt_in), tgt_out, reduction="sum")
        (loss / tokens).backward()  # adds to the gradients that are there
    optimiser.step()


def _run(answer: Callable, model: Seq2Seq, batches: Sequence[Parts]) -> Any:
    """Return the decoder's output biases after each step; all that moves moves them."""
    optimiser = SGD(model.parameters(), lr=0.5)
    after = []
    for parts in batches:
        with torch.enable_grad():
            if answer(model, optimiser, parts) is ...:  # nothing written yet
                return ...
        after.append(model.decoder.output_proj.bias.detach().clone())
    return torch.stack(after)


def _with(
    *,
    loss: Callable = lambda each, tokens, parts: each.sum() / tokens,
    zero: str = "first",
    step: str = "last",
    counted: Callable[[Tensor], Tensor] = lambda tgt_out: tgt_out != PAD_ID,
) -> Callable:
    """Return an answer in which the loss, or the place of a line, is another."""

    def answer(model: Seq2Seq, optimiser: Optimizer, parts: Parts) -> None:
        tokens = sum(counted(part[2]).sum() for part in parts)
        if zero == "first":
            optimiser.zero_grad()
        for src, tgt_in, tgt_out in parts:
            if zero == "each":
                optimiser.zero_grad()
            logits = model(src, tgt_in).transpose(1, 2)
            each = F.cross_entropy(logits, tgt_out, reduction="none")
            loss(each[counted(tgt_out)], tokens, parts).backward()
            if step == "each":
                optimiser.step()
        if step == "last":
            optimiser.step()

    return answer


def _mean(each: Tensor, tokens: Tensor, parts: Parts) -> Tensor:
    return each.mean()


def _mean_of_means(each: Tensor, tokens: Tensor, parts: Parts) -> Tensor:
    return each.mean() / len(parts)


def _sentences(parts: Parts) -> int:
    return sum(len(part[2]) for part in parts)


def _cells(parts: Parts) -> int:
    return sum(part[2].numel() for part in parts)


def _unshifted(model: Seq2Seq, optimiser: Optimizer, parts: Parts) -> None:
    step_in_parts(model, optimiser, [(src, tgt, tgt) for src, _tgt_in, tgt in parts])


def _cases(seed: int) -> list[tuple[Small, list[Parts]]]:
    """Make small models, and for each two batches in parts of unlike size."""
    rng = random.Random(seed)
    torch.manual_seed(seed)

    def part(vocab_size: int, lengths: Sequence[int]) -> tuple[Tensor, ...]:
        rows = [rng.choices(range(UNK_ID, vocab_size), k=n) for n in lengths]
        sources = [[*rng.sample(row, len(row)), EOS_ID] for row in rows]
        both = [[BOS_ID, *row] for row in rows], [[*row, EOS_ID] for row in rows]
        return padded(sources), *map(padded, both)

    kinds: Any = [
        (7, 3, ([[2, 1], [5]], [[1, 4], [2]])),
        (11, 2, ([[6, 1, 2], [1, 1], [3, 8]], [[2, 7], [1], [1, 3, 5, 2]])),
        (5, 5, ([[3, 1]], [[1], [2, 9]])),
    ]
    return [
        (
            Small(vocab, vocab, embed_dim=2, hidden_size=size),
            [[part(vocab, each) for each in lengths] for lengths in batches],
        )
        for vocab, size, batches in kinds
    ]


_EACH = N_(
    "The weights move after each part. Add up the gradients of all parts first, then "
    "take one step."
)

_LAST_ONLY = N_(
    "Only the last part counts. Does `zero_grad` stand in the loop, or `backward` "
    "after it?"
)

check_step = Exercise(
    "2.4",
    "repair",
    N_("One training step, in parts"),
    solution=step_in_parts,
    stub=step_with_bugs,
    cases=_cases,
    run=_run,
    hints=(
        N_(
            "`backward` *adds* to the gradients that are there. How often should they "
            "be set to zero in one step, and how often should the weights move?"
        ),
        N_(
            "The loss of the whole batch is one sum, divided once by the number of its "
            '`tokens`. So each part gives `sequence_loss(…, reduction="sum") / tokens`.'
        ),
    ),
    mistakes=[
        Mistake(_with(zero="each", step="each"), _EACH),
        Mistake(_with(zero="each", step="each", loss=_mean_of_means), _EACH),
        Mistake(_with(step="each"), _EACH),
        Mistake(_with(step="each", loss=_mean), _EACH),
        Mistake(_with(zero="each"), _LAST_ONLY),
        Mistake(_with(zero="each", loss=_mean), _LAST_ONLY),
        Mistake(
            _with(zero="never"),
            N_("The gradients of the step before are still there. Set them to zero."),
        ),
        Mistake(
            _with(loss=_mean_of_means),
            N_(
                "This is a mean of means: a token of a small part weighs more. Divide "
                "each part's sum by the tokens of *all* parts."
            ),
        ),
        Mistake(
            _with(loss=_mean),
            N_(
                "You add up means, so that three parts make a step three times as "
                "long. Divide each part's sum by the tokens of *all* parts."
            ),
        ),
        Mistake(
            _with(loss=lambda each, tokens, parts: each.sum()),
            N_("You add up sums and never divide: a larger batch makes a longer step."),
        ),
        Mistake(
            _with(loss=lambda each, tokens, parts: each.sum() / _sentences(parts)),
            N_("You divide by the number of sentences; divide by that of real tokens."),
        ),
        Mistake(
            _with(counted=lambda tgt_out: tgt_out >= PAD_ID),
            N_("Padding counts in your loss; only real tokens should."),
        ),
        Mistake(
            _with(loss=lambda each, tokens, parts: each.sum() / _cells(parts)),
            N_("You divide by the number of cells; divide by that of real tokens."),
        ),
        Mistake(
            _unshifted,
            N_("Your model reads the words that it should write: give it `tgt_in`."),
        ),
        Mistake(
            _with(loss=lambda each, tokens, parts: each.sum() / tokens / len(parts)),
            N_("You divide twice: by the tokens of all parts, that is enough."),
        ),
        Mistake(
            _with(step="never"),
            N_("The weights do not move. Is `optimiser.step()` missing?"),
        ),
    ],
    tolerance=1e-5,
)
