"""The quiz on seq2seq."""

from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_

QUIZ = [
    Question(
        N_("What does the decoder of a plain seq2seq know about the source sentence?"),
        [
            Option(
                N_("Every state of the encoder"),
                N_(
                    "That would be attention, two notebooks from here. Only the last "
                    "state is handed over."
                ),
            ),
            Option(
                N_("The encoder's last state, and nothing else"),
                N_("One vector, whether the sentence has 3 words or 20."),
                True,
            ),
            Option(
                N_("The source tokens themselves"),
                N_("It never sees them: they went into the encoder."),
            ),
            Option(
                N_("Nothing: it only knows its own words"),
                N_(
                    "Then every source would give the same translation. It begins from "
                    "the encoder's last state."
                ),
            ),
        ],
    ),
    Question(
        N_("Why can the encoder be bidirectional, but not the decoder?"),
        [
            Option(
                N_("A bidirectional decoder would be too slow"),
                N_("Twice the work would be bearable. The reason is deeper."),
            ),
            Option(
                N_("French has another word order than English"),
                N_("The order of words plays no part here."),
            ),
            Option(
                N_(
                    "What stands to the right is not yet written when the decoder "
                    "needs it"
                ),
                N_(
                    "Its input is its own past output. The source, however, is "
                    "complete "
                    "from the start."
                ),
                True,
            ),
            Option(
                N_("A GRU cannot run from right to left"),
                N_("It can: the second GRU of a bidirectional encoder does just that."),
            ),
        ],
    ),
    Question(
        N_(
            "Of a model's tokens 0.92 are right under teacher forcing. Running freely, "
            "0.79 stand at the right place, and 0.87 in the right order. What does "
            "that tell you?"
        ),
        [
            Option(
                N_("The model overfits its training sentences"),
                N_(
                    "All three figures come from the same test sentences; overfitting "
                    "shows between training and test."
                ),
            ),
            Option(
                N_("The whole gap, 0.13, is exposure bias"),
                N_(
                    "0.08 of it vanish with the ruler: after one word too many, right "
                    "words stand at wrong places."
                ),
            ),
            Option(
                N_(
                    "More than half of the gap is the ruler; exposure bias is one "
                    "reason for the rest"
                ),
                N_(
                    "0.08 of 0.13 are the ruler. In the rest, the model reads its own "
                    "mistakes, and nobody reminds it of the right beginning."
                ),
                True,
            ),
            Option(
                N_("Teacher forcing makes training worse"),
                N_(
                    "No figure here compares two ways of training; all are of one "
                    "model."
                ),
            ),
        ],
    ),
    Question(
        N_("You add ten columns of `<pad>` to a batch. What is allowed to change?"),
        [
            Option(
                N_("The loss, a little"),
                N_("Then padding is in the mean: the second of the classic mistakes."),
            ),
            Option(
                N_("The state that is handed over"),
                N_(
                    "Then the state was taken after padding: the third of the mistakes."
                ),
            ),
            Option(
                N_("The translations"),
                N_("They depend on state and tokens only, and neither may change."),
            ),
            Option(
                N_("Nothing but the time it takes"),
                N_(
                    "Padding is there to make a rectangle. It means nothing, so it "
                    "must "
                    "change nothing."
                ),
                True,
            ),
        ],
    ),
    Question(
        N_(
            "A loss falls to 0.00 within seconds, yet the translations are rubbish. "
            "What "
            "do you check first?"
        ),
        [
            Option(
                N_("Whether the target is shifted by one"),
                N_(
                    "If input and target are the same, copying solves the task. In use "
                    "there is nothing to copy."
                ),
                True,
            ),
            Option(
                N_("Whether the learning rate is too small"),
                N_("Then the loss would hardly fall at all."),
            ),
            Option(
                N_("Whether the state is too small"),
                N_("A small state shows in a loss that stays high."),
            ),
            Option(
                N_("Whether there is enough data"),
                N_(
                    "Too little data shows on test sentences, not in rubbish "
                    "everywhere."
                ),
            ),
        ],
    ),
]
