"""Exercise 3.3, build: the search that cannot be wrong."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID
from course_utils.exercises.beam_search.exact_mistakes import MISTAKES
from course_utils.exercises.beam_search.exact_variants import exact
from course_utils.exercises.beam_search.search import Reader
from course_utils.exercises.machinery.core import Exercise
from course_utils.exercises.machinery.limits import AnswerError
from course_utils.language import N_, _

MOST = 700  # prefixes read; without a cut the longest cases take many thousands
FEW = 9  # cases in which hardly any sentence holds <pad> or <bos>
# Seed, vocab_size, max_len, α: so drawn that each known mistake shows
DRAWS = (
    (11, 5, 5, 0.3),
    (43, 5, 7, 0.5),
    (12, 6, 7, 1.3),
    (48, 6, 6, 0.3),
    (31, 7, 7, 0.75),
    (54, 7, 7, 0.0),
    (16, 5, 6, 1.0),
    (48, 5, 5, 1.3),
    (6, 6, 7, 1.0),
    (20, 5, 5, 0.75),
    (4, 5, 6, 0.4),
    (5, 7, 5, 1.0),
)


class Counted:
    """A step function that counts the prefixes it reads, and stops at too many."""

    def __init__(self, step: Reader) -> None:
        self._step = step
        self._read = 0

    def __call__(self, tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Do one step; AnswerError after MOST prefixes."""
        self._read += len(tokens)
        if self._read > MOST:
            raise AnswerError(
                _(
                    "Your search has read more than {count} prefixes. Cut a prefix "
                    "when nothing that grows from it can beat the best sentence found "
                    "so far, and grow none beyond `<eos>` or `max_len`.",
                    count=MOST,
                )
            )
        return self._step.look(tokens, state)

    def __repr__(self) -> str:
        return repr(self._step)


def _cases_exact(seed: int) -> list[tuple[Reader, Tensor, int, float]]:
    """Tables in which the best sentence is short or long, and one that never ends."""
    cases = []
    for draw, vocab_size, max_len, alpha in DRAWS:
        generator = torch.Generator().manual_seed(draw + 1000 * seed)
        logits = 1.8 * torch.randn(vocab_size, vocab_size, generator=generator)
        if len(cases) < FEW:
            logits[:, :EOS_ID] -= 2
        logits[BOS_ID, EOS_ID] -= 9  # no empty sentence
        rows = logits.softmax(dim=1).mul(100).tolist()
        reader, state = Reader(tuple(map(tuple, rows))), torch.full((1, 1), -5.0)
        cases.append((reader, state, max_len, alpha))
    return cases


def run_exact(
    answer: Callable, step: Reader, state: Any, max_len: int, alpha: float
) -> Any:
    """Search; one that looks at everything is stopped by the model."""
    return answer(Counted(step), state, max_len, alpha)


check_exact = Exercise(
    "3.3",
    "build",
    N_("The search that cannot be wrong"),
    solution=exact,
    cases=_cases_exact,
    run=run_exact,
    telling=False,
    hints=(
        N_(
            "Keep a list of prefixes, with their sums and states, and the best "
            "sentence that has ended. Take a prefix, look at all its continuations: "
            "some end, the others go back into the list."
        ),
        N_(
            "A sum only falls, and a length is at most `max_len`. So nothing that "
            "grows from a prefix can score more than `total / max_len**alpha`. If the "
            "best so far has that much, leave the prefix out."
        ),
    ),
    mistakes=MISTAKES,
)
