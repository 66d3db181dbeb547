"""Exercise 1.2, build: the best linear encoder–decoder."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def reconstruct(
    images: Float[Tensor, "num_images num_pixels"], state_size: int
) -> Float[Tensor, "num_images num_pixels"]:
    """Encode each image in `state_size` numbers, and decode it, linearly."""
    mean = images.mean(dim=0)
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    components = rows[:state_size]
    state = (images - mean) @ components.T
    return mean + state @ components


Part = Callable[[Tensor], Tensor]


def _mean(images: Tensor) -> Tensor:
    return images.mean(dim=0)


def _none(images: Tensor) -> Tensor:
    return torch.zeros(())


def _pca(
    fitted: Part = _mean,
    encoded: Part = _mean,
    decoded: Part = _mean,
    kept: Callable[[Tensor, int], Tensor] = lambda rows, size: rows[:size],
    whole: bool = False,
) -> Callable:
    """Return an answer with a fault: what each part takes for the mean, what is kept.

    `whole` asks the SVD for all rows, those beyond the images' own too.
    """

    def answer(images: Tensor, state_size: int) -> Tensor:
        centred = images - fitted(images)
        components = kept(torch.linalg.svd(centred, full_matrices=whole).Vh, state_size)
        state = (images - encoded(images)) @ components.T
        return decoded(images) + state @ components

    return answer


def _everywhere(mean: Part) -> Callable:
    return _pca(mean, mean, mean)


def _without_lengths(images: Tensor, state_size: int) -> Tensor:
    mean = images.mean(dim=0)
    u, _s, vh = torch.linalg.svd(images - mean, full_matrices=False)
    return mean + u[:, :state_size] @ vh[:state_size]


def _no_decoder(images: Tensor, state_size: int) -> Tensor:
    mean = images.mean(dim=0)
    vh = torch.linalg.svd(images - mean, full_matrices=False).Vh
    return (images - mean) @ vh[:state_size].T


def _cases_reconstruct(seed: int) -> list[tuple]:
    """Make many and few images, states that are small and that are nearly all."""
    rng = torch.Generator().manual_seed(seed)
    sizes = [(7, 5, 3), (3, 11, 2), (13, 7, 1), (17, 11, 5), (5, 13, 3)]
    return [
        (
            torch.randn(n, pixels, generator=rng) * 2
            + 7 * torch.rand(pixels, generator=rng),
            k,
        )
        for n, pixels, k in sizes
    ]


_OTHER_AXIS = N_(
    "The components are the rows of `Vh` (the columns of `V`). You took the other axis."
)

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
            _everywhere(_none),
            N_(
                "Subtract the mean image before the SVD; otherwise the first component "
                "is wasted on it."
            ),
        ),
        Mistake(
            _pca(fitted=_none),
            N_(
                "The encoder is right. But the components must come from the SVD of "
                "`images - mean` too."
            ),
        ),
        Mistake(
            _pca(decoded=_none),
            N_("Off by the mean image: the decoder must add it again."),
        ),
        Mistake(
            _pca(encoded=_none),
            N_(
                "The components are right. The encoder must subtract the mean too: "
                "encode `images - mean`."
            ),
        ),
        Mistake(
            _pca(encoded=lambda images: 2 * images.mean(dim=0)),
            N_("The encoder subtracts the mean image twice."),
        ),
        Mistake(_pca(kept=lambda rows, size: rows[:, :size].T), _OTHER_AXIS),
        Mistake(
            _pca(kept=lambda rows, size: rows[:, :size].T, whole=True), _OTHER_AXIS
        ),
        Mistake(
            _pca(kept=lambda rows, size: rows[-size:]),
            N_("You kept the last components; the most important ones come first."),
        ),
        Mistake(
            _pca(kept=lambda rows, size: rows[: size + 1]),
            N_("You keep one component too many: `state_size` of them."),
        ),
        Mistake(
            _pca(kept=lambda rows, size: rows[: size - 1]),
            N_("You keep one component too few: `state_size` of them."),
        ),
        Mistake(
            _everywhere(lambda images: images.mean()),
            N_(
                "You took one number for all pixels. Each pixel has its own mean: "
                "`dim=0`."
            ),
        ),
        Mistake(
            _everywhere(lambda images: images.mean(dim=1, keepdim=True)),
            N_(
                "You averaged the pixels of each image. The mean image is the average "
                "over the images: `dim=0`."
            ),
        ),
        Mistake(
            _without_lengths,
            N_(
                "`S` is missing: the columns of `U` all have length 1. The state is "
                "`U * S`."
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
