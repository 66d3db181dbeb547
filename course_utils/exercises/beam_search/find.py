"""Exercise 3.5, explore: where two beat one, and where one beats two."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

from course_utils.data import examples
from course_utils.exercises.beam_search.compared import (
    SENTENCES,
    Outcome,
    try_sentence,
)
from course_utils.exercises.machinery.core import AnswerError, Exercise, Mistake
from course_utils.language import N_, _

APPLE = " ".join(examples.GIVE_APPLE.src)  # only k = 2 is right
CAKES = " ".join(examples.HER_CAKES.src)  # only greedy is
MICE = " ".join(examples.BIG_MICE.src)  # neither is
WOMEN = " ".join(examples.WOMEN_SING.src)  # both are


def try_two(answer: tuple[str, ...]) -> tuple[Outcome, Outcome]:
    """Try the sentence in which k = 2 should be right, and that in which greedy is."""
    if len(answer) != 2:
        raise AnswerError(
            _(
                "Asked for are two sentences, each in quotation marks, with a comma "
                "between the two."
            )
        )
    return try_sentence(answer[0]), try_sentence(answer[1])


def _is(first: str | None = None, second: str | None = None) -> Callable:
    """Return what recognises which search was right, in the first and the second."""

    def when(yours: tuple[Outcome, Outcome], target: Any) -> bool:
        pairs = zip((first, second), yours, strict=True)
        return all(each is None or each == outcome.right for each, outcome in pairs)

    return when


check_find = Exercise(
    "3.5",
    "explore",
    N_("Where two beat one, and one beats two"),
    solution=(APPLE, CAKES),
    run=try_two,
    choices=lambda: permutations((" ".join(pair.src) for pair in SENTENCES), 2),
    why=N_(
        "In the first, greedy took the more probable verb, and then nothing good was "
        "left to say. In the second, the better search finds a sentence that the model "
        "prefers, and it is wrong. A wider beam makes the sum larger, not the sentence "
        "right."
    ),
    hints=(
        N_(
            "Set the two widths side by side to 1 and 2, with α = 0.75. k = 1 is "
            "greedy. Try the sentences one by one, and compare the best translation "
            "with the French in the list."
        ),
        N_(
            "For three of the eight sentences the two translations differ. In two of "
            "these k = 2 is right, in one greedy is."
        ),
    ),
    mistakes=[
        Mistake(
            (CAKES, APPLE),
            N_(
                "These are the two, but the other way round: first the one that k = 2 "
                "gets right."
            ),
            when=_is("greedy", "k = 2"),
        ),
        Mistake(
            ("the dog sees the cat .", CAKES),
            N_(
                "The first sentence is not in the list. Give two of the eight, in "
                "English, as text in quotation marks."
            ),
            when=_is(""),
        ),
        Mistake(
            (APPLE, "the dog sees the cat ."),
            N_(
                "The second sentence is not in the list. Give two of the eight, in "
                "English, as text in quotation marks."
            ),
            when=_is(None, ""),
        ),
        Mistake(
            (WOMEN, CAKES),
            N_(
                "The first: greedy gets it right already. Look for a sentence that it "
                "gets wrong."
            ),
            when=_is("both"),
        ),
        Mistake(
            (MICE, CAKES),
            N_(
                "The first: k = 2 is wrong here too. The model itself prefers a wrong "
                "translation, or two prefixes are too few. Search on."
            ),
            when=_is("neither"),
        ),
        Mistake(
            (CAKES, WOMEN),
            N_(
                "The first: greedy is right here and k = 2 is wrong. In the second "
                "place it would do."
            ),
            when=_is("greedy"),
        ),
        Mistake(
            (APPLE, WOMEN),
            N_(
                "The first will do. The second: k = 2 gets it right too. Look for one "
                "that only greedy gets right."
            ),
            when=_is("k = 2", "both"),
        ),
        Mistake(
            (APPLE, MICE),
            N_("The first will do. The second: greedy gets it wrong too."),
            when=_is("k = 2", "neither"),
        ),
        Mistake(
            (APPLE, "is the old hotel pretty ?"),
            N_(
                "The first will do. In the second it is once more k = 2 that is right: "
                "look for one that only greedy gets right."
            ),
            when=_is("k = 2", "k = 2"),
        ),
    ],
)
