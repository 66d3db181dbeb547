"""Exercise 2.3, build: the loop that writes."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, PAD_ID, UNK_ID
from course_utils.exercises.encoder_decoder.loops import loop, loop_mistakes
from course_utils.exercises.machinery.capped import Capped
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.machinery.speller import Speller
from course_utils.language import N_


def write_sentence(step: Callable, state: Tensor, max_len: int) -> list[int]:
    """Write one sentence greedily; return its ids without `<bos>` and `<eos>`."""
    tokens, written = torch.tensor([BOS_ID]), []
    while len(written) < max_len:
        log_probs, state = step(tokens, state)
        tokens = log_probs.argmax(dim=-1)
        if int(tokens) == EOS_ID:
            break
        written.append(int(tokens))
    return written


def _run(answer: Callable, step: Callable, state: Tensor, max_len: int) -> Any:
    return answer(Capped(step), state, max_len)


def _cases(seed: int) -> list[tuple[Speller, Tensor, int]]:
    """Make step functions that end late, at once or never."""
    rng = random.Random(seed)

    def words(count: int) -> list[int]:
        return rng.sample(range(4, 10), count)

    spellers = [
        (Speller((*words(3), EOS_ID, *words(5))), 7),
        (Speller((*words(5), EOS_ID), 29), 3),
        (Speller((*words(1), PAD_ID, UNK_ID, *words(2), EOS_ID), 31), 11),
        (Speller((*words(4), BOS_ID, *words(2)), 37, endless=True), 13),
        (Speller((EOS_ID, *words(2)), 19), 5),
        (Speller((*words(2), EOS_ID), 23), 2),
        (Speller((*words(6), EOS_ID), 17, first=3), 1),
        (Speller((*words(5), EOS_ID), 17, first=5), 11),
    ]
    return [
        (each, torch.full((1, 1), float(each.first)), max_len)
        for each, max_len in spellers
    ]


check_write = Exercise(
    "2.3",
    "build",
    N_("The loop that writes"),
    solution=write_sentence,
    cases=_cases,
    run=_run,
    hints=(
        N_(
            "Three things change from step to step: the token that is read, the state, "
            "and the list of what is written. Which of them does your loop renew?"
        ),
        N_(
            "Begin with `tokens = torch.tensor([BOS_ID])`. In the loop: "
            "`log_probs, state = step(tokens, state)`, then "
            "`tokens = log_probs.argmax(dim=-1)`. Stop at `EOS_ID` or after `max_len`."
        ),
    ),
    mistakes=[
        *loop_mistakes(lambda **fault: partial(loop, **fault)),
        Mistake(
            lambda step, state, max_len: step(BOS_ID, state),
            N_("`step` takes a tensor, one token a row: `torch.tensor([token])`."),
        ),
        Mistake(
            lambda *inputs: [torch.tensor([i]) for i in write_sentence(*inputs)],
            N_("Your list holds tensors; turn each token into a number with `int(…)`."),
            when=lambda yours, target: any(isinstance(i, Tensor) for i in yours),
        ),
    ],
)
