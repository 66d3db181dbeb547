"""Exercise 3.4, repair: the search that stops too soon."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID
from course_utils.exercises.beam_search.search_mistakes import MISTAKES
from course_utils.exercises.beam_search.searches import search, search_with_bug
from course_utils.exercises.machinery.capped import Capped
from course_utils.exercises.machinery.core import Exercise
from course_utils.language import N_

# Seed, vocab_size, beam_size, max_len, α: so drawn that each known mistake shows, and
# in its own way
FEW, MANY = 4, 10  # cases with plain tables, cases in which few write <pad> or <bos>
DRAWS = (
    (0, 6, 2, 5, 0.75),
    (63, 7, 3, 5, 1.0),
    (2, 6, 2, 7, 0.5),
    (82, 7, 5, 6, 0.0),
    (0, 5, 1, 4, 0.75),
    (77, 6, 3, 7, 0.75),
    (32, 7, 2, 6, 1.3),
    (44, 6, 3, 5, 0.6),
    (33, 7, 3, 7, 1.0),
    (27, 5, 3, 6, 0.9),
    (42, 7, 2, 7, 0.75),
    (0, 6, 5, 4, 0.5),
    (21, 7, 3, 6, 0.3),
    (50, 6, 2, 3, 1.0),
)


@dataclass(frozen=True)
class Reader:
    """A step function on a table: the row of the token read last, in per cent.

    One that `remembers` takes the row of the sum of all tokens read; its state is
    that sum.
    """

    rows: tuple[tuple[float, ...], ...]
    remembers: bool = False

    def __call__(self, tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        state = state + tokens[:, None]
        row = state[:, 0].long() % len(self.rows) if self.remembers else tokens
        return _log_probs(self.rows)[row], state


@cache
def _log_probs(rows: tuple[tuple[float, ...], ...]) -> Tensor:
    return torch.tensor(rows).div(100).log()


def _cases_search(seed: int) -> list[tuple[Reader, Tensor, int, int, float]]:
    """Tables in which sentences end early or late; in one of them none does."""
    cases = []
    for draw, vocab_size, beam_size, max_len, alpha in DRAWS:
        generator = torch.Generator().manual_seed(draw + 1000 * seed)
        logits = 1.4 * torch.randn(vocab_size, vocab_size, generator=generator)
        remembers = len(cases) >= FEW
        if len(cases) < MANY:
            logits[:, :EOS_ID] -= 3
        logits[BOS_ID + remembers, EOS_ID] -= 9  # no empty sentence
        if beam_size == 1:
            logits[:, EOS_ID] -= 9
        rows = logits.softmax(dim=1).mul(100).tolist()
        reader = Reader(tuple(map(tuple, rows)), remembers)
        state = torch.full((1, 1), float(remembers))
        cases.append((reader, state, beam_size, max_len, alpha))
    return cases


def run_search(
    answer: Callable,
    step: Callable,
    state: Any,
    beam_size: int,
    max_len: int,
    alpha: float,
) -> Any:
    """Search; a loop that does not end is stopped by the model."""
    return answer(Capped(step), state, beam_size, max_len, alpha)


check_search = Exercise(
    "3.4",
    "repair",
    N_("The search that stops too soon"),
    solution=search,
    stub=search_with_bug,
    cases=_cases_search,
    run=run_search,
    hints=(
        N_(
            "The first hypothesis that finishes is often the shortest, not the best. "
            "Where does the function leave off while others are under way?"
        ),
        N_(
            "Keep two lists. A hypothesis that ends in `<eos>`, or that has `max_len` "
            "tokens, goes to `finished` with its score `total / length**alpha` and is "
            "not grown further. The others stay alive. At the end: "
            "`max(finished)[1]`."
        ),
    ),
    mistakes=MISTAKES,
)
