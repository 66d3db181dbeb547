"""The quiz on positional encoding."""

from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_

QUIZ = [
    Question(
        N_(
            "What does a layer of attention without positions and masks see of “the "
            "dog bites the man”?"
        ),
        [
            Option(
                N_("the order, as the words come in one after the other"),
                N_("They come in all at once, as the rows of a matrix."),
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
    Question(
        N_(
            "With one matrix a head that sees places alone looks one word back, "
            "wherever it stands. A trained head fails beyond the trained length. How "
            "can this be?"
        ),
        [
            Option(
                N_("beyond the trained length the matrix is another one"),
                N_(
                    "It is the same for every i: the proof does not ask how large i is."
                ),
            ),
            Option(
                N_("training found a matrix that is right at the trained places only"),
                N_("Many are. Nothing in the training asked for more."),
                right=True,
            ),
            Option(
                N_("sinusoids are not defined so far out"),
                N_("They are, at every i."),
            ),
        ],
    ),
    Question(
        N_(
            "With rotary positions, ten words are put before a sentence. What happens "
            "to the score of two neighbours in the first layer?"
        ),
        [
            Option(
                N_("it falls, since both are turned further"),
                N_("A turn changes no length, and both turn alike."),
            ),
            Option(
                N_("it stays"),
                N_("Query and key turn by ten more places each; i − j is the same."),
                right=True,
            ),
            Option(
                N_("it changes, as their vectors are new"),
                N_("Nothing is added to the words: their vectors are the same."),
            ),
        ],
    ),
]
