"""Exercise 2.5, repair: the state after the last word."""

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
    generator = torch.Generator().manual_seed(seed)
    tables = [
        padded([[7, 5, EOS_ID], [8, 9, 6, 4, EOS_ID], [5, 6, 7, EOS_ID]]),
        padded([[9, 8, 7, 6, EOS_ID], [4, EOS_ID]]),
    ]
    return [
        (torch.randn(*table.shape, 3, generator=generator), table) for table in tables
    ]


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
                "row "
                "with its own place: `states[torch.arange(len(states)), places]`."
            ),
        ),
    ],
)
