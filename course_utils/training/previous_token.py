"""Which token stood before? A task that needs order, and a model of attention alone.

Order may come in at four places: the input, the queries and keys, the scores, the mask.
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_utils.attention import masked_softmax
from course_utils.masks import causal_mask
from course_utils.multi_head_attention import merge_heads, split_heads
from course_utils.positional_encoding import PositionalEncoding

VOCAB, D_MODEL, NUM_HEADS = 11, 32, 2
TRAINED, MAX_LEN = 12, 64  # tokens of a training sentence; places made


class OrderedAttention(nn.Module):
    """Attention with three places where order may enter after the input.

    `turn` turns queries and keys, `bias` gives a number to add to each score, and
    `causal` hides what comes later.
    """

    def __init__(
        self,
        turn: nn.Module | None = None,
        bias: nn.Module | None = None,
        *,
        causal: bool = False,
    ) -> None:
        super().__init__()
        sizes = D_MODEL, D_MODEL
        self.query_proj, self.key_proj = nn.Linear(*sizes), nn.Linear(*sizes)
        self.value_proj, self.output_proj = nn.Linear(*sizes), nn.Linear(*sizes)
        self.turn, self.bias, self.causal = turn, bias, causal

    def forward(
        self, x: Float[Tensor, "batch length d_model"], mask: Tensor
    ) -> Float[Tensor, "batch length d_model"]:
        weights = self.weights(x, mask)
        values = split_heads(self.value_proj(x), NUM_HEADS)
        return self.output_proj(merge_heads(weights @ values))

    def weights(
        self, x: Float[Tensor, "batch length d_model"], mask: Tensor
    ) -> Float[Tensor, "batch heads length length"]:
        queries, keys = (
            split_heads(project(x), NUM_HEADS)
            for project in (self.query_proj, self.key_proj)
        )
        if self.turn:
            queries, keys = self.turn(queries), self.turn(keys)
        scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
        if self.bias:
            scores = scores + self.bias(x.shape[1])
        if self.causal:
            mask = mask & causal_mask(x.shape[1])
        return masked_softmax(scores, mask)


class Previous(nn.Module):
    """Name the token before each token; `add` puts order into the input.

    The embedding begins at N(0, 1), as torch has it: with numbers as large as those of
    small entries times √d_model.
    """

    def __init__(
        self,
        add: nn.Module | None = None,
        turn: nn.Module | None = None,
        bias: nn.Module | None = None,
        *,
        causal: bool = False,
        num_layers: int = 1,
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCAB, D_MODEL)
        self.add = add or nn.Identity()
        self.layers = nn.ModuleList(
            OrderedAttention(turn, bias, causal=causal) for _ in range(num_layers)
        )
        self.output = nn.Linear(D_MODEL, VOCAB)

    def forward(
        self, tokens: Int[Tensor, "batch length"], mask: Tensor
    ) -> Float[Tensor, "batch length vocab"]:
        x = self.add(self.embedding(tokens))
        for layer in self.layers:
            x = x + layer(x, mask)
        return self.output(x)


class RelativeBias(nn.Module):
    """A learned number for each head and distance; far ones share the last.

    Source: Raffel et al. 2020 (T5), after Shaw et al. 2018.
    """

    def __init__(self, reach: int = 8) -> None:
        super().__init__()
        self.reach = reach
        self.table = nn.Parameter(torch.zeros(NUM_HEADS, 2 * reach + 1))

    def forward(self, length: int) -> Float[Tensor, "heads length length"]:
        steps = distances(length).clamp(-self.reach, self.reach)
        return self.table[:, steps + self.reach]


class LinearBias(nn.Module):
    """Take away a slope times the distance, another slope for each head (ALiBi).

    Of n heads, head h has the slope 2^(−8h / n): with two heads 1/16 and 1/256.

    Source: Press et al. 2022, section 3.
    """

    def __init__(self, slopes: tuple[float, ...] = (1 / 16, 1 / 256)) -> None:
        super().__init__()
        self.slopes = torch.tensor(slopes)[:, None, None]

    def forward(self, length: int) -> Float[Tensor, "heads length length"]:
        return -self.slopes * distances(length).abs()


class BesideWords(nn.Module):
    """A control: half of the features are the word's, the others the position's."""

    def __init__(self) -> None:
        super().__init__()
        self.positions = PositionalEncoding(D_MODEL // 2, MAX_LEN)

    def forward(
        self, x: Float[Tensor, "batch length d_model"]
    ) -> Float[Tensor, "batch length d_model"]:
        words, rest = x.chunk(2, dim=-1)
        return torch.cat([words, self.positions(torch.zeros_like(rest))], dim=-1)


class BagOfWords(nn.Module):
    """The baseline: name the token that is the most frequent among the others.

    A `causal` one counts only the tokens that came before.
    """

    def __init__(self, *, causal: bool = False) -> None:
        super().__init__()
        self.causal = causal

    def forward(
        self, tokens: Int[Tensor, "batch length"], mask: Tensor
    ) -> Float[Tensor, "batch length vocab"]:
        seen = mask & causal_mask(tokens.shape[1]) if self.causal else mask
        own = F.one_hot(tokens, VOCAB).float()
        return seen.float() @ own - own


def distances(length: int) -> Int[Tensor, "length length"]:
    """Return how many places the key stands behind the query (before: negative)."""
    places = torch.arange(length)
    return places - places[:, None]


def within(length: int, reach: int) -> Bool[Tensor, "length length"]:
    """Return a mask: each token sees those at most `reach` places away."""
    return distances(length).abs() <= reach


def train(model: nn.Module, steps: int = 600) -> None:
    """Teach a model to name predecessors, in random sentences made on the way."""
    optimiser = torch.optim.Adam(model.parameters(), lr=5e-3)
    everything = within(TRAINED, TRAINED)
    for _ in range(steps):
        tokens = torch.randint(VOCAB, (64, TRAINED))
        logits = model(tokens, everything)[:, 1:]
        loss = F.cross_entropy(logits.flatten(0, 1), tokens[:, :-1].flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


@torch.no_grad()
def right_by_place(
    model: nn.Module, length: int, reach: int | None = None
) -> Float[Tensor, " places"]:
    """Return how often each token's predecessor is named, from the second on."""
    generator = torch.Generator().manual_seed(0)
    tokens = torch.randint(VOCAB, (1000, length), generator=generator)
    said = model(tokens, within(length, length if reach is None else reach))[:, 1:]
    return (said.argmax(dim=-1) == tokens[:, :-1]).float().mean(dim=0)
