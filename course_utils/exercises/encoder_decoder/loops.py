"""The faults of a loop that writes, one token a step; 1.4 knows them."""

from collections.abc import Callable, Iterator
from numbers import Real
from typing import Any

import torch

from course_utils.data import BOS_ID, EOS_ID, PAD_ID
from course_utils.exercises.machinery.core import Mistake
from course_utils.language import N_


def loop(
    step: Callable,
    state: Any,
    max_len: Real,
    *,
    begin: int = BOS_ID,
    feed_back: bool = True,
    keep_state: bool = True,
    ends: tuple[int, ...] = (EOS_ID,),
    sample: bool = False,
    extra: int = 0,
) -> list[int]:
    """Write greedily without <bos> and <eos>, or with one of its parts changed."""
    tokens, written = torch.tensor([begin]), []
    while len(written) < max_len + extra:
        log_probs, new_state = step(tokens, state)
        best = log_probs.argmax(dim=1)
        if sample:
            best = torch.multinomial(log_probs.exp(), 1)[0]
        state = new_state if keep_state else state
        tokens = best if feed_back else tokens
        if int(best) in ends:
            break
        written.append(int(best))
    return written


_WITHOUT_STOP = N_("You go on after `<eos>`. Stop there.")
_WITHOUT_FEEDING = N_(
    "The decoder reads `<bos>` at every step. Feed it what it wrote last."
)
_WITHOUT_STATE = N_(
    "You throw the new state away. Each step must go on from the state that the last "
    "step returned."
)
_WITHOUT_GUARD = N_("Stop after `max_len` tokens too: not every model ends by itself.")
ODD_BEGINNING = N_(
    "You begin with another token. The decoder's first input is `<bos>`."
)

ENDLESS = float("inf")
FAULTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"feed_back": False}, _WITHOUT_FEEDING),
    ({"feed_back": False, "ends": ()}, _WITHOUT_FEEDING),
    ({"keep_state": False}, _WITHOUT_STATE),
    ({"keep_state": False, "ends": ()}, _WITHOUT_STATE),
    ({"ends": ()}, _WITHOUT_STOP),
    ({"extra": ENDLESS}, _WITHOUT_GUARD),
    ({"extra": 1}, N_("You write one token more than `max_len` allows.")),
    (
        {"extra": -1},
        N_("You stop one token too early: `max_len` tokens are allowed."),
    ),
    ({"begin": EOS_ID}, ODD_BEGINNING),
    ({"begin": PAD_ID}, ODD_BEGINNING),
    (
        {"ends": (EOS_ID, PAD_ID)},
        N_("You stop at `<pad>` too. Only `<eos>` ends what a model writes."),
    ),
    (
        {"sample": True},
        N_("You draw the next token at random. Take the most probable one."),
    ),
)


def loop_mistakes(make: Callable[..., Callable]) -> Iterator[Mistake]:
    """Yield the mistakes of a loop; `make(**fault)` returns an answer with a fault."""
    for fault, hint in FAULTS:
        yield Mistake(make(**fault), hint)
    right, endless = make(), make(ends=())

    def first_only(*inputs: Any) -> list[int]:
        return right(*inputs)[:1]

    def with_bos(*inputs: Any) -> list[int]:
        return [BOS_ID, *right(*inputs)]

    def with_eos(*inputs: Any) -> list[int]:
        written = endless(*inputs)
        return written[: written.index(EOS_ID) + 1] if EOS_ID in written else written

    def without_eos(*inputs: Any) -> list[int]:
        return [token for token in endless(*inputs) if token != EOS_ID]

    def until_full(*inputs: Any) -> list[int]:
        written = endless(*inputs)
        return written[:-1] if written[-1:] == [EOS_ID] else written

    yield Mistake(until_full, _WITHOUT_STOP)
    yield Mistake(
        first_only,
        N_("One token came back at most. Does `return` stand inside the loop?"),
    )
    yield Mistake(
        with_bos,
        N_("`<bos>` starts the decoder; the model did not write it."),
    )
    yield Mistake(
        with_eos,
        N_("`<eos>` only says that the answer is over; it is not part of it."),
    )
    yield Mistake(
        without_eos,
        N_("You leave `<eos>` out, but go on after it. Stop there."),
    )
