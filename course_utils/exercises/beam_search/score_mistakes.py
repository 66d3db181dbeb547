"""Mistakes in the score, which the searches of exercises 3.3 and 3.4 share."""

from collections.abc import Callable

from course_utils.exercises.machinery.core import Mistake
from course_utils.language import N_


def wrong_scores(otherwise: Callable) -> list[Mistake]:
    """Return the mistakes; `otherwise(score=…)` is the search that ranks by a score."""
    return [
        Mistake(
            otherwise(score=lambda total, length, alpha: total),
            N_(
                "You compare sums of unequal length as they are. Divide each by "
                "`L**alpha`."
            ),
        ),
        Mistake(
            otherwise(score=lambda total, length, alpha: total * length**alpha),
            N_("You multiplied by `L**alpha`: this punishes long sentences. Divide."),
        ),
        Mistake(
            otherwise(score=lambda total, length, alpha: total / length),
            N_("You divided by the length itself; `alpha` has no effect."),
        ),
        Mistake(
            otherwise(score=lambda total, length, alpha: total / length**0.75),
            N_("You took 0.75 for α, whatever is given."),
        ),
        Mistake(
            otherwise(
                score=lambda total, length, alpha: total / max(length - 1, 1) ** alpha
            ),
            N_("You left `<eos>` out of the length; here it counts."),
        ),
        Mistake(
            otherwise(score=lambda total, length, alpha: total / (length + 1) ** alpha),
            N_(
                "Your length is one too many. `<bos>` does not count: the model has "
                "not written it."
            ),
        ),
    ]
