"""Exercise 7.5, repair: one step with kept keys."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.positional_encoding.rotary import rotary
from course_utils.language import N_

Turn = Callable[[Tensor, int], Tensor]
_KEY = N_("Turn the new key by its place: behind the kept ones, not place 0.")
_TWICE = N_(
    "The kept keys are turned already: here they are turned once more. Turn the new "
    "key alone."
)
_QUERY = N_("Turn the query by its place: behind the kept keys, not place 0.")


def step(query: Tensor, key: Tensor, kept: Tensor, turn: Turn) -> tuple:
    """Score the kept keys and the new one; return the scores and the longer keys."""
    place = len(kept)
    keys = torch.cat([kept, turn(key, place)])
    return turn(query, place) @ keys.T, keys


def step_with_bug(query: Tensor, key: Tensor, kept: Tensor, turn: Turn) -> tuple:
    """Turn the kept keys once more at every step."""
    keys = turn(torch.cat([kept, key]), 0)
    return turn(query, len(kept)) @ keys.T, keys


def _turned_for_scores(query: Tensor, key: Tensor, kept: Tensor, turn: Turn) -> tuple:
    keys = torch.cat([kept, key])
    return turn(query, len(kept)) @ turn(keys, 0).T, keys


def _turned_together(query: Tensor, key: Tensor, kept: Tensor, turn: Turn) -> tuple:
    keys = turn(torch.cat([kept, key]), len(kept))
    return turn(query, len(kept)) @ keys.T, keys


def _step(
    query_at: Callable[[int], int] = int,
    key_at: Callable[[int], int] = int,
    *,
    keep: Callable[[Tensor, Tensor], Tensor] = lambda keys, kept: keys,
    ends: int = 1,
) -> Callable[[Tensor, Tensor, Tensor, Turn], tuple]:
    """Step with a fault: places, what is kept, at which end the new key is laid."""

    def answer(query: Tensor, key: Tensor, kept: Tensor, turn: Turn) -> tuple:
        new = turn(key, key_at(len(kept)))
        keys = torch.cat([kept, new][::ends])
        return turn(query, query_at(len(kept))) @ keys.T, keep(keys, kept)

    return answer


def _cases_step(seed: int) -> list[tuple[Tensor, Tensor, Tensor, Turn]]:
    """Steps in the middle of a sentence, and the first of all."""
    generator = torch.Generator().manual_seed(seed)
    cases = []
    for number, d in ((5 + seed, 4), (2, 6), (0, 10), (11 + seed, 8)):
        query, key = torch.randn(2, 1, d, generator=generator)
        kept = rotary(torch.randn(number, d, generator=generator), 0)
        cases.append((query, key, kept, rotary))
    return cases


check_step = Exercise(
    "7.5",
    "repair",
    N_("One step with kept keys"),
    solution=step,
    stub=step_with_bug,
    cases=_cases_step,
    hints=(
        N_("How often has the second key of the sentence been turned by step five?"),
        N_(
            "The kept keys are turned already. Turn the new key alone, at the place "
            "where it stands, and then join them."
        ),
    ),
    mistakes=[
        Mistake(_turned_for_scores, _TWICE),
        Mistake(_turned_together, _TWICE),
        Mistake(_step(key_at=lambda number: 0), _KEY),
        Mistake(_step(query_at=lambda number: 0), _QUERY),
        Mistake(
            _step(lambda number: 0, lambda number: 0),
            N_("Query and new key stand behind the kept keys, not at place 0."),
        ),
        Mistake(
            _step(key_at=lambda number: number + 1),
            N_("The new key is one place too far: places count from 0."),
        ),
        Mistake(
            _step(query_at=lambda number: number + 1),
            N_("The query is one place too far: places count from 0."),
        ),
        Mistake(
            _step(lambda number: number + 1, lambda number: number + 1),
            N_("The scores are right, the place is not: places count from 0."),
        ),
        Mistake(
            _step(lambda number: number - 1, lambda number: number - 1),
            N_("One place too early: the last kept key stands there."),
        ),
        Mistake(
            _step(keep=lambda keys, kept: kept),
            N_("Return the longer keys: the next step needs the new one, too."),
        ),
        Mistake(
            _step(ends=-1),
            N_("The new key comes after the kept ones, not before them."),
        ),
    ],
)
