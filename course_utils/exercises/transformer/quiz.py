"""The quiz on the Transformer."""

from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_

QUIZ = [
    Question(
        N_("Where do the queries, keys and values of cross-attention come from?"),
        [
            Option(
                N_("queries from the encoder; keys and values from the target"),
                N_(
                    "Then there would be an output for each source token. The decoder "
                    "needs one for each target position."
                ),
            ),
            Option(
                N_("queries from the target; keys and values from the encoder"),
                N_("The target asks, the source answers: in every decoder layer."),
                right=True,
            ),
            Option(
                N_("all three from the target"),
                N_(
                    "This is the decoder's self-attention. The source would never be "
                    "read."
                ),
            ),
        ],
    ),
    Question(
        N_("In training the causal mask was forgotten. What do you see?"),
        [
            Option(
                N_("a loss near zero, and rubbish when the model runs freely"),
                N_(
                    "It copies the next word, which it can see in training and not in "
                    "use."
                ),
                right=True,
            ),
            Option(
                N_("a loss that does not fall"),
                N_("On the contrary: with the answer in sight the task is easy."),
            ),
            Option(
                N_("an error, because the shapes do not fit"),
                N_(
                    "No shape depends on the mask. That is why the mistake is so "
                    "common."
                ),
            ),
        ],
    ),
    Question(
        N_("Why does a stack of pre-LN layers need one more norm at its end?"),
        [
            Option(
                N_("to normalise over the sentences of the batch"),
                N_("Layer norm never looks at another sentence."),
            ),
            Option(
                N_("because softmax needs inputs of variance 1"),
                N_("Softmax takes any numbers; and the output layer stands between."),
            ),
            Option(
                N_("because the sum that passes by all sublayers was never normed"),
                N_(
                    "Each layer adds to it, so that it grows with depth. The last norm "
                    "brings it back to scale."
                ),
                right=True,
            ),
        ],
    ),
    Question(
        N_(
            "In use a decoder keeps the keys and values of the words before. Why may "
            "it?"
        ),
        [
            Option(
                N_("because a word that is written does not change"),
                N_(
                    "This is enough for the first layer. Higher up a key is made from "
                    "all that the word has looked at."
                ),
            ),
            Option(
                N_("because no word has looked at what comes behind it, in any layer"),
                N_("The causal mask sees to it: what comes later reaches no key."),
                right=True,
            ),
            Option(
                N_("because the softmax weighs them anew in each step"),
                N_("It does, but it would weigh old keys that are no longer right."),
            ),
        ],
    ),
    Question(
        N_("What does the feed-forward network do with the words of a sentence?"),
        [
            Option(
                N_("it mixes neighbouring words, like a convolution"),
                N_("A convolution of kernel size 3 would. This one has size 1."),
            ),
            Option(
                N_("the same to each of them, and none sees another"),
                N_(
                    "It is a convolution of kernel size 1. Only attention carries "
                    "something from word to word."
                ),
                right=True,
            ),
            Option(
                N_("something else at each position, with weights of its own"),
                N_(
                    "“Position-wise” means: at every position by itself, with the same "
                    "weights."
                ),
            ),
        ],
    ),
    Question(
        N_(
            "A sentence becomes twice as long. What happens to the weights of one "
            "self-attention?"
        ),
        [
            Option(
                N_("there are four times as many"),
                N_(
                    "Each token looks at each: n · n weights a head. This is the price "
                    "of having no steps in sequence."
                ),
                right=True,
            ),
            Option(
                N_("there are twice as many"),
                N_("The number of rows doubles, and the number of columns too."),
            ),
            Option(
                N_("as many as before: they are parameters"),
                N_(
                    "The projections are parameters. The weights are computed for each "
                    "sentence anew."
                ),
            ),
        ],
    ),
]
