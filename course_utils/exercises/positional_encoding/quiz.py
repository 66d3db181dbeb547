"""The quiz on positional encoding."""

from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_

QUIZ = [
    Question(
        N_("What does attention without positions see of “the dog bites the man”?"),
        [
            Option(
                N_("the order, from the mask"),
                N_(
                    "A padding mask says nothing of order. (A causal mask says a "
                    "little.)"
                ),
            ),
            Option(
                N_("a bag of words"),
                N_("Shuffle the words, and the outputs shuffle with them."),
                right=True,
            ),
            Option(
                N_("neighbours better than distant words"),
                N_("All are equally far: the path length is 1."),
            ),
        ],
    ),
    Question(
        N_("Why not simply add the index 0, 1, 2, … ?"),
        [
            Option(
                N_("late positions would drown the word"),
                N_(
                    "At position 100 the index is a hundred times as large as the "
                    "word's numbers."
                ),
                right=True,
            ),
            Option(
                N_("two words could get the same index"),
                N_("Each word has its own."),
            ),
            Option(
                N_("it cannot be differentiated"),
                N_("Nobody needs a derivative with respect to the position."),
            ),
        ],
    ),
    Question(
        N_("How do you get P at i + δ from P at i?"),
        [
            Option(
                N_("add a vector that depends on δ"),
                N_("Hands turn; they are not shifted."),
            ),
            Option(
                N_("multiply by a matrix that depends on i and δ"),
                N_("It does not depend on i: this is the point."),
            ),
            Option(
                N_("rotate it by angles that depend on δ alone"),
                N_("Each pair turns by δ times its own frequency."),
                right=True,
            ),
        ],
    ),
    Question(
        N_(
            "A model decodes step by step, and every step gets position 0. What do you "
            "see?"
        ),
        [
            Option(
                N_("an error"),
                N_("No shape is wrong."),
            ),
            Option(
                N_("good under teacher forcing, bad when running freely"),
                N_(
                    "`forward` has the right positions; only the steps do not. So "
                    "compare the two."
                ),
                right=True,
            ),
            Option(
                N_("a loss that does not fall"),
                N_("Training is not touched by it."),
            ),
        ],
    ),
]
