"""Exercise 3.1, predict: which two are kept."""

from collections.abc import Sequence

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def prefixes_of(answer: str | Sequence[str]) -> tuple[str, ...]:
    """Read prefixes as people write them: `("BA", "BB")`, `["B A", …]`, `"BA, BB"`."""
    parts = answer.split(",") if isinstance(answer, str) else answer
    return tuple("".join(each.split()).upper() for each in parts)


check_kept = Exercise(
    "3.1",
    "predict",
    N_("Which two are kept"),
    solution=("BA", "BB"),
    run=prefixes_of,
    why=N_(
        "BA has 0.5 · 0.50 = 0.25, BB 0.5 · 0.46 = 0.23, and AB only 0.4 · 0.55 = "
        "0.22. Both winners come from B: all six candidates compete with each other."
    ),
    hints=(
        N_(
            "After step 1 two prefixes are left. Write down the products of all six "
            "candidates of step 2."
        ),
        N_(
            "A candidate's probability is that of its whole path: for AB it is 0.4 · "
            "0.55. Now sort all six together, whoever their parents are."
        ),
    ),
    mistakes=[
        Mistake(
            ("BA", "AB"),
            N_(
                "You kept the best child of each prefix. Nothing says that each must "
                "have one: compare all six candidates with each other."
            ),
        ),
        Mistake(
            ("AB", "BA"),
            N_(
                "You compared the last step alone, 0.55 with 0.50. What counts is the "
                "product along the whole path."
            ),
        ),
        Mistake(
            ("CC", "AB"),
            N_(
                "C was pruned at step 1. What is pruned does not come back, however "
                "well it would have gone on."
            ),
            when=lambda yours, target: any(each.startswith("C") for each in yours),
        ),
        Mistake(
            ("BB", "BA"),
            N_(
                "The right two, but the better one should come first: which has the "
                "larger product?"
            ),
        ),
        Mistake(
            ("AB", "BB"),
            N_(
                "One of them is not among the two best. Multiply along each path: AB "
                "has 0.4 · 0.55. What have BA and BB?"
            ),
        ),
        Mistake(
            ("BA",),
            N_("This is one prefix, as in greedy search. The beam is two wide."),
            when=lambda yours, target: len(yours) == 1,
        ),
        Mistake(
            ("B", "A"),
            N_(
                "These are the two of step 1. The question is about step 2, so each "
                "prefix has two letters."
            ),
            when=lambda yours, target: {len(each) for each in yours} == {1},
        ),
        Mistake(
            ("BA", "BB", "AB"),
            N_("You kept more than two: k = 2."),
            when=lambda yours, target: len(yours) > 2,
        ),
    ],
)
