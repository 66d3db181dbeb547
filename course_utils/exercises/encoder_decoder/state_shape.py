"""Exercise 1.1, predict: the shape of a state."""

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

check_state_shape = Exercise(
    "1.1",
    "predict",
    N_("The shape of a state"),
    solution=(5, 7),
    why=N_("Five images, and one number for each of the seven filters."),
    hints=(
        N_(
            "Which of the sizes in the question does the global maximum make disappear?"
        ),
        N_("One row for each image; in a row, one number for each filter."),
    ),
    mistakes=(
        Mistake(
            (7,),
            N_("That is the state of one image. Where does the batch go?"),
        ),
        Mistake(
            (7, 5),
            N_("The batch is always the first axis: one row for each image."),
        ),
        Mistake(
            (5, 3),
            N_("That is the output, after the decoder. The state comes before it."),
        ),
        Mistake(
            (5, 8),
            N_("Eight is the usual number of filters. How many are there here?"),
        ),
        Mistake(
            (5, 7, 12, 20),
            N_("Those are the feature maps. What does the encoder keep of each map?"),
        ),
        Mistake(
            (5, 7, 24, 40),
            N_(
                "Those would be maps as large as the image. What does the encoder "
                "keep of each map?"
            ),
        ),
        Mistake(
            (5, 7, 1, 1),
            N_("The count is right. But the maximum leaves no height and no width."),
        ),
        Mistake(
            (5, 1680),
            N_("You kept every place of the maps; the state keeps the largest only."),
        ),
        Mistake(
            (5, 2),
            N_("The batch is right. How many numbers are kept of each image?"),
            when=lambda yours, target: len(yours) == 2 and yours[0] == 5,
        ),
        Mistake(
            (1, 7),
            N_("The numbers are right. How many images are in the batch?"),
            when=lambda yours, target: len(yours) == 2 and yours[1] == 7,
        ),
        Mistake(
            (5, 7, 12),
            N_("Two numbers are asked for: images, and numbers for each image."),
            when=lambda yours, target: len(yours) != 2,
        ),
    ),
)
