"""Models that a leak test must pass or fail: some right, the others with a fault.

All take (batch, 7, 15) and return the same shape.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from course_utils.attention import scaled_dot_product_attention
from course_utils.exercises.machinery.judging import Specimen
from course_utils.language import N_
from course_utils.masks import causal_mask
from course_utils.multi_head_attention import MultiHeadAttention, merge_heads

LENGTH, WIDTH, HEADS = 7, 15, 3


class Masked(nn.Module):
    """Self-attention under a mask."""

    def __init__(self, mask: Tensor, num_heads: int = HEADS, dropout: float = 0.0):
        super().__init__()
        self.attention = MultiHeadAttention(WIDTH, num_heads, dropout)
        self.mask = mask

    def forward(self, x: Tensor) -> Tensor:
        return self.attention(x, x, x, self.mask)[0]


class Viewed(Masked):
    """Cut into heads by a bare view; put together rightly or by a bare view."""

    def __init__(self, mask: Tensor, merge: Callable[[Tensor], Tensor]):
        super().__init__(mask)
        self.merge = merge

    def forward(self, x: Tensor) -> Tensor:
        parts = self.attention
        projs = parts.query_proj, parts.key_proj, parts.value_proj
        heads = [proj(x).view(-1, HEADS, LENGTH, WIDTH // HEADS) for proj in projs]
        context, _weights = scaled_dot_product_attention(*heads, self.mask)
        return parts.output_proj(self.merge(context))


class MaskedAfterwards(Masked):
    """The softmax runs over all keys; then the future's weights are struck out."""

    def forward(self, x: Tensor) -> Tensor:
        _context, weights = self.attention(x, x, x)
        _keys, values = self.attention.project(x, x)
        return self.attention.output_proj(merge_heads(weights * self.mask @ values))


class Centred(Masked):
    """The mean over all tokens is taken off first."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x - x.mean(dim=1, keepdim=True))


class Still(Masked):
    """One number of each output is always 0."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x) * (torch.arange(WIDTH) > 0)


class Recurrent(nn.Module):
    """A GRU, which reads from left to right."""

    def __init__(self) -> None:
        super().__init__()
        self.gru = nn.GRU(WIDTH, WIDTH, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.gru(x)[0]


def _changed(row: int, column: int, seen: bool, head: int | None = None) -> Tensor:
    """Return a causal mask with one entry changed, in one head or in all."""
    mask = causal_mask(LENGTH).repeat(1, HEADS, 1, 1)
    mask[:, slice(None) if head is None else head, row, column] = seen
    return mask


def _bare(context: Tensor) -> Tensor:
    return context.reshape(-1, LENGTH, WIDTH)


def specimens(seed: int) -> list[Specimen]:
    """Make the models anew, for a test may change them; a seed has its own weights."""
    hole = 1 + seed % (LENGTH - 3)
    mask = causal_mask(LENGTH)
    everyone = torch.ones_like(mask)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return [
            Specimen(N_("a causal mask"), Masked(mask)),
            Specimen(N_("one wide head, causal"), Masked(mask, num_heads=1)),
            Specimen(N_("no mask"), Masked(everyone)),
            Specimen(
                N_("a bare view at the split and at the merge"), Viewed(mask, _bare)
            ),
            Specimen(N_("a bare view at the split"), Viewed(mask, merge_heads)),
            Specimen(
                N_("one token sees its successor"),
                Masked(_changed(hole, hole + 1, seen=True)),
            ),
            Specimen(
                N_("one token sees its successor, in one head"),
                Masked(_changed(hole + 1, hole + 2, seen=True, head=1)),
            ),
            Specimen(
                N_("the first token sees the last"),
                Masked(_changed(0, LENGTH - 1, seen=True)),
            ),
            Specimen(N_("a GRU"), Recurrent()),
            Specimen(N_("a causal mask, one feature always 0"), Still(mask)),
            Specimen(N_("a causal mask, with dropout"), Masked(mask, dropout=0.4)),
            Specimen(N_("the mask comes after the softmax"), MaskedAfterwards(mask)),
            Specimen(N_("the mean of all tokens is taken off"), Centred(mask)),
            Specimen(
                N_("each token sees its successor, too"), Masked(everyone.tril(1))
            ),
            Specimen(N_("no token sees itself"), Masked(everyone.tril(-1))),
            Specimen(
                N_("each token sees two places back, no further"),
                Masked(mask.triu(-2)),
            ),
            Specimen(
                N_("the last token does not see the first"),
                Masked(_changed(LENGTH - 1, 0, seen=False)),
            ),
            Specimen(N_("the input comes out as it is"), nn.Identity()),
        ]
