"""Exercise 8.1, predict: how many numbers."""

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

check_size = Exercise(
    "8.1",
    "predict",
    N_("How many numbers"),
    solution=172,
    why=N_(
        "Four projections of 4·4 + 4, widen 4·8 + 8 and narrow 8·4 + 4, and two norms "
        "of 4 + 4: 80 + 40 + 36 + 16 = 172. The number of heads does not matter."
    ),
    hints=(
        N_(
            "Go through the parts one after the other: attention, feed-forward, and "
            "one norm for each of the two. A linear layer has a bias too."
        ),
        N_(
            "Attention has four projections: of queries, keys, values, and of the "
            "output. A linear layer from n to m numbers has n·m + m parameters."
        ),
    ),
    mistakes=[
        Mistake(
            128,
            N_("These are the weights alone. Where are the biases, and the norms?"),
        ),
        Mistake(
            144,
            N_("You left out the biases of the linear layers."),
        ),
        Mistake(
            152,
            N_(
                "Attention has four projections, not three: the heads' outputs are "
                "projected once more."
            ),
        ),
        Mistake(
            156,
            N_(
                "16 are missing. The two norms have a weight and a bias a feature, "
                "and each of the four projections has a bias. Which did you leave out?"
            ),
        ),
        Mistake(
            160,
            N_(
                "12 are missing: as many as the biases of the feed-forward network, or "
                "of three projections."
            ),
        ),
        Mistake(
            164,
            N_(
                "8 are missing. Are there two norms, each with a weight and a bias, "
                "and does widening have a bias?"
            ),
        ),
        Mistake(
            168,
            N_(
                "4 are missing: one bias. Do all four projections have one, and the "
                "layer that narrows?"
            ),
        ),
        Mistake(
            92,
            N_("This is the layer without its attention."),
        ),
        Mistake(
            96,
            N_("These are attention and the norms. Where is the feed-forward network?"),
        ),
        Mistake(
            252,
            N_(
                "The heads share the width between them: two heads of 2 features cost "
                "as much as one head of 4."
            ),
        ),
        Mistake(
            260,
            N_("This is a decoder layer: it has a second attention, and a third norm."),
        ),
        Mistake(
            344,
            N_("These are two layers; asked for is one."),
        ),
        Mistake(
            300,
            N_(
                "Too many. Is it one *encoder* layer, without embeddings, and do the "
                "heads share the width?"
            ),
            when=lambda yours, target: yours > target,
        ),
    ],
)
