"""Exercise 1.2, build: the best linear encoder–decoder."""

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


def _cases_reconstruct(seed: int) -> list[tuple]:
    rng = torch.Generator().manual_seed(seed)
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
