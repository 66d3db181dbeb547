"""Exercise 1.4, build: write with encode, start and step."""

import random
from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, PAD_ID
from course_utils.encoder_decoder import CoinChanger, EncoderDecoder
from course_utils.exercises.encoder_decoder.loops import (
    ODD_BEGINNING,
    loop,
    loop_mistakes,
)
from course_utils.exercises.machinery.capped import capped_model
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.machinery.speller import Speller, SpellingModel
from course_utils.language import N_


def write(model: EncoderDecoder, src: Int[Tensor, "1 src_len"], max_len: int) -> list:
    """Write the likeliest token again and again, until <eos> or max_len tokens."""
    state = model.start(model.encode(src))
    tokens, written = torch.tensor([BOS_ID]), []
    while len(written) < max_len:
        log_probs, state = model.step(tokens, state)
        tokens = log_probs.argmax(dim=1)
        if tokens.item() == EOS_ID:
            break
        written.append(tokens.item())
    return written


def _with(**fault: Any) -> Callable:
    """Return the answer whose loop has a fault."""

    def answer(model: EncoderDecoder, src: Tensor, max_len: int) -> list[int]:
        state = model.start(model.encode(src))
        return loop(model.step, state, max_len, **fault)

    return answer


def _begins_with_src(model: EncoderDecoder, src: Tensor, max_len: int) -> list[int]:
    state = model.start(model.encode(src))
    return loop(model.step, state, max_len, begin=int(src[0, 0]))


def _without_start(model: EncoderDecoder, src: Tensor, max_len: int) -> list[int]:
    return loop(model.step, model.encode(src), max_len)


def _run(answer: Callable, model: EncoderDecoder, src: Tensor, max_len: int) -> Any:
    return answer(capped_model(model), src, max_len)


def _cases(seed: int) -> list[tuple]:
    """Make models that end late, at once or never, sure of each token or not."""
    rng = random.Random(seed)

    def words(count: int) -> list[int]:
        return rng.sample(range(4, 10), count)

    spelt = [
        (Speller((*words(3), EOS_ID, *words(5))), 7),
        (Speller((*words(5), EOS_ID), 29), 3),
        (Speller((*words(1), PAD_ID, 3, *words(2), EOS_ID), 31), 11),
        (Speller((*words(4), BOS_ID, *words(2)), 37, endless=True), 13),
        (Speller((EOS_ID, *words(2)), 19), 5),
        (Speller((*words(2), EOS_ID), 23), 2),
    ]
    source = torch.tensor([rng.sample(range(11, 19), 3)])
    cases = [(SpellingModel(each), source, max_len) for each, max_len in spelt]
    few, many = [rng.choice([5, 10, 20])], rng.choices(CoinChanger.coins, k=5)
    cases.insert(1, (CoinChanger(), torch.tensor([[50, *many, 5]]), 17))
    return [*cases, (CoinChanger(), torch.tensor([[50, 20, *few]]), 1)]


check_write = Exercise(
    "1.4",
    "build",
    N_("Write with encode, start and step"),
    solution=write,
    cases=_cases,
    run=_run,
    hints=(
        N_(
            "Before the loop: `state = model.start(model.encode(src))`, and the first "
            "token is `BOS_ID`. What must each turn hand on to the next?"
        ),
        N_(
            "Each turn: `log_probs, state = model.step(tokens, state)`, then "
            "`tokens = log_probs.argmax(dim=1)`. If that is `EOS_ID`, stop before you "
            "append it."
        ),
    ),
    mistakes=(
        *loop_mistakes(_with),
        Mistake(_begins_with_src, ODD_BEGINNING),
        Mistake(
            lambda model, src, max_len: [int(src[0, 0]), *write(model, src, max_len)],
            N_(
                "The first token comes from the source. The list holds what the model "
                "writes, nothing else."
            ),
        ),
        Mistake(
            _without_start,
            N_(
                "The memory is not yet a state: `model.start(memory)` makes the first "
                "one."
            ),
        ),
    ),
)
