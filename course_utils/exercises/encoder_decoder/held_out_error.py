"""Exercise 1.3, repair: find the leak."""

from collections.abc import Callable

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


def _measured(measure: Callable[[Tensor], Tensor]) -> Callable:
    """Return an answer without the leak that sums the differences up in another way."""

    def answer(train: Tensor, test: Tensor, state_size: int) -> Tensor:
        model = LinearEncoderDecoder.fit(train, state_size)
        return measure(model.decode(model.encode(test)) - test)

    return answer


def _compared(
    pick: Callable[[Tensor, Tensor], Tensor], leaks: bool = False
) -> Callable:
    """Return an answer that compares `test` with the reconstruction of other images."""

    def answer(train: Tensor, test: Tensor, state_size: int) -> Tensor:
        seen = torch.cat([train, test]) if leaks else train
        model = LinearEncoderDecoder.fit(seen, state_size)
        return (model.decode(model.encode(pick(train, test))) - test).square().mean()

    return answer


def _mean_of_test(train: Tensor, test: Tensor, state_size: int) -> Tensor:
    model = LinearEncoderDecoder.fit(train, state_size)
    return held_out_error(train - model.mean, test - test.mean(dim=0), state_size)


def _cases_error(seed: int) -> list[tuple]:
    """Make many and few images of several sizes; those of the test are darker."""
    rng = torch.Generator().manual_seed(seed)
    sizes = [(23, 7, 3, 5, 2), (17, 5, 7, 2, 3), (13, 11, 2, 3, 5), (5, 3, 5, 7, 1)]
    return [
        (
            torch.rand(train, 1, height, width, generator=rng),
            torch.rand(test, 1, height, width, generator=rng) ** 2,
            k,
        )
        for train, test, height, width, k in sizes
    ]


_OTHER_IMAGES = N_(
    "You compare `test` with the reconstructions of other images. Encode and decode "
    "`test` itself."
)

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
            _measured(lambda gaps: gaps.square().sum()),
            N_(
                "The leak is gone. But this is the sum of the squares; the mean is "
                "asked for."
            ),
        ),
        Mistake(
            _measured(lambda gaps: gaps.square().sum() / len(gaps)),
            N_(
                "The leak is gone. But you divide by the number of images; the mean "
                "runs over their pixels too."
            ),
        ),
        Mistake(
            _measured(lambda gaps: gaps.abs().mean()),
            N_("The leak is gone. But the error is the mean of the *squares*."),
        ),
        Mistake(
            _measured(lambda gaps: gaps.square().mean().sqrt()),
            N_("The leak is gone. But this is the root of the mean; leave it out."),
        ),
        Mistake(_compared(lambda train, test: train[-len(test) :]), _OTHER_IMAGES),
        Mistake(_compared(lambda train, test: train[: len(test)]), _OTHER_IMAGES),
        Mistake(
            _compared(lambda train, test: train[-len(test) :], leaks=True),
            _OTHER_IMAGES,
        ),
        Mistake(
            _compared(lambda train, test: train[: len(test)], leaks=True),
            _OTHER_IMAGES,
        ),
        Mistake(
            _mean_of_test,
            N_(
                "The mean image comes from `test`. That is a leak too: take that of "
                "`train`."
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
        Mistake(
            lambda train, test, state_size: held_out_error(
                torch.cat([train, test]), torch.cat([train, test]), state_size
            ),
            N_(
                "This is the error on all images, and the model has seen them all. Fit "
                "on `train`, measure on `test`."
            ),
        ),
    ),
)
