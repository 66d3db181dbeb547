"""Exercise 1.1, predict: the shape of a state."""

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

check_state_shape = Exercise(
    "1.1",
    "predict",
    N_("The shape of a state"),
    solution=(5, 8, 6, 6),
    why=N_("Five images, eight maps, and each pooling halves the side: 24 → 12 → 6."),
    hints=(
        N_(
            "The state has the shape (batch, num_maps, height, width). Which of these "
            "depends on the number of classes?"
        ),
        N_(
            "The convolutions keep the side length, as their padding is 2. Each of the "
            "two poolings halves it."
        ),
    ),
    mistakes=(
        Mistake(
            (8, 6, 6),
            N_("That is the state of one image. Where does the batch go?"),
        ),
        Mistake(
            (5, 8, 24, 24),
            N_("The convolutions keep the side length, but what do the poolings do?"),
        ),
        Mistake(
            (5, 8, 12, 12),
            N_("That is after one pooling. There are two."),
        ),
        Mistake(
            (5, 6, 6, 8),
            N_(
                "The numbers are right. In PyTorch the maps come before height and "
                "width."
            ),
        ),
        Mistake(
            (5, 288),
            N_(
                "The count is right. But it is the decoder that flattens; the state "
                "still has rows and columns."
            ),
        ),
        Mistake(
            (5, 4),
            N_("That is the output, after the decoder. The state comes before it."),
        ),
        Mistake(
            (8, 5, 6, 6),
            N_("The batch is always the first axis: one entry for each image."),
        ),
        Mistake(
            (5, 1, 6, 6),
            N_(
                "Rows and columns are right. How many maps does the encoder make of "
                "each image?"
            ),
            when=lambda yours, target: (
                len(yours) == 4 and (yours[0], *yours[2:]) == (5, 6, 6)
            ),
        ),
        Mistake(
            (5, 8, 3, 3),
            N_("Images and maps are right. How long is a side after two poolings?"),
            when=lambda yours, target: len(yours) == 4 and yours[:2] == (5, 8),
        ),
        Mistake(
            (4, 8, 6, 6),
            N_("The maps are right. How many images are in the batch?"),
            when=lambda yours, target: len(yours) == 4 and yours[1:] == (8, 6, 6),
        ),
        Mistake(
            (8, 6),
            N_("Four numbers are asked for: images, maps, height, width."),
            when=lambda yours, target: len(yours) != 4,
        ),
    ),
)
