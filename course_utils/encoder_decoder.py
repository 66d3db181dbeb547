"""The encoder–decoder: the interface that every model keeps, and three small examples.

An encoder turns the input into a state; a decoder turns the state into the output.
"""

from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn
from tqdm.auto import tqdm

from course_utils.data import BOS_ID, EOS_ID
from course_utils.data.shapes import ShapeImages


def device_of(model: nn.Module) -> torch.device:
    """Return where the weights are, and so where a model's input must be."""
    weights = next(model.parameters(), None)
    return torch.get_default_device() if weights is None else weights.device


class EncoderDecoder(nn.Module):
    """The four methods that every sequence model of this course has.

    `encode` and `start` run once a sentence; `step` runs once for each token that is
    written; `forward` takes the whole target in one call, where it is known (training).

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


class CoinChanger(EncoderDecoder):
    """A model without weights: put coins in, and it pays the sum in large coins.

    Tokens are the coins themselves; a source may have any length, <pad> is worth 0.
    It knows for certain what comes next.
    """

    coins = (5, 10, 20, 50)
    vocab_size = 51

    def encode(self, src: Int[Tensor, "batch src_len"]) -> Int[Tensor, " batch"]:
        """Add the coins up: the memory is one number for each row."""
        return src.sum(dim=1)

    def start(self, memory: Int[Tensor, " batch"]) -> Int[Tensor, " batch"]:
        """Return what is left to pay: everything."""
        return memory

    def step(
        self, tokens: Int[Tensor, " batch"], state: Int[Tensor, " batch"]
    ) -> tuple[Float[Tensor, "batch vocab_size"], Int[Tensor, " batch"]]:
        left = state - tokens.masked_fill(tokens == BOS_ID, 0)
        coins = torch.tensor(self.coins, device=left.device)
        largest = (coins * (coins <= left[:, None])).amax(dim=1)
        following = largest.masked_fill(largest == 0, EOS_ID)
        return F.one_hot(following, self.vocab_size).log(), left

    def forward(
        self, src: Int[Tensor, "batch src_len"], tgt_in: Int[Tensor, "batch tgt_len"]
    ) -> Float[Tensor, "batch tgt_len vocab_size"]:
        state, logits = self.start(self.encode(src)), []
        for tokens in tgt_in.unbind(dim=1):
            log_probs, state = self.step(tokens, state)
            logits.append(log_probs)
        return torch.stack(logits, dim=1)


class ShapeClassifier(nn.Module):
    """A small CNN seen as an encoder–decoder: image -> a few numbers -> class.

    Its filters look for patterns everywhere; of each pattern the state keeps one
    number, the largest. So the image may have any size. A `state_size` of its own
    squeezes these numbers into fewer.
    """

    def __init__(
        self, num_classes: int, num_filters: int = 8, state_size: int | None = None
    ):
        super().__init__()
        self.filters = nn.Sequential(
            nn.Conv2d(1, num_filters, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(num_filters, num_filters, kernel_size=5, padding=2),
        )
        self.squeeze: nn.Module = nn.Identity()
        if state_size is not None:
            self.squeeze = nn.Linear(num_filters, state_size)
        self.decoder = nn.Linear(state_size or num_filters, num_classes)

    def encode(
        self, images: Float[Tensor, "batch 1 height width"]
    ) -> Float[Tensor, "batch state_size"]:
        """Return the state: how strongly each pattern was found, wherever it stands."""
        maps = self.filters(images)  # a map for each filter, half as high and wide
        return self.squeeze(maps.amax(dim=(2, 3)))

    def decode(
        self, state: Float[Tensor, "batch state_size"]
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


@torch.no_grad()
def share_named(model: nn.Module, shapes: ShapeImages) -> float:
    """Return the share of the images that the model names rightly."""
    parts = shapes.images.split(250)  # all at once would need much memory
    best = torch.cat([model(part).argmax(dim=1) for part in parts])
    return (best == shapes.labels).float().mean().item()


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
    ):
        self.mean = mean
        self.components = components  # orthonormal, the most important one first

    @classmethod
    def fit(
        cls, images: Float[Tensor, "num_images 1 height width"], state_size: int
    ) -> "LinearEncoderDecoder":
        """Find the components by a singular value decomposition of the images."""
        largest = min(len(images), images[0].numel())
        if not 1 <= state_size <= largest:
            raise ValueError(
                f"state_size is {state_size}; with {len(images)} images of "
                f"{images[0].numel()} pixels it must lie between 1 and {largest}."
            )
        mean = images.mean(dim=0)
        _, _, rows = torch.linalg.svd((images - mean).flatten(1), full_matrices=False)
        return cls(mean, rows[:state_size].reshape(state_size, *images.shape[1:]))

    def encode(
        self, images: Float[Tensor, "batch 1 height width"]
    ) -> Float[Tensor, "batch state_size"]:
        """Return the state: how much of each component is in the image."""
        if images.shape[-2:] != self.mean.shape[-2:]:
            given, made = (_size(each) for each in (images, self.mean))
            raise ValueError(
                f"The images are {given} pixels, but this model was made for {made}. "
                "Resize them, or make a model for their size."
            )
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

    def share_lost(
        self, images: Float[Tensor, "num_images 1 height width"]
    ) -> Float[Tensor, " state_sizes"]:
        """Return the share of these images' variance lost by 0, 1, 2, … numbers.

        By Pythagoras: what is lost is the whole less the squares of what is kept.
        The variance is measured about the model's own mean image.
        """
        whole = (images - self.mean).square().sum()
        kept = self.encode(images).square().sum(dim=0).cumsum(dim=0)
        return (1 - torch.cat([kept.new_zeros(1), kept]) / whole).clamp(min=0)


def _size(images: Tensor) -> str:
    return "×".join(map(str, images.shape[-2:]))
