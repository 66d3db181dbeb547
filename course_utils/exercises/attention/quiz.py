"""The quiz on attention."""

from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_

QUIZ = [
    Question(
        N_("Query, key and value: which of them decide where the model looks?"),
        [
            Option(
                N_("the value alone"),
                N_(
                    "The value is what is taken from the place. It has no say in "
                    "whether it is taken."
                ),
            ),
            Option(
                N_("query and key"),
                N_(
                    "Their score becomes the weight. The value is what is then weighed."
                ),
                right=True,
            ),
            Option(
                N_("key and value"),
                N_(
                    "Without the query one would look at the same place whatever one "
                    "wants: a non-volitional cue."
                ),
            ),
        ],
    ),
    Question(
        N_("Why are the scores divided by √d?"),
        [
            Option(
                N_("so that the softmax does not saturate when d is large"),
                N_(
                    "Unscaled scores spread like √d. One weight is then nearly 1, and "
                    "most queries get hardly any gradient."
                ),
                right=True,
            ),
            Option(
                N_("so that the weights of a row sum to 1"),
                N_("The softmax does that, whatever the scale."),
            ),
            Option(
                N_("so that long sentences get no larger scores"),
                N_(
                    "d is the width of the vectors. The length of the sentence does "
                    "not come into it."
                ),
            ),
        ],
    ),
    Question(
        N_("`mask[i, j]` is False. What does this mean in this course?"),
        [
            Option(
                N_("key i is hidden from query j"),
                N_("Rows are queries and columns keys: it is the other way round."),
            ),
            Option(
                N_("query i must look at key j"),
                N_("A mask forbids; it never commands. And here False forbids."),
            ),
            Option(
                N_("query i may not look at key j"),
                N_(
                    "True = may be attended. Some libraries mean the opposite: read "
                    "their documentation."
                ),
                right=True,
            ),
        ],
    ),
    Question(
        N_("What does attention do to the bottleneck of notebook 2?"),
        [
            Option(
                N_("it makes the state larger"),
                N_(
                    "The state is as large as before. A larger one would only move the "
                    "limit."
                ),
            ),
            Option(
                N_("the decoder may look at every state of the encoder, at each step"),
                N_("So what is handed over grows with the sentence."),
                right=True,
            ),
            Option(
                N_("it translates word by word"),
                N_(
                    "Word order differs, and a word may need several. The weights are "
                    "free to go where they are needed."
                ),
            ),
        ],
    ),
    Question(
        N_(
            "A heat map shows a strong weight on “cat” where the model wrote “noir”. "
            "What may you conclude?"
        ),
        [
            Option(
                N_("this is why it wrote “noir”"),
                N_(
                    "Only an experiment shows that: change the weight and see whether "
                    "the word changes."
                ),
            ),
            Option(
                N_("the model is wrong"),
                N_("It may need the noun in order to make the adjective agree."),
            ),
            Option(
                N_("much of that state went into the context; more needs a test"),
                N_(
                    "Besides, each encoder state has read its neighbours: at “cat” "
                    "there is more than the cat."
                ),
                right=True,
            ),
        ],
    ),
]
