"""Exercise 3.4, repair: the search that stops too soon."""

from dataclasses import dataclass

import torch
from torch import Tensor

from course_utils.data import EOS_ID
from course_utils.exercises.beam_search.searches import (
    search,
    search_otherwise,
    search_with_bug,
)
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


@dataclass(frozen=True)
class Reader:
    """A step function on a table: the row of the token read last, in per cent."""

    rows: tuple[tuple[int, ...], ...]

    def __call__(self, tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        return torch.tensor(self.rows)[tokens].div(100).log(), state + 1


# Tables on which each known mistake shows. Per cent; columns and rows are the tokens
# <pad> <bos> <eos> <unk> a b, a row says what follows the token read last.
TABLES = (
    (
        (1, 6, 6, 1, 76, 10),
        (1, 5, 6, 1, 27, 60),
        (1, 1, 89, 1, 4, 4),
        (2, 1, 9, 5, 16, 67),
        (1, 3, 52, 2, 36, 6),
        (1, 1, 12, 2, 31, 53),
    ),
    (
        (1, 4, 59, 4, 28, 4),
        (1, 1, 40, 4, 3, 51),
        (1, 1, 89, 1, 4, 4),
        (1, 2, 2, 1, 35, 59),
        (1, 1, 15, 1, 9, 73),
        (1, 1, 40, 2, 52, 4),
    ),
    (
        (1, 1, 24, 1, 48, 25),
        (1, 1, 25, 5, 23, 45),
        (1, 1, 89, 1, 4, 4),
        (4, 2, 39, 2, 37, 16),
        (1, 1, 39, 1, 56, 1),
        (1, 1, 76, 1, 5, 16),
    ),
    (
        (1, 1, 4, 1, 60, 33),
        (2, 1, 9, 1, 63, 24),
        (1, 1, 89, 1, 4, 4),
        (1, 5, 8, 2, 53, 31),
        (2, 1, 21, 1, 42, 33),
        (1, 1, 19, 1, 12, 66),
    ),
)


def _cases_search(seed: int) -> list[tuple[Reader, Tensor, int, int, float]]:
    sizes = ((3, 6, 0.5), (2, 6, 0.75), (2, 6, 0.75), (2, 6, 0.75))
    tables = zip(TABLES, sizes, strict=True)
    return [(Reader(table), torch.zeros(1, 1), *each) for table, each in tables]


check_search = Exercise(
    "3.4",
    "repair",
    N_("The search that stops too soon"),
    solution=search,
    stub=search_with_bug,
    cases=_cases_search,
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
    mistakes=[
        Mistake(
            search_otherwise(leave=False),
            N_(
                "Finished hypotheses stay in the beam and go on growing, `<eos>` after "
                "`<eos>`. They must leave it."
            ),
        ),
        Mistake(
            search_otherwise(pick=lambda finished: finished[0]),
            N_(
                "You go on to the end, but still return the hypothesis that finished "
                "first. Take the one with the best score."
            ),
        ),
        Mistake(
            search_otherwise(pick=lambda finished: finished[-1]),
            N_(
                "You return the hypothesis that finished last. Take the one with the "
                "best score."
            ),
        ),
        Mistake(
            search_otherwise(pick=min),
            N_("You return the worst. Scores are negative; the best is the largest."),
        ),
        Mistake(
            search_otherwise(score=lambda total, length, alpha: total),
            N_(
                "You compare sums of unequal length as they are. Divide each by "
                "`length**alpha`."
            ),
        ),
        Mistake(
            search_otherwise(score=lambda total, length, alpha: total * length**alpha),
            N_(
                "You multiplied by `length**alpha`: this punishes long sentences. "
                "Divide."
            ),
        ),
        Mistake(
            search_otherwise(score=lambda total, length, alpha: total / length),
            N_("You divided by the length itself; `alpha` has no effect."),
        ),
        Mistake(
            search_otherwise(
                score=lambda total, length, alpha: total / max(length - 1, 1) ** alpha
            ),
            N_("You left `<eos>` out of the length; here it counts."),
        ),
        Mistake(
            search_otherwise(at_end=False),
            N_(
                "Hypotheses that reach `max_len` without `<eos>` are lost. They end "
                "there and take part in the ranking."
            ),
        ),
        Mistake(
            search_otherwise(enough=True),
            N_(
                "You stop as soon as k hypotheses have finished. One that is still "
                "alive may beat them all: go on until none is alive."
            ),
        ),
        Mistake(
            lambda *inputs: [token for token in search(*inputs) if token != EOS_ID],
            N_(
                "Right sentence, but `<eos>` is missing: it was written and belongs "
                "to the hypothesis."
            ),
        ),
        Mistake(
            search_otherwise(each_parent=True),
            N_(
                "You keep one child of each prefix. The k best of all candidates stay, "
                "whoever their parents are."
            ),
        ),
    ],
)
