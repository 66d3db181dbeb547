"""Exercise 2.5, repair: the state after the last word."""

import math
import random
from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.data import EOS_ID, PAD_ID
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.seq2seq.shift import padded
from course_utils.language import N_


def last_state_with_bug(states: Tensor, src: Tensor) -> Tensor:
    """Return each sentence's state in the last column."""
    return states[:, -1]


def last_state(states: Tensor, src: Tensor) -> Tensor:
    """Return each sentence's state after its last real token."""
    lengths = (src != PAD_ID).sum(dim=1)
    return states[torch.arange(len(states)), lengths - 1]


def _at(places: Callable[[Tensor], Tensor]) -> Callable:
    """Return an answer that takes the states at other places."""

    def answer(states: Tensor, src: Tensor) -> Tensor:
        lengths = (src != PAD_ID).sum(dim=1)
        return states[torch.arange(len(states)), places(lengths)]

    return answer


def _cases_state(seed: int) -> list[tuple[Tensor, Tensor]]:
    """Make batches in which the longest sentence is not always the first or last."""
    rng = random.Random(seed)
    generator = torch.Generator().manual_seed(seed)
    kinds = [([2, 4, 1], 2), ([6, 2], 3), ([1, 10, 6, 10, 3], 7), ([4], 5)]
    cases = []
    for lengths, hidden_size in kinds:
        table = padded([[*rng.choices(range(3, 23), k=n), EOS_ID] for n in lengths])
        states = torch.randn(*table.shape, hidden_size, generator=generator)
        cases.append((states, table))
    return cases


check_last_state = Exercise(
    "2.5",
    "repair",
    N_("The state after the last word"),
    solution=last_state,
    stub=last_state_with_bug,
    cases=_cases_state,
    hints=(
        N_("Look at the shortest row of `src`. What stands in its last column?"),
        N_(
            "`(src != PAD_ID).sum(dim=1)` are the lengths. Then pick one place a row: "
            "`states[torch.arange(len(states)), …]`. Places count from 0."
        ),
    ),
    mistakes=[
        Mistake(
            _at(lambda lengths: lengths),
            N_("You are one place too far: positions count from 0."),
        ),
        Mistake(
            lambda states, src: _at(lambda n: n.clamp(max=src.shape[1] - 1))(
                states, src
            ),
            N_("You are one place too far: positions count from 0."),
        ),
        Mistake(
            _at(lambda lengths: lengths - 2),
            N_("You stop one token early: `<eos>` is a real token and is read too."),
        ),
        Mistake(
            _at(lambda lengths: lengths.min() - 1),
            N_("Every row has a length of its own; you used one for all."),
        ),
        Mistake(
            lambda states, src: states[:, 0],
            N_("This is the state after the first token, before the sentence is read."),
        ),
        Mistake(
            lambda states, src: states.mean(dim=1),
            N_("You averaged all states, those after padding included."),
        ),
        Mistake(
            lambda states, src: (states * (src != PAD_ID).unsqueeze(-1))[:, -1],
            N_(
                "You set the states of padding to zero and still take the last column: "
                "short rows have zeros there."
            ),
        ),
        Mistake(
            lambda states, src: states.amax(dim=1),
            N_("You took the largest value of each unit; only the last state counts."),
        ),
        Mistake(
            lambda states, src: states.masked_fill(
                (src == PAD_ID).unsqueeze(-1), -math.inf
            ).amax(dim=1),
            N_("You took the largest value of each unit; only the last state counts."),
        ),
        Mistake(
            lambda states, src: states * (src != PAD_ID).unsqueeze(-1),
            N_("You still have a state for every token. Keep one a sentence."),
        ),
        Mistake(
            lambda states, src: (states * (src != PAD_ID).unsqueeze(-1)).sum(dim=1),
            N_("You added up all real states; only the last one is handed over."),
        ),
        Mistake(
            lambda states, src: states[:, (src != PAD_ID).sum(dim=1) - 1],
            N_(
                "`states[:, places]` takes all these places in every row. Pair each "
                "row with its own place: `states[torch.arange(len(states)), places]`."
            ),
        ),
    ],
)
