"""The quiz on encoder–decoder."""

from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_

QUIZ = (
    Question(
        N_("What does the decoder know about the input?"),
        (
            Option(
                N_("All of it: it may look at the input again."),
                N_(
                    "Then the state would be an ornament. You saw what happens: a "
                    "decoder that can peek ignores the state."
                ),
            ),
            Option(
                N_("What is in the state, and nothing else."),
                N_("The state is the only door between the two halves."),
                right=True,
            ),
            Option(
                N_("Nothing; it only reads its own output."),
                N_(
                    "It may read its own output too, but `start(memory)` hands it the "
                    "state."
                ),
            ),
        ),
    ),
    Question(
        N_("In the small CNN, what is the state?"),
        (
            Option(
                N_("The weights of the convolutions."),
                N_(
                    "Weights are what training leaves behind; they are the same for "
                    "every image. The state is different for each image."
                ),
            ),
            Option(
                N_("The four probabilities."),
                N_("They are the output. The decoder makes them from the state."),
            ),
            Option(
                N_("The largest number of each feature map."),
                N_("These few numbers are all that the decoder gets to see."),
                right=True,
            ),
        ),
    ),
    Question(
        N_(
            "PCA keeps 10 components. Which linear encoder–decoder with a state of 10 "
            "numbers loses less on the same images?"
        ),
        (
            Option(
                N_("None."),
                N_("This is what Eckart and Young proved in 1936."),
                right=True,
            ),
            Option(
                N_("One that is trained for long enough."),
                N_("Training comes down to the same error from above, never below it."),
            ),
            Option(
                N_("One with two layers in the encoder."),
                N_("Two linear layers in a row are one linear layer."),
            ),
        ),
    ),
    Question(
        N_(
            "Your autoencoder reconstructs new images perfectly, even with a state of "
            "1 number. What do you check first?"
        ),
        (
            Option(
                N_("The learning rate."),
                N_(
                    "A learning rate changes how fast it learns, not what is possible. "
                    "This result is too good to be true."
                ),
            ),
            Option(
                N_("That the test images are large enough."),
                N_("Larger images would need more numbers, not fewer."),
            ),
            Option(
                N_("Another way from input to output."),
                N_(
                    "Set the state to zero. If the output stays the same, the "
                    "information came another way."
                ),
                right=True,
            ),
        ),
    ),
    Question(
        N_("Why does `step` return a new state beside the probabilities?"),
        (
            Option(
                N_("So that the next step knows what was written before."),
                N_(
                    "One token alone cannot tell: after a 20 there may be something "
                    "left to pay, or nothing."
                ),
                right=True,
            ),
            Option(
                N_("So that the encoder can be trained."),
                N_("Training uses `forward`, and gradients flow without our help."),
            ),
            Option(
                N_("To save memory."),
                N_("It costs a little memory. It is there to remember."),
            ),
        ),
    ),
)
