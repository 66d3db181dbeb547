"""The quiz on multi-head attention."""

from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_

QUIZ = [
    Question(
        N_("In self-attention, where do queries, keys and values come from?"),
        [
            Option(
                N_("from the decoder's state"),
                N_(
                    "In notebook 4 the query came from the decoder. Here a sequence "
                    "asks itself."
                ),
            ),
            Option(
                N_("from one sequence, by three projections"),
                N_(
                    "Three views of the same tokens: what I want, how I am found, what "
                    "I give."
                ),
                right=True,
            ),
            Option(
                N_("from one sequence, used as it is three times"),
                N_(
                    "There are projections in between: without them there would be "
                    "nothing to learn, and a token would mostly agree best with "
                    "itself."
                ),
            ),
        ],
    ),
    Question(
        N_("How many more parameters do eight heads have than one, at equal d_model?"),
        [
            Option(
                N_("none: equally many"),
                N_("The heads share the width; the four projections stay as they are."),
                right=True,
            ),
            Option(
                N_("eight times as many"),
                N_("Only if each head had the full width."),
            ),
            Option(
                N_("those of the output projection"),
                N_("One head has an output projection too."),
            ),
        ],
    ),
    Question(
        N_("How do you find out whether a model sees the future?"),
        [
            Option(
                N_("look whether the loss falls"),
                N_("It falls, and faster than it should."),
            ),
            Option(
                N_("change the first token and see what moves"),
                N_("All may see the first token: everything may move."),
            ),
            Option(
                N_("change the last token: earlier outputs must not move"),
                N_(
                    "That is one place and one side of it. Heads that were cut wrongly "
                    "may pass there."
                ),
            ),
            Option(
                N_(
                    "change each token in turn: outputs before it must stay, those "
                    "from it on must move"
                ),
                N_("Both sides, at every place: so it is hard to fool."),
                right=True,
            ),
        ],
    ),
    Question(
        N_(
            "You hand the course's causal mask to `nn.MultiheadAttention`. What "
            "happens?"
        ),
        [
            Option(
                N_("it works"),
                N_("There True means hidden: the opposite of here."),
            ),
            Option(
                N_("each token sees only the future, and the last one becomes NaN"),
                N_(
                    "There True means hidden, and for the last token all is hidden. "
                    "Hand over `~mask`."
                ),
                right=True,
            ),
            Option(
                N_("an error about shapes"),
                N_("The shapes fit. That is what makes the mistake so common."),
            ),
        ],
    ),
    Question(
        N_("What is the price of seeing the whole sentence in one step?"),
        [
            Option(
                N_(
                    "time grows with the square of the length, and memory too if the "
                    "weights are kept"
                ),
                N_("Every token meets every token. For short sentences it is cheap."),
                right=True,
            ),
            Option(
                N_("more steps in sequence"),
                N_("On the contrary: all tokens are computed at once."),
            ),
            Option(
                N_("more parameters for longer sentences"),
                N_("The projections do not know the length."),
            ),
        ],
    ),
]
