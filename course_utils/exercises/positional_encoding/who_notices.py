"""Exercise 7.1, predict: which models notice that words were shuffled."""

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

_LAST = N_(
    "Model 2: one layer, and the last word may look at all four. What does it see of "
    "their order?"
)

_MODELS = frozenset(range(1, 6))


def _no_such_model(yours: frozenset, target: frozenset) -> bool:
    return not yours <= _MODELS


def _one_too_many(yours: frozenset, target: frozenset) -> bool:
    return not yours <= target


def _one_missing(yours: frozenset, target: frozenset) -> bool:
    return bool(target - yours)


check_who_notices = Exercise(
    "7.1",
    "predict",
    N_("Who notices?"),
    solution={3, 4, 5},
    why=N_(
        "With one layer the last word sees the bag of all words, causal mask or not. "
        "In the second layer it sees what the first made of each word and those before "
        "it, and this differs. Sinusoids and rotary positions differ at once."
    ),
    hints=(
        N_(
            "For each model: what may the last word look at, and does what it looks at "
            "depend on the order?"
        ),
        N_(
            "Under a causal mask a word's output depends on *which* words stand before "
            "it. In layer 1 the last word looks at the words themselves, in layer 2 at "
            "these outputs."
        ),
    ),
    mistakes=[
        Mistake({2, 3, 4, 5}, _LAST),
        Mistake(
            {4, 5},
            N_(
                "Model 3: in the second layer the last word looks at outputs of the "
                "first. Is that of `a` the same when it stands first and second?"
            ),
        ),
        Mistake(
            {2, 4, 5},
            N_("Models 2 and 3 are the other way round. Go through them by layers."),
        ),
        Mistake(
            {3, 4},
            N_(
                "Model 5: the score depends on the distance. Is `c` as far from `d` in "
                "both?"
            ),
        ),
        Mistake(
            {3, 5},
            N_("Model 4: each word gets the vector of its place, and places changed."),
        ),
        Mistake(
            {3},
            N_("Positions are there to notice it: what changes in models 4 and 5?"),
        ),
        Mistake(
            {1, 2},
            N_("These are the two that do *not* notice: the output stays the same."),
        ),
        Mistake(
            {1, 2, 3, 4, 5},
            N_("Model 1 is the one at the top of the notebook: blind to order."),
        ),
        Mistake(
            {3, 4, 5, 6},
            N_("The models have the numbers 1 to 5."),
            when=_no_such_model,
        ),
        Mistake(
            {1, 3, 4, 5},
            N_("One that you chose does not notice."),
            when=_one_too_many,
        ),
        Mistake({4}, N_("One that notices is missing."), when=_one_missing),
    ],
)
