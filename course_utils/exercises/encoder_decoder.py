"""Exercises and quiz of notebook 01."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID
from course_utils.encoder_decoder import (
    EncoderDecoder,
    Fibonacci,
    LinearEncoderDecoder,
)
from course_utils.exercises.machinery.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_

__all__ = [
    "QUIZ",
    "check_held_out_error",
    "check_reconstruct",
    "check_smallest_state",
    "check_state_shape",
    "check_write",
    "show_hints",
    "show_solution",
]

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
            (8, 6),
            N_("Four numbers are asked for: images, maps, height, width."),
            when=lambda yours, target: len(yours) != 4,
        ),
    ),
)


def reconstruct(
    images: Float[Tensor, "num_images num_pixels"], state_size: int
) -> Float[Tensor, "num_images num_pixels"]:
    """Encode each image in `state_size` numbers, and decode it, linearly."""
    mean = images.mean(dim=0)
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    components = rows[:state_size]
    state = (images - mean) @ components.T
    return mean + state @ components


def _without_centring(images, state_size):
    _, _, rows = torch.linalg.svd(images, full_matrices=False)
    components = rows[:state_size]
    return images @ components.T @ components


def _mean_not_added_back(images, state_size):
    return reconstruct(images, state_size) - images.mean(dim=0)


def _columns(images, state_size):
    mean = images.mean(dim=0)
    _, _, rows = torch.linalg.svd(images - mean)
    components = rows[:, :state_size]
    return mean + (images - mean) @ components @ components.T


def _last_components(images, state_size):
    mean = images.mean(dim=0)
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    components = rows[-state_size:]
    return mean + (images - mean) @ components.T @ components


def _one_mean_for_all(images, state_size):
    mean = images.mean()
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    components = rows[:state_size]
    return mean + (images - mean) @ components.T @ components


def _mean_of_each_image(images, state_size):
    mean = images.mean(dim=1, keepdim=True)
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    components = rows[:state_size]
    return mean + (images - mean) @ components.T @ components


def _encoded_with_the_mean(images, state_size):
    mean = images.mean(dim=0)
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    components = rows[:state_size]
    return mean + images @ components.T @ components


def _no_decoder(images, state_size):
    mean = images.mean(dim=0)
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    return (images - mean) @ rows[:state_size].T


def _cases_reconstruct() -> list[tuple]:
    rng = torch.Generator().manual_seed(0)
    sizes = [(11, 5, 2), (7, 3, 1)]
    return [
        (torch.randn(n, pixels, generator=rng) + torch.arange(pixels), k)
        for n, pixels, k in sizes
    ]


check_reconstruct = Exercise(
    "1.2",
    "build",
    N_("The best linear encoder–decoder"),
    solution=reconstruct,
    cases=_cases_reconstruct,
    hints=(
        N_(
            "Subtract the mean image. `torch.linalg.svd(…, full_matrices=False)` "
            "gives `U, S, Vh`; the first rows of `Vh` are the components."
        ),
        N_(
            "state = centred images @ components.T; then go back with @ components, "
            "and add the mean again."
        ),
    ),
    mistakes=(
        Mistake(
            _without_centring,
            N_(
                "Subtract the mean image before the SVD; otherwise the first component "
                "is wasted on it."
            ),
        ),
        Mistake(
            _mean_not_added_back,
            N_("Off by the mean image: the decoder must add it again."),
        ),
        Mistake(
            _encoded_with_the_mean,
            N_(
                "The components are right. The encoder must subtract the mean too: "
                "encode `images - mean`."
            ),
        ),
        Mistake(
            _columns,
            N_(
                "torch returns `Vh`, already transposed: its rows are the components, "
                "not its columns."
            ),
        ),
        Mistake(
            _last_components,
            N_("You kept the last components; the most important ones come first."),
        ),
        Mistake(
            _one_mean_for_all,
            N_(
                "You took one number for all pixels. Each pixel has its own mean: "
                "`dim=0`."
            ),
        ),
        Mistake(
            _mean_of_each_image,
            N_(
                "You averaged the pixels of each image. The mean image is the average "
                "over the images: `dim=0`."
            ),
        ),
        Mistake(
            lambda images, state_size: images,
            N_("The images came back unchanged: nothing went through the state."),
        ),
        Mistake(
            _no_decoder,
            N_("That is the state. Now decode it: back to the size of the images."),
        ),
    ),
)


def held_out_error(
    train: Float[Tensor, "num_train 1 height width"],
    test: Float[Tensor, "num_test 1 height width"],
    state_size: int,
) -> Float[Tensor, ""]:
    """Return the mean squared error on images that the model has never seen."""
    model = LinearEncoderDecoder.fit(train, state_size)
    result = model.decode(model.encode(test))
    return (result - test).square().mean()


def leaking_error(train, test, state_size):
    """Return the error on test images, with a planted bug."""
    images = torch.cat([train, test])
    model = LinearEncoderDecoder.fit(images, state_size)
    result = model.decode(model.encode(images))[-len(test) :]
    return (result - test).square().mean()


def _cases_error() -> list[tuple]:
    rng = torch.Generator().manual_seed(0)
    images = torch.rand(23 + 7 + 17 + 5, 1, 3, 5, generator=rng).split([23, 7, 17, 5])
    return [(images[0], images[1], 3), (images[2], images[3], 2)]


check_held_out_error = Exercise(
    "1.3",
    "repair",
    N_("Find the leak"),
    solution=held_out_error,
    stub=leaking_error,
    cases=_cases_error,
    hints=(
        N_("Which images did `fit` see? Which should it never see?"),
        N_("Fit on `train` alone. Then encode and decode `test` alone."),
    ),
    mistakes=(
        Mistake(
            lambda train, test, state_size: held_out_error(test, test, state_size),
            N_("Now the model is fitted on the test images: a worse leak than before."),
        ),
        Mistake(
            lambda train, test, state_size: held_out_error(train, train, state_size),
            N_(
                "No leak, but you measure on the images it was fitted on. Measure on "
                "`test`."
            ),
        ),
        Mistake(
            lambda train, test, state_size: held_out_error(test, train, state_size),
            N_("You swapped the two: fit on `train`, measure on `test`."),
        ),
        Mistake(
            lambda train, test, state_size: (
                held_out_error(train, test, state_size) * test.numel()
            ),
            N_(
                "The leak is gone. But this is the sum of the squares; the mean is "
                "asked for."
            ),
        ),
        Mistake(
            lambda train, test, state_size: held_out_error(
                train, torch.cat([train, test]), state_size
            ),
            N_(
                "The model is right now, but the error is that of all images. Measure "
                "on `test` alone."
            ),
        ),
    ),
)


def write(model: EncoderDecoder, src: Int[Tensor, "1 src_len"], max_len: int) -> list:
    """Write the likeliest token again and again, until <eos> or max_len tokens."""
    state = model.start(model.encode(src))
    tokens, written = torch.tensor([BOS_ID]), []
    while len(written) < max_len:
        log_probs, state = model.step(tokens, state)
        tokens = log_probs.argmax(dim=1)
        if tokens.item() == EOS_ID:
            break
        written.append(tokens.item())
    return written


def _always_bos(model, src, max_len):
    state = model.start(model.encode(src))
    written = []
    while len(written) < max_len:
        log_probs, state = model.step(torch.tensor([BOS_ID]), state)
        written.append(log_probs.argmax(dim=1).item())
    return written


def _state_dropped(model, src, max_len):
    state = model.start(model.encode(src))
    tokens, written = torch.tensor([BOS_ID]), []
    while len(written) < max_len:
        log_probs, _ = model.step(tokens, state)
        tokens = log_probs.argmax(dim=1)
        if tokens.item() == EOS_ID:
            break
        written.append(tokens.item())
    return written


def _without_start(model, src, max_len):
    return model.step(torch.tensor([BOS_ID]), model.encode(src))


def _without_stop(model, src, max_len):
    state = model.start(model.encode(src))
    tokens, written = torch.tensor([BOS_ID]), []
    while len(written) < max_len:
        log_probs, state = model.step(tokens, state)
        tokens = log_probs.argmax(dim=1)
        written.append(tokens.item())
    return written


def _with_eos(model, src, max_len):
    written = _without_stop(model, src, max_len)
    return written[: written.index(EOS_ID) + 1] if EOS_ID in written else written


def _cases_write() -> list[tuple]:
    return [
        (Fibonacci(100), torch.tensor([[5, 8]]), 20),
        (Fibonacci(50), torch.tensor([[9, 4]]), 3),
    ]


check_write = Exercise(
    "1.4",
    "build",
    N_("Write with encode, start and step"),
    solution=write,
    cases=_cases_write,
    hints=(
        N_(
            "Before the loop: `state = model.start(model.encode(src))`, and the first "
            "token is `BOS_ID`. What must each turn hand on to the next?"
        ),
        N_(
            "Each turn: `log_probs, state = model.step(tokens, state)`, then "
            "`tokens = log_probs.argmax(dim=1)`. If that is `EOS_ID`, stop before you "
            "append it."
        ),
    ),
    mistakes=(
        Mistake(
            _always_bos,
            N_(
                "The same token comes again and again: the decoder is fed `<bos>` "
                "every time. Feed it what it wrote last."
            ),
        ),
        Mistake(
            _state_dropped,
            N_(
                "You throw the new state away. Each step must go on from the state "
                "that the last step returned."
            ),
        ),
        Mistake(
            _without_start,
            N_(
                "The memory is not yet a state: `model.start(memory)` makes the first "
                "one."
            ),
        ),
        Mistake(
            _with_eos,
            N_("`<eos>` only says that the answer is over; it is not part of it."),
        ),
        Mistake(
            _without_stop,
            N_("You go on after `<eos>`. Stop there."),
        ),
        Mistake(
            lambda model, src, max_len: [BOS_ID, *write(model, src, max_len)],
            N_("`<bos>` starts the decoder; the model did not write it."),
        ),
        Mistake(
            lambda model, src, max_len: write(model, src, 1000),
            N_("Stop after `max_len` tokens too: not every model ends by itself."),
        ),
        Mistake(
            lambda model, src, max_len: torch.tensor(write(model, src, max_len)),
            N_("The numbers are in a tensor; return a list of ints: `tokens.item()`."),
            when=lambda output, target: any(
                isinstance(each, Tensor) for each in output
            ),
        ),
    ),
)

check_smallest_state = Exercise(
    "1.5",
    "explore",
    N_("A quarter of the variance"),
    solution=32,
    why=N_("An eighth of the 256 numbers carries three quarters of the variance."),
    hints=(
        N_("Read the sentence under the curve, the part “of all images”."),
        N_(
            "Get close with the mouse, then use ← and → to find the place where it "
            "turns from 0.26 to 0.25."
        ),
    ),
    mistakes=(
        Mistake(
            0.25,
            N_("That is the error. How many numbers does the state need to reach it?"),
        ),
        Mistake(
            256,
            N_("That is all the pixels. The state can be much smaller."),
        ),
        Mistake(
            33,
            N_("That is enough, but a smaller state will do as well."),
            when=lambda output, target: target < output <= 256,
        ),
        Mistake(
            29,
            N_("Not enough yet: at this size more than 0.25 is lost."),
            when=lambda output, target: 1 <= output < target,
        ),
        Mistake(
            "32 numbers",
            N_("Give just the number, such as `12`."),
            when=lambda output, target: isinstance(output, str),
        ),
    ),
)

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
                N_("The feature maps after the last pooling."),
                N_("They are what the encoder hands to the dense layer."),
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
                N_("One token alone cannot tell: 13 may be followed by 21 or by 17."),
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
