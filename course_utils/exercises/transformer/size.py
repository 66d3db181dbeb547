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
            144,
            N_("You left out the biases of the linear layers."),
        ),
        Mistake(
            156,
            N_("You left out the two norms: each has a weight and a bias a feature."),
        ),
        Mistake(
            152,
            N_(
                "Attention has four projections, not three: the heads' outputs are "
                "projected once more."
            ),
        ),
        Mistake(
            164,
            N_(
                "There are two norms: one for attention, one for the feed-forward "
                "network."
            ),
        ),
        Mistake(
            332,
            N_(
                "The heads share the width between them: two heads of 2 features cost "
                "as much as one head of 4."
            ),
            when=lambda yours, target: yours > 230,
        ),
    ],
)
