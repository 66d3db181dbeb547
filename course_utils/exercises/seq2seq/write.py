"""Exercise 2.3, build: the loop that writes."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


@dataclass(frozen=True)
class Speller:
    """A step function that can be read: it writes `ids` if fed with its own output.

    The state is the number of steps taken. Fed with anything else it writes 10 and
    more, so that one sees at which step it takes itself to be.
    """

    ids: tuple[int, ...]

    def __call__(self, tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        place = int(state)
        expected = (BOS_ID, *self.ids)[place] if place < len(self.ids) else None
        token = self.ids[place] if tokens.item() == expected else 10 + place
        probs = torch.full((1, 23), 0.4 / 22)
        probs[0, token] = 0.6
        return probs.log(), state + 1


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


def _writer(
    *,
    feed_back: bool = True,
    keep_state: bool = True,
    stop: bool = True,
    keep_eos: bool = False,
    sample: bool = False,
    extra: int = 0,
) -> Callable:
    """Return a loop with one of its parts left out."""

    def answer(step: Callable, state: Tensor, max_len: int) -> list[int]:
        tokens, written = torch.tensor([BOS_ID]), []
        while len(written) < max_len + extra:
            log_probs, new_state = step(tokens, state)
            best = log_probs.argmax(dim=-1)
            if sample:
                best = torch.multinomial(log_probs.exp(), 1)[0]
            state = new_state if keep_state else state
            tokens = best if feed_back else tokens
            if stop and int(best) == EOS_ID:
                return [*written, EOS_ID] if keep_eos else written
            written.append(int(best))
        return written

    return answer


check_write = Exercise(
    "2.3",
    "build",
    N_("The loop that writes"),
    solution=write_sentence,
    cases=lambda seed: [
        (Speller((7, 5, 9, EOS_ID, 8, 8, 8, 8)), torch.zeros(1, 1), 6),
        (Speller((8, 4, 9, 6, EOS_ID)), torch.zeros(1, 1), 3),
        (Speller((EOS_ID, 5, 5)), torch.zeros(1, 1), 3),
    ],
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
        Mistake(
            _writer(feed_back=False),
            N_("The decoder reads `<bos>` at every step. Feed it what it wrote last."),
        ),
        Mistake(
            _writer(keep_state=False),
            N_(
                "`step` returns a new state, and you throw it away: the decoder "
                "forgets what it has written."
            ),
        ),
        Mistake(
            _writer(stop=False),
            N_(
                "Your loop goes on after `<eos>`. That token means: the sentence ends "
                "here."
            ),
        ),
        Mistake(
            _writer(keep_eos=True),
            N_("Right tokens, but `<eos>` is still in your list; leave it out."),
        ),
        Mistake(
            lambda step, state, max_len: [
                BOS_ID,
                *write_sentence(step, state, max_len),
            ],
            N_("Right tokens, but `<bos>` is in your list: it was read, not written."),
            when=lambda yours, target: yours == [BOS_ID, *target, EOS_ID],
        ),
        Mistake(
            lambda step, state, max_len: step(BOS_ID, state),
            N_("`step` takes a tensor, one token a row: `torch.tensor([token])`."),
        ),
        Mistake(
            _writer(extra=1),
            N_("You write one token more than `max_len` allows."),
        ),
        Mistake(
            _writer(extra=-1),
            N_("You stop one token too early: `max_len` tokens are allowed."),
        ),
        Mistake(
            _writer(sample=True),
            N_(
                "You draw the next token at random. Greedy means: the most probable "
                "one."
            ),
        ),
        Mistake(
            lambda *inputs: [torch.tensor([i]) for i in write_sentence(*inputs)],
            N_("Your list holds tensors; turn each token into a number with `int(…)`."),
            when=lambda yours, target: any(isinstance(i, Tensor) for i in yours),
        ),
    ],
)
