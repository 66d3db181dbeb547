"""The quiz on beam search."""

from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_

QUIZ = [
    Question(
        N_("α goes from 0 to 0.75. Which outputs gain?"),
        [
            Option(
                N_("Shorter ones: their divisor is smaller"),
                N_(
                    "A smaller divisor makes a positive number larger. The sums are "
                    "negative: −6 / 2 is better than −6 / 1."
                ),
            ),
            Option(
                N_("Longer ones: a negative sum, divided by more, comes closer to 0"),
                N_(
                    "Dividing favours length. Books that call this a penalty for long "
                    "outputs have the sign wrong."
                ),
                True,
            ),
            Option(
                N_("None: dividing all by a number keeps their order"),
                N_(
                    "All hypotheses of one length are divided by the same number. "
                    "Those of unequal lengths are not."
                ),
            ),
        ],
    ),
    Question(
        N_("With k = 1 and any α, beam search gives …"),
        [
            Option(
                N_("what greedy search gives"),
                N_(
                    "One prefix survives each step, the best. α ranks finished "
                    "sentences, and here is only one."
                ),
                True,
            ),
            Option(
                N_("the most probable sentence"),
                N_("Only a search that can look at everything promises that."),
            ),
            Option(
                N_("the shortest sentence"),
                N_(
                    "It ends when `<eos>` is the most probable next token, whenever "
                    "that is."
                ),
            ),
        ],
    ),
    Question(
        N_(
            "k = 8 finds a translation of higher score than k = 2, and it is wrong; "
            "the one that k = 2 found was right. Whose fault is it?"
        ),
        [
            Option(
                N_("The search's: it should have stopped earlier"),
                N_("Finding higher scores is its task, and it did it."),
            ),
            Option(
                N_("Nobody's: larger k is always a matter of luck"),
                N_("Look at the scores: they tell you exactly what happened."),
            ),
            Option(
                N_("The model's: it gives the wrong sentence the higher score"),
                N_("A model error. A weak search had hidden it."),
                True,
            ),
            Option(
                N_("The length penalty's: α must have been 0"),
                N_("It may happen with any α."),
            ),
        ],
    ),
    Question(
        N_(
            "When may the search for one sentence stop, if the score is log p / L^α "
            "and α ≥ 0?"
        ),
        [
            Option(
                N_("When the first hypothesis has finished"),
                N_("The first is often short. A longer one may still overtake it."),
            ),
            Option(
                N_("When k hypotheses have finished"),
                N_(
                    "Many libraries do so. But a prefix that is still alive may beat "
                    "them all."
                ),
            ),
            Option(
                N_(
                    "When the best prefix alive has a lower sum than the best "
                    "finished one"
                ),
                N_(
                    "Its sum can only fall, but its length grows, and a larger "
                    "divisor lifts the score."
                ),
            ),
            Option(
                N_(
                    "When even the greatest length could not lift the best prefix "
                    "alive above the best finished one"
                ),
                N_(
                    "Sums only fall, and the greatest length divides by most. What "
                    "cannot win then cannot win at all."
                ),
                True,
            ),
        ],
    ),
    Question(
        N_(
            "You double the beam size, with the same vocabulary and the same length. "
            "What about the candidates that are scored?"
        ),
        [
            Option(
                N_("Twice as many"),
                N_("k·n·T: each of k prefixes has n continuations at each of T steps."),
                True,
            ),
            Option(
                N_("Four times as many"),
                N_("Twice the prefixes, each with as many continuations as before."),
            ),
            Option(
                N_("Exponentially more: they grow like a tree"),
                N_(
                    "Without pruning they would. Keeping k at each step is what "
                    "prevents it."
                ),
            ),
        ],
    ),
]
