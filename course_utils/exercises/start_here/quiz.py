"""The quiz on what every notebook agrees on."""

from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_

QUIZ = (
    Question(
        N_("`src` has the shape `(32, 9)`. What does it hold?"),
        (
            Option(
                N_("9 sentences of 32 tokens"),
                N_(
                    "That would be sequence first. `nn.GRU` expects it unless told "
                    "otherwise; this course never does."
                ),
            ),
            Option(
                N_("32 sentences, padded to 9 tokens"),
                N_(
                    "Batch first: one row for each sentence, and `<eos>` counts as a "
                    "token."
                ),
                right=True,
            ),
            Option(
                N_("one sentence of 32 tokens, each a vector of 9 numbers"),
                N_(
                    "`src` holds ids, not vectors yet; only the embedding adds a third "
                    "axis."
                ),
            ),
        ),
    ),
    Question(
        N_("A mask is False at one token. What does the model do with that token?"),
        (
            Option(
                N_("It pays no attention to it."),
                N_("True means “may be attended”, so False means “may not”."),
                right=True,
            ),
            Option(
                N_("It hides every other token."),
                N_(
                    "That is the opposite: in `nn.MultiheadAttention` True hides a "
                    "token. Here True lets it be seen."
                ),
            ),
            Option(
                N_("It removes it from the tensor."),
                N_(
                    "A tensor stays a rectangle. The token is still there; nobody "
                    "looks at it."
                ),
            ),
        ),
    ),
    Question(
        N_(
            "A sentence holds a word that the model never learned. Which id does the "
            "word get?"
        ),
        (
            Option(
                "0",
                N_(
                    "0 is `<pad>`: it fills up a row and means nothing. An unknown "
                    "word is still a word."
                ),
            ),
            Option(
                N_("a new one, after all the others"),
                N_(
                    "The model has one embedding for each id that it was trained "
                    "with. A new id would have none."
                ),
            ),
            Option(
                "3",
                N_(
                    "3 is `<unk>`. All unknown words share it, so the model cannot "
                    "tell one from another."
                ),
                right=True,
            ),
        ),
    ),
)
