"""Exercise 2.5, build: finished rows stay finished."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, PAD_ID
from course_utils.exercises.machinery.capped import Capped
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


@dataclass(frozen=True)
class Chorus:
    """A step function for a batch: each row writes its own text if fed with it.

    The state counts the steps, from another number in each row. Fed with anything else
    a row writes other words; after its `<eos>` it goes on, whatever it reads.
    """

    texts: tuple[tuple[int, ...], ...]
    vocab_size: int

    def first(self) -> Tensor:
        """Return the state to begin with, of shape (batch, 1)."""
        return 3.0 + 2 * torch.arange(len(self.texts))[:, None]

    def __call__(self, tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Take one token and one count a row; return (log_probs, new state)."""
        logits = torch.zeros(len(self.texts), self.vocab_size)
        steps = (state - self.first())[:, 0].int().tolist()
        rows = zip(self.texts, tokens.tolist(), steps, strict=True)
        for row, (text, token, step) in enumerate(rows):
            expected = text[(step - 1) % len(text)] if step else BOS_ID
            chosen = text[step % len(text)]
            if token != expected and EOS_ID not in text[: max(step, 0)]:
                chosen = self.vocab_size - 1 - step % 5
            logits[row, chosen] = 1.0 + row
        return logits.log_softmax(dim=-1), state + 1


def write_batch(step: Callable, state: Tensor, max_len: int) -> Tensor:
    """Write a batch greedily: ids of shape (batch, length), `<pad>` after `<eos>`."""
    tokens = torch.full((len(state),), BOS_ID)
    finished = torch.zeros(len(state), dtype=torch.bool)
    columns = []
    while len(columns) < max_len and not finished.all():
        log_probs, state = step(tokens, state)
        tokens = log_probs.argmax(dim=-1).masked_fill(finished, PAD_ID)
        finished = finished | (tokens == EOS_ID)
        columns.append(tokens)
    return torch.stack(columns, dim=1)


def _run(answer: Callable, step: Callable, state: Tensor, max_len: int) -> Any:
    return answer(Capped(step), state, max_len)


def _with(
    *,
    begin: int = BOS_ID,
    feed_back: bool = True,
    keep_state: bool = True,
    fill: int | None = PAD_ID,
    remember: bool = True,
    with_eos: bool = True,
    stop: Callable[[Tensor], Tensor] = torch.all,
    extra: float = 0,
) -> Callable:
    """Return an answer in which one of the loop's parts is another."""

    def answer(step: Callable, state: Tensor, max_len: int) -> Tensor:
        tokens = torch.full((len(state),), begin)
        finished = torch.zeros(len(state), dtype=torch.bool)
        columns = []
        while len(columns) < max_len + extra and not stop(finished):
            log_probs, new = step(tokens, state)
            state = new if keep_state else state
            column = log_probs.argmax(dim=-1)
            if fill is not None:
                column = column.masked_fill(finished, fill)
            tokens = column if feed_back else tokens
            ends = column == EOS_ID
            finished = finished | ends if remember else ends
            columns.append(column if with_eos else column.masked_fill(ends, PAD_ID))
        return torch.stack(columns, dim=1)

    return answer


def _changed(change: Callable[[Tensor], Any]) -> Callable:
    return lambda *inputs: change(write_batch(*inputs))


def _with_bos(table: Tensor) -> Tensor:
    return torch.cat([torch.full((len(table), 1), BOS_ID), table], dim=1)


def _cases(seed: int) -> list[tuple[Chorus, Tensor, int]]:
    """Make batches whose rows end early, late, together, at once or never."""
    rng = random.Random(seed)

    def text(words: int, more: int) -> tuple[int, ...]:
        """So many words, `<eos>`, and what a row writes that does not stay finished."""
        chosen = rng.sample(range(4, 13), words)
        return *chosen, EOS_ID, *rng.sample(range(4, 13), more), EOS_ID

    never = tuple(rng.sample(range(4, 13), 5))
    kinds = [
        ((text(1, 2), text(4, 3), text(2, 1)), 19, 11),
        ((text(3, 2), never), 23, 7),
        ([text(n, 2) for n in (1, 0, 1, 1, 0)], 17, 4),
        ((text(0, 1), text(6, 2), text(2, 2), text(6, 1), text(1, 1)), 29, 13),
        ((text(2, 3),) * 2, 31, 5),
        ((text(5, 1), text(1, 3), never, text(2, 1)), 37, 6),
        ((never, never, text(3, 2)), 23, 2),
    ]
    choirs = [(Chorus(tuple(texts), size), most) for texts, size, most in kinds]
    return [(each, each.first(), max_len) for each, max_len in choirs]


_GOES_ON = N_("A finished row goes on writing. After its `<eos>` only `<pad>` follows.")

check_writing = Exercise(
    "2.5",
    "build",
    N_("Finished rows stay finished"),
    solution=write_batch,
    cases=_cases,
    run=_run,
    hints=(
        N_(
            "Keep a row of True and False: who has finished? Whoever has stays so. "
            "What is written into the column of a finished row?"
        ),
        N_(
            "`log_probs.argmax(dim=-1).masked_fill(finished, PAD_ID)` is the next "
            "column. Renew `finished` after that, or `<eos>` itself is lost."
        ),
    ),
    mistakes=[
        Mistake(_with(fill=None), _GOES_ON),
        Mistake(_with(fill=None, stop=lambda finished: False), _GOES_ON),
        Mistake(
            _with(remember=False),
            N_(
                "A row that finished is forgotten at the next step. Once finished, "
                "always finished: `finished = finished | …`."
            ),
        ),
        Mistake(
            _with(stop=torch.any),
            N_("You stop as soon as *one* row has finished; the others need longer."),
        ),
        Mistake(
            _with(stop=lambda finished: False),
            N_(
                "All rows have finished, and you go on: the last columns are padding "
                "alone."
            ),
        ),
        Mistake(
            _with(with_eos=False),
            N_("`<eos>` itself is lost. Only what comes *after* it is `<pad>`."),
        ),
        Mistake(
            _with(fill=EOS_ID),
            N_("You fill up with `<eos>`; after the first one `<pad>` is wanted."),
        ),
        Mistake(
            _with(extra=float("inf")),
            N_("Stop after `max_len` steps too: not every row ends by itself."),
        ),
        Mistake(_with(extra=1), N_("You write one token more than `max_len` allows.")),
        Mistake(
            _with(extra=-1),
            N_("You stop one token too early: `max_len` tokens are allowed."),
        ),
        Mistake(
            _with(feed_back=False),
            N_("The decoder reads `<bos>` at every step. Feed it what it wrote last."),
        ),
        Mistake(
            _with(keep_state=False),
            N_(
                "You throw the new state away. Each step must go on from the state "
                "that the last step returned."
            ),
        ),
        Mistake(
            _with(begin=EOS_ID),
            N_("You begin with another token. The decoder's first input is `<bos>`."),
        ),
        Mistake(
            _with(begin=PAD_ID),
            N_("You begin with another token. The decoder's first input is `<bos>`."),
        ),
        Mistake(
            _changed(_with_bos),
            N_("`<bos>` starts the decoder; the model did not write it."),
        ),
        Mistake(
            _changed(lambda table: [row[row != PAD_ID] for row in table]),
            N_("The rows are of unequal length: fill them up with `<pad>`."),
        ),
        Mistake(
            _changed(lambda table: table.T),
            N_("You have time first; the batch is always the first axis."),
        ),
        Mistake(
            _changed(lambda table: table[:, :-1]),
            N_("The last column is missing: the step that finishes the last row."),
        ),
    ],
)
