"""Exercise 3.1, predict: which two are kept."""

import re

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

BEST = {"BA", "BB"}


def prefixes_of(answer: tuple[str, ...]) -> tuple[str, ...]:
    """Take what stands between letters out: "B A" is BA, "BA/BB" is BA and BB."""
    marks = "".join(f"{each}/" for each in answer).upper()
    parts = re.split(r"[^A-Z\s→·*×-]+", marks)
    joined = (re.sub(r"[^A-Z]", "", each) for each in parts)
    return tuple(each for each in joined if each)


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
            when=lambda yours, target: (
                len(yours) == 2 and any(each.startswith("C") for each in yours)
            ),
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
            when=lambda yours, target: len(yours) == 1 and len(yours[0]) == 2,
        ),
        Mistake(
            ("B", "A"),
            N_(
                "These are the two of step 1. The question is about step 2, so each "
                "prefix has two letters."
            ),
            when=lambda yours, target: sorted(yours) == ["A", "B"],
        ),
        Mistake(
            ("BA", "BB", "AB"),
            N_("You kept more than two: k = 2."),
            when=lambda yours, target: len(yours) > 2 and {2} == set(map(len, yours)),
        ),
        Mistake(
            ("BB", "AB"),
            N_(
                "One of the two is right. Write down the products of all six "
                "candidates: which other one is among the two largest?"
            ),
            when=lambda yours, target: (
                len(yours) == 2 and len(BEST & set(yours)) == 1 and yours[0] != yours[1]
            ),
        ),
        Mistake(
            ("AB", "AC"),
            N_(
                "Neither of the two is among the best. Multiply along each path: B has "
                "0.50 already, A only 0.40."
            ),
            when=lambda yours, target: len(yours) == 2 and not BEST & set(yours),
        ),
    ],
)
