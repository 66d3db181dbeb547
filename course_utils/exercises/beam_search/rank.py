"""Exercise 3.3, build: the ranking of the finished."""

import math
from collections.abc import Callable

from course_utils.data import EOS_ID
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

Ended = tuple[list[int], float]  # tokens, sum of log-probabilities


def rank_finished(finished: list[Ended], alpha: float) -> list[Ended]:
    """Sort finished hypotheses by log_prob / length**alpha, best first."""

    def score(hypothesis: Ended) -> float:
        tokens, log_prob = hypothesis
        return log_prob / len(tokens) ** alpha

    return sorted(finished, key=score, reverse=True)


def _ranked(score: Callable, best_first: bool = True) -> Callable:
    """Return an answer that ranks by another score of (log_prob, length, alpha)."""

    def answer(finished: list[Ended], alpha: float) -> list[Ended]:
        def key(each: Ended) -> float:
            return score(each[1], len(each[0]), alpha)

        return sorted(finished, key=key, reverse=best_first)

    return answer


def _cases_rank(seed: int) -> list[tuple[list[Ended], float]]:
    words = [7, 5, 9, 8, 6, 11, 4]
    two = [([*words[:2], EOS_ID], -6.0), ([*words[:5], EOS_ID], -8.0)]
    sums = {6: -7.2, 2: -2.4, 4: -4.9, 7: -4.7, 8: -6.5}  # all mistakes show
    five = [([*words[: n - 1], EOS_ID], total) for n, total in sums.items()]
    return [(two, 0.75), (five, 0.75), (five, 0.0), (five, 0.5)]


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
            _ranked(lambda total, n, alpha: total / (n - 1) ** alpha),
            N_(
                "You left `<eos>` out of the length. Here it counts, as any token that "
                "the model has written."
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
            when=lambda yours, target: isinstance(yours, tuple),
        ),
    ],
)
