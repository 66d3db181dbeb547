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
from course_utils.exercises.machinery.core import AnswerError, Exercise
from course_utils.language import N_, _

MOST = 40  # prefixes at once; no case has more than 5
MANY = 16  # cases in which hardly any sentence holds <pad> or <bos>
# Seed, vocab_size, beam_size, max_len, α: so drawn that each known mistake shows, and
# in its own way
DRAWS = (
    (4, 6, 2, 5, 0.75),
    (4, 7, 3, 5, 1.0),
    (6, 6, 2, 7, 0.5),
    (33, 7, 5, 6, 0.0),
    (0, 5, 1, 4, 0.75),
    (7, 6, 3, 7, 0.75),
    (27, 7, 2, 6, 1.3),
    (7, 6, 3, 5, 0.6),
    (5, 7, 3, 7, 1.0),
    (32, 5, 3, 6, 0.9),
    (16, 7, 3, 5, 1.0),
    (2, 6, 2, 5, 0.75),
    (25, 7, 3, 5, 1.0),
    (12, 6, 3, 6, 0.75),
    (18, 7, 3, 5, 1.0),
    (9, 6, 3, 6, 0.75),
    (24, 7, 2, 7, 0.75),
    (3, 6, 5, 4, 0.5),
    (15, 7, 3, 6, 0.3),
    (17, 6, 2, 3, 1.0),
    (24, 7, 3, 6, 0.75),
    (9, 6, 2, 6, 0.9),
    (9, 7, 5, 5, 1.2),
    (5, 5, 2, 7, 0.4),
    (18, 6, 3, 6, 1.0),
    (18, 7, 2, 5, 0.6),
)


@dataclass(frozen=True)
class Reader:
    """A step function on a table: the row of the token read last, in per cent.

    All that was read before shifts the row a little, so that no two sentences have the
    same probability; the state stands for it.
    """

    rows: tuple[tuple[float, ...], ...]

    def __call__(self, tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        if len(tokens) > MOST:
            raise AnswerError(
                _(
                    "Your beam holds {count} prefixes. Keep the `beam_size` best at "
                    "every step.",
                    count=len(tokens),
                )
            )
        return self.look(tokens, state)

    def look(self, tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Do a step, however many prefixes there are."""
        logits = _logits(self.rows)
        read = (tokens[:, None] + 1 - 3 * state) % 97
        shift = (read * torch.arange(1, len(logits) + 1)).sin()
        return (logits[tokens] + shift).log_softmax(dim=1), -read


@cache
def _logits(rows: tuple[tuple[float, ...], ...]) -> Tensor:
    return torch.tensor(rows).log()


def _cases_search(seed: int) -> list[tuple[Reader, Tensor, int, int, float]]:
    """Tables in which sentences end early or late; in one of them none does."""
    cases = []
    for draw, vocab_size, beam_size, max_len, alpha in DRAWS:
        generator = torch.Generator().manual_seed(draw + 1000 * seed)
        logits = 1.4 * torch.randn(vocab_size, vocab_size, generator=generator)
        if len(cases) < MANY:
            logits[:, :EOS_ID] -= 3
        logits[BOS_ID, EOS_ID] -= 9  # no empty sentence
        if beam_size == 1:
            logits[:, EOS_ID] -= 9
        rows = logits.softmax(dim=1).mul(100).tolist()
        reader, state = Reader(tuple(map(tuple, rows))), torch.full((1, 1), -5.0)
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
    telling=False,
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
