"""The encoder–decoder: the interface that every model keeps, and two small examples.

An encoder turns the input into a state; a decoder turns the state into the output.
"""

from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn
from tqdm.auto import tqdm

from course_utils.data import BOS_ID, EOS_ID


def device_of(model: nn.Module) -> torch.device:
    """Return where the weights are, and so where a model's input must be."""
    weights = next(model.parameters(), None)
    return torch.get_default_device() if weights is None else weights.device


class EncoderDecoder(nn.Module):
    """The four methods that every sequence model of this course has.

    `encode` and `start` run once a sentence; `step` runs once for each token that is
    written; `forward` does all steps in one call, when the target is known (training).

    `memory` and `state` may be a tensor or any nesting of tuples, lists and dicts of
    tensors. Every tensor in them has batch as its first axis, so that a search can
    keep, drop and copy rows without knowing the model.
    """

    def encode(self, src: Int[Tensor, "batch src_len"]) -> Any:
        """Read the source; return the memory, all that the decoder gets to see."""
        raise NotImplementedError(self._missing("encode(src) -> memory"))

    def start(self, memory: Any) -> Any:
        """Return the decoder's state before it has written anything."""
        raise NotImplementedError(self._missing("start(memory) -> state"))

    def step(
        self, tokens: Int[Tensor, " batch"], state: Any
    ) -> tuple[Float[Tensor, "batch vocab_size"], Any]:
        """Take the last token of each row; return (log_probs of the next, new state).

        The given state is not changed: a search may step twice from the same state.
        """
        raise NotImplementedError(self._missing("step(tokens, state)"))

    def forward(
        self, src: Int[Tensor, "batch src_len"], tgt_in: Int[Tensor, "batch tgt_len"]
    ) -> Float[Tensor, "batch tgt_len vocab_size"]:
        """Return the logits after each token of `tgt_in` (teacher forcing).

        Position t sees tgt_in up to and including t, exactly as `step` would.
        """
        raise NotImplementedError(self._missing("forward(src, tgt_in) -> logits"))

    def _missing(self, method: str) -> str:
        return (
            f"{type(self).__name__} does not define {method}. Every encoder–decoder "
            "defines encode, start, step and forward; see course_utils.encoder_decoder."
        )


class Fibonacci(EncoderDecoder):
    """A model without weights: it goes on with a series in which a + b follows a, b.

    The source is the first two numbers, 4 or more; tokens are the numbers themselves.
    It knows for certain what comes next, and ends before `vocab_size` is reached.
    """

    def __init__(self, vocab_size: int):
        super().__init__()
        self.vocab_size = vocab_size

    def encode(
        self, src: Int[Tensor, "batch 2"]
    ) -> tuple[Int[Tensor, " batch"], Int[Tensor, " batch"]]:
        """Find how the series begins: its first number, and the one before it."""
        first, second = src.unbind(dim=1)
        return first, second - first

    def start(
        self, memory: tuple[Int[Tensor, " batch"], Int[Tensor, " batch"]]
    ) -> Int[Tensor, "batch 2"]:
        return torch.stack(memory, dim=1)

    def step(
        self, tokens: Int[Tensor, " batch"], state: Int[Tensor, "batch 2"]
    ) -> tuple[Float[Tensor, "batch vocab_size"], Int[Tensor, "batch 2"]]:
        first, previous = state.unbind(dim=1)
        following = torch.where(tokens == BOS_ID, first, tokens + previous)
        previous = torch.where(tokens == BOS_ID, previous, tokens)
        over = (following >= self.vocab_size) | (tokens == EOS_ID)
        following = following.masked_fill(over, EOS_ID)
        log_probs = F.one_hot(following, self.vocab_size).log()
        return log_probs, torch.stack([first, previous], dim=1)

    def forward(
        self, src: Int[Tensor, "batch 2"], tgt_in: Int[Tensor, "batch tgt_len"]
    ) -> Float[Tensor, "batch tgt_len vocab_size"]:
        state, logits = self.start(self.encode(src)), []
        for tokens in tgt_in.unbind(dim=1):
            log_probs, state = self.step(tokens, state)
            logits.append(log_probs)
        return torch.stack(logits, dim=1)


class ShapeClassifier(nn.Module):
    """A small CNN seen as an encoder–decoder: image -> feature maps -> class.

    The convolutions encode, the fully connected head decodes; the state between
    them is `num_maps` feature maps, four times smaller than the image on each side.
    """

    def __init__(self, image_size: int, num_classes: int, num_maps: int = 8):
        super().__init__()
        if image_size < 4 or image_size % 4:
            raise ValueError(
                f"image_size is {image_size}; the two poolings halve it twice, so it "
                "must be a multiple of 4."
            )
        self.image_size = image_size
        self.encoder = nn.Sequential(
            nn.Conv2d(1, num_maps, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(num_maps, num_maps, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.decoder = nn.Sequential(
            nn.Flatten(), nn.Linear(num_maps * (image_size // 4) ** 2, num_classes)
        )

    def encode(
        self, images: Float[Tensor, "batch 1 height width"]
    ) -> Float[Tensor, "batch num_maps map_height map_width"]:
        """Return the state: what each feature map found, and roughly where."""
        _check_image_size(images, (self.image_size, self.image_size))
        return self.encoder(images)

    def decode(
        self, state: Float[Tensor, "batch num_maps map_height map_width"]
    ) -> Float[Tensor, "batch num_classes"]:
        """Return the logits of the classes, seeing the state only."""
        return self.decoder(state)

    def forward(
        self, images: Float[Tensor, "batch 1 height width"]
    ) -> Float[Tensor, "batch num_classes"]:
        return self.decode(self.encode(images))


def train_classifier(
    model: nn.Module,
    images: Float[Tensor, "num_images 1 height width"],
    labels: Int[Tensor, " num_images"],
    *,
    epochs: int = 6,
    batch_size: int = 64,
    learning_rate: float = 1e-2,
    seed: int = 0,
) -> Float[Tensor, " num_steps"]:
    """Train the model in place with AdamW; return the loss of every step.

    The learning rate rises and falls once over the run. `seed` orders the batches.
    """
    rng = torch.Generator().manual_seed(seed)
    rounds = [torch.randperm(len(images), generator=rng) for _ in range(epochs)]
    batches = torch.cat(rounds).to(images.device).split(batch_size)
    optimiser = torch.optim.AdamW(model.parameters(), lr=learning_rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, learning_rate, total_steps=len(batches)
    )
    losses = []
    model.train()
    for batch in tqdm(batches, desc="training", unit="step"):
        loss = F.cross_entropy(model(images[batch]), labels[batch])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    model.eval()
    return torch.tensor(losses)


class LinearEncoderDecoder:
    """The best linear encoder–decoder, found in closed form: PCA.

    Encoding multiplies by a matrix, decoding by its transpose. No other linear pair
    with a state of this size has a smaller squared error on the fitted images.
    Eckart and Young 1936.
    """

    def __init__(
        self,
        mean: Float[Tensor, "1 height width"],
        components: Float[Tensor, "state_size 1 height width"],
        singular_values: Float[Tensor, " num_values"],
    ):
        self.mean = mean
        self.components = components  # orthonormal, the most important one first
        self.singular_values = singular_values  # all of them, not the kept ones only

    @classmethod
    def fit(
        cls, images: Float[Tensor, "num_images 1 height width"], state_size: int
    ) -> "LinearEncoderDecoder":
        """Find the components by a singular value decomposition of the images."""
        num_images, num_pixels = len(images), images.shape[1:].numel()
        largest = min(num_images, num_pixels)
        if not 1 <= state_size <= largest:
            raise ValueError(
                f"state_size is {state_size}; with {num_images} images of {num_pixels} "
                f"pixels it must lie between 1 and {largest}."
            )
        mean = images.mean(dim=0)
        centred = (images - mean).flatten(1)
        _, singular_values, rows = torch.linalg.svd(centred, full_matrices=False)
        components = rows[:state_size].reshape(state_size, *images.shape[1:])
        return cls(mean, components, singular_values)

    def encode(
        self, images: Float[Tensor, "batch 1 height width"]
    ) -> Float[Tensor, "batch state_size"]:
        """Return the state: how much of each component is in the image."""
        _check_image_size(images, tuple(self.mean.shape[1:]))
        return (images - self.mean).flatten(1) @ self.components.flatten(1).T

    def decode(
        self, state: Float[Tensor, "batch state_size"]
    ) -> Float[Tensor, "batch 1 height width"]:
        """Return the images that the state describes.

        A shorter state means its first numbers only; the missing ones count as 0.
        """
        given, kept = state.shape[1], len(self.components)
        if given > kept:
            raise ValueError(
                f"The state has {given} numbers, but only {kept} components were kept; "
                f"fit with state_size={given} or more."
            )
        return self.mean + torch.tensordot(state, self.components[:given], dims=1)

    def share_lost(self) -> Float[Tensor, " state_sizes"]:
        """Return the share of the variance lost by 0, 1, 2, … kept components."""
        energy = self.singular_values.square()
        kept = torch.cat([energy.new_zeros(1), energy.cumsum(0)])
        return (1 - kept / energy.sum())[: len(self.components) + 1].clamp(min=0)


def _check_image_size(images: Tensor, expected: tuple[int, ...]) -> None:
    height, width = images.shape[-2:]
    if (height, width) != expected:
        raise ValueError(
            f"The images are {height}×{width} pixels, but this model was made for "
            f"{expected[0]}×{expected[1]}. Resize them, or make a model for their size."
        )
