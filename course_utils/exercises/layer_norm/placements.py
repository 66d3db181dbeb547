"""Exercise 6.7, explore: which placement is this?"""

import re
from collections.abc import Iterable
from itertools import product

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

WORDS = "post", "pre", "neither"
# Of the notebook's five programs, A to E
RIGHT = "pre", "post", "neither", "pre", "neither"
_HINTS = (
    N_(
        "A: read from the inside. What does attention read, and does anything norm the "
        "sum?"
    ),
    N_("B: `+=` adds first. What is it that `norm` gets?"),
    N_("C: follow what is added. Does it meet a norm on its way past attention?"),
    N_(
        "D: `past` keeps `x` as it was *before* the norm, and this is what is added in "
        "the end."
    ),
    N_("E: attention reads `x` without a norm, and nobody norms the sum."),
)


def _only_wrong_at(place: int) -> list[Mistake]:
    others = [word for word in WORDS if word != RIGHT[place]]
    return [
        Mistake((*RIGHT[:place], word, *RIGHT[place + 1 :]), _HINTS[place])
        for word in others
    ]


def _short(answer: Iterable[str]) -> tuple[str, ...]:
    """Leave out the LN of pre-LN and post-LN."""
    return tuple(re.sub("[-_ ]?ln$", "", each.lower()) for each in answer)


def _other_words(yours: Iterable, target: tuple[str, ...]) -> bool:
    return not set(yours) <= set(WORDS)


check_placements = Exercise(
    "6.7",
    "explore",
    N_("Which placement is this?"),
    solution=RIGHT,
    run=_short,
    choices=lambda: product(WORDS, repeat=len(RIGHT)),
    why=N_(
        "Two questions decide. What does the sublayer read: `x` or its norm? And does "
        "what goes past it, or the sum, meet a norm? C norms the way past in every "
        "layer and leaves the sum as it is; E norms what attention returns."
    ),
    hints=(
        N_(
            "For each program write down two things: what attention reads, and what is "
            "added to its output."
        ),
        N_(
            "post: reads `x`, and the sum is normed. pre: reads the norm of `x`, and "
            "`x` itself is added. Everything else is neither."
        ),
    ),
    mistakes=[
        *(each for place in range(len(RIGHT)) for each in _only_wrong_at(place)),
        Mistake(
            ("pre", "post", "none", "pre", "none"),
            N_("Write `post`, `pre` or `neither` for each."),
            when=_other_words,
        ),
    ],
)
