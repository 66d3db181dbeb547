"""The quiz on layer normalisation."""

from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_

QUIZ = [
    Question(
        N_("Over what does layer norm take its mean?"),
        [
            Option(
                N_("over the batch, feature by feature"),
                N_("This is batch norm."),
            ),
            Option(
                N_("over the features of one token"),
                N_("No other token, sentence or padding has a say in it."),
                right=True,
            ),
            Option(
                N_("over the tokens of one sentence"),
                N_("Then padding would count, and the future too."),
            ),
        ],
    ),
    Question(
        N_("What is ε for?"),
        [
            Option(
                N_("it keeps a token of equal features from a division by zero"),
                N_("And it stands under the root, beside the variance."),
                right=True,
            ),
            Option(
                N_("it makes the variance unbiased"),
                N_("Layer norm's variance is biased, on purpose."),
            ),
            Option(
                N_("it is learned"),
                N_("Weight and bias are learned; ε is fixed."),
            ),
        ],
    ),
    Question(
        N_(
            "In which layout does no layer rescale the gradient on its way past the "
            "sublayers?"
        ),
        [
            Option(
                N_("post-LN: norm after the sum"),
                N_("There a norm rescales it, once in every layer."),
            ),
            Option(
                N_("in both"),
                N_("In post-LN every sum passes through a norm."),
            ),
            Option(
                N_("pre-LN: norm before the sublayer"),
                N_("From the last norm back to the first layer it is a plain sum."),
                right=True,
            ),
        ],
    ),
    Question(
        N_(
            "A sentence is translated differently when its neighbours in the batch "
            "change. What would you suspect?"
        ),
        [
            Option(
                N_("layer norm"),
                N_("It knows no neighbours."),
            ),
            Option(
                N_("batch norm in training mode"),
                N_("Its statistics are those of the whole batch."),
                right=True,
            ),
            Option(
                N_("the residual connection"),
                N_("It adds only what belongs to the sentence itself."),
            ),
        ],
    ),
]
