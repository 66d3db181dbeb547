"""Exercise 1.4, build: write with encode, start and step."""

import torch
from jaxtyping import Int
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID
from course_utils.encoder_decoder import (
    EncoderDecoder,
    Fibonacci,
)
from course_utils.exercises.machinery.core import Exercise, Mistake
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


def _always_bos(model, src, max_len):
    state = model.start(model.encode(src))
    written = []
    while len(written) < max_len:
        log_probs, state = model.step(torch.tensor([BOS_ID]), state)
        written.append(log_probs.argmax(dim=1).item())
    return written


def _state_dropped(model, src, max_len):
    state = model.start(model.encode(src))
    tokens, written = torch.tensor([BOS_ID]), []
    while len(written) < max_len:
        log_probs, _ = model.step(tokens, state)
        tokens = log_probs.argmax(dim=1)
        if tokens.item() == EOS_ID:
            break
        written.append(tokens.item())
    return written


def _without_start(model, src, max_len):
    return model.step(torch.tensor([BOS_ID]), model.encode(src))


def _without_stop(model, src, max_len):
    state = model.start(model.encode(src))
    tokens, written = torch.tensor([BOS_ID]), []
    while len(written) < max_len:
        log_probs, state = model.step(tokens, state)
        tokens = log_probs.argmax(dim=1)
        written.append(tokens.item())
    return written


def _with_eos(model, src, max_len):
    written = _without_stop(model, src, max_len)
    return written[: written.index(EOS_ID) + 1] if EOS_ID in written else written


def _cases_write(seed: int) -> list[tuple]:
    return [
        (Fibonacci(100), torch.tensor([[5, 8]]), 20),
        (Fibonacci(50), torch.tensor([[9, 4]]), 3),
    ]


check_write = Exercise(
    "1.4",
    "build",
    N_("Write with encode, start and step"),
    solution=write,
    cases=_cases_write,
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
        Mistake(
            _always_bos,
            N_(
                "The same token comes again and again: the decoder is fed `<bos>` "
                "every time. Feed it what it wrote last."
            ),
        ),
        Mistake(
            _state_dropped,
            N_(
                "You throw the new state away. Each step must go on from the state "
                "that the last step returned."
            ),
        ),
        Mistake(
            _without_start,
            N_(
                "The memory is not yet a state: `model.start(memory)` makes the first "
                "one."
            ),
        ),
        Mistake(
            _with_eos,
            N_("`<eos>` only says that the answer is over; it is not part of it."),
        ),
        Mistake(
            _without_stop,
            N_("You go on after `<eos>`. Stop there."),
        ),
        Mistake(
            lambda model, src, max_len: [BOS_ID, *write(model, src, max_len)],
            N_("`<bos>` starts the decoder; the model did not write it."),
        ),
        Mistake(
            lambda model, src, max_len: write(model, src, 1000),
            N_("Stop after `max_len` tokens too: not every model ends by itself."),
        ),
    ),
)
