"""Exercise 3.3, build: the ranking of the finished."""

import math
from collections.abc import Callable

import torch

from course_utils.data import EOS_ID
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

SEED = 231  # a draw on which all mistakes below show, each in its own way
Ended = tuple[list[int], float]  # tokens, sum of log-probabilities


def rank_finished(finished: list[Ended], alpha: float) -> list[Ended]:
    """Sort finished hypotheses by log_prob / length**alpha, best first."""

    def score(hypothesis: Ended) -> float:
        tokens, log_prob = hypothesis
        return log_prob / len(tokens) ** alpha

    return sorted(finished, key=score, reverse=True)


def _ranked(
    score: Callable, best_first: bool = True, length: Callable = len
) -> Callable:
    """Return an answer that ranks by another score of (log_prob, length, alpha)."""

    def answer(finished: list[Ended], alpha: float) -> list[Ended]:
        def key(each: Ended) -> float:
            return score(each[1], length(each[0]), alpha)

        return sorted(finished, key=key, reverse=best_first)

    return answer


def _distinct(tokens: list[int]) -> int:
    return len(set(tokens))


def _cases_rank(seed: int) -> list[tuple[list[Ended], float]]:
    """Sums of nearly one score each, so that any other score changes the order."""
    generator = torch.Generator().manual_seed(seed + SEED)

    def draw(*lengths: int, alpha: float) -> tuple[list[Ended], float]:
        spread = 0.6 * torch.rand(len(lengths), generator=generator) - 0.3
        words = torch.randint(4, 8, (max(lengths),), generator=generator).tolist()
        return [
            ([*words[: n - 1], EOS_ID], round(-1.9 * n**alpha * (1 + float(x)), 3))
            for n, x in zip(lengths, spread, strict=True)
        ], alpha

    return [
        draw(6, 3, alpha=0.75),
        draw(7, 2, 5, 11, 3, alpha=0.75),
        draw(5, 3, 13, 7, 2, 19, alpha=1.3),
        draw(2, 11, 7, 5, 3, 17, 13, alpha=0.4),
        draw(3, 7, 2, 5, alpha=0.0),
        draw(13, 2, 5, 3, 23, 7, alpha=1.0),
    ]


check_rank = Exercise(
    "3.3",
    "build",
    N_("The ranking of the finished"),
    solution=rank_finished,
    cases=_cases_rank,
    hints=(
        N_(
            "One number a hypothesis: its log-probability divided by its length to the "
            "power of α. `<eos>` counts. Then sort; which end is the best?"
        ),
        N_(
            "`sorted(finished, key=score, reverse=True)` puts the largest first. The "
            "scores are negative, so the largest is the one closest to 0."
        ),
    ),
    mistakes=[
        Mistake(
            _ranked(lambda total, n, alpha: total / n**alpha, best_first=False),
            N_(
                "Your list begins with the worst. Scores are negative; the best is the "
                "largest: `reverse=True`."
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total * n**alpha),
            N_(
                "You multiplied by the length. The sums are negative, so this pushes "
                "long sentences down; dividing lifts them."
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total),
            N_("You ranked by the log-probability alone, as if α were always 0."),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / n),
            N_("You divided by the length itself, as if α were always 1."),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / n**0.75),
            N_("You took 0.75 for α, whatever is given."),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / n ** min(alpha, 1)),
            N_("You cut α off at 1. It may be more: take it as it is given."),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / (n * alpha)),
            N_("You multiplied the length by α. α is its exponent: `length**alpha`."),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / (n - 1) ** alpha),
            N_(
                "You left `<eos>` out of the length. Here it counts, as any token that "
                "the model has written."
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / (n + 1) ** alpha),
            N_(
                "Your length is one too many. `<bos>` does not count: the model has "
                "not written it."
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / n**alpha, length=_distinct),
            N_("You counted each token once. A word that comes twice counts twice."),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / (5 + n) ** alpha),
            N_("This is the other penalty, with 5 + L. Asked for is `L**alpha`."),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / (1 + alpha * math.log(n))),
            N_("`1 + alpha * log(L)` is not yet a power. Asked for is `L**alpha`."),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total - alpha * n),
            N_(
                "You took something off for each token: this pushes long sentences "
                "down. Divide the sum by `L**alpha`."
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total + alpha * n),
            N_(
                "You add something for each token. This does lift long sentences, but "
                "asked for is the sum divided by `L**alpha`."
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: math.exp(total) / n**alpha),
            N_(
                "You divided the probability, which is positive: this favours short "
                "sentences. Divide the logarithm."
            ),
        ),
        Mistake(
            lambda finished, alpha: [
                each for each, _ in rank_finished(finished, alpha)
            ],
            N_(
                "Right order, but only the tokens. Return the pairs as they were "
                "given, `(tokens, log_prob)`."
            ),
        ),
        Mistake(
            lambda finished, alpha: rank_finished(finished, alpha)[0],
            N_("Return the whole list in order, not only the best of it."),
            when=lambda yours, target: yours[0] == target[0][0] and len(yours) == 2,
        ),
    ],
)
