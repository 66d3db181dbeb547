"""Exercise 1.3, repair: find the leak."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_utils.encoder_decoder import (
    LinearEncoderDecoder,
)
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


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


def _cases_error(seed: int) -> list[tuple]:
    rng = torch.Generator().manual_seed(seed)
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
