"""The layers of the Transformer, and the stacks that encoder and decoder are made of.

Source: Vaswani et al. 2017, section 3.1; norm first: Xiong et al. 2020.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn

from course_utils.language import _
from course_utils.layer_norm import LayerNorm, Residual
from course_utils.multi_head_attention import MultiHeadAttention


class KeysValues(NamedTuple):
    """The keys and values of one attention, cut into heads and kept for later steps."""

    keys: Float[Tensor, "batch num_heads key_len d_head"]
    values: Float[Tensor, "batch num_heads key_len d_head"]


class FeedForward(nn.Module):
    """The same small network at every position: widen, ReLU, narrow again.

    It equals two convolutions of kernel size 1.

    Source: Vaswani et al. 2017, eq. 2.
    """

    def __init__(self, d_model: int, d_ff: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.widen = nn.Linear(d_model, d_ff)
        self.narrow = nn.Linear(d_ff, d_model)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "batch length d_model"]
    ) -> Float[Tensor, "batch length d_model"]:
        return self.narrow(self.dropout(torch.relu(self.widen(x))))


class EncoderLayer(nn.Module):
    """Self-attention, then the feed-forward network, each in a residual wrapper.

    Returns the new vectors and the weights of every head.
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        d_ff: int,
        dropout: float = 0.0,
        *,
        norm_first: bool = False,
    ) -> None:
        super().__init__()
        self.self_attention = MultiHeadAttention(d_model, num_heads, dropout)
        self.feed_forward = FeedForward(d_model, d_ff, dropout)
        self.attention_residual = Residual(d_model, dropout, norm_first)
        self.feed_forward_residual = Residual(d_model, dropout, norm_first)

    def forward(
        self, x: Float[Tensor, "batch length d_model"], mask: Tensor | None = None
    ) -> tuple[
        Float[Tensor, "batch length d_model"],
        Float[Tensor, "batch num_heads length length"],
    ]:
        inner = self.attention_residual.before(x)
        context, weights = self.self_attention(inner, inner, inner, mask)
        x = self.attention_residual.after(x, context)
        return self.feed_forward_residual(x, self.feed_forward), weights


class DecoderLayer(nn.Module):
    """Self-attention over what is written, attention to the source, feed-forward.

    Returns the new vectors, the keys and values of all that is written by now, and the
    weights of both attentions.
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        d_ff: int,
        dropout: float = 0.0,
        *,
        norm_first: bool = False,
    ) -> None:
        super().__init__()
        self.self_attention = MultiHeadAttention(d_model, num_heads, dropout)
        self.cross_attention = MultiHeadAttention(d_model, num_heads, dropout)
        self.feed_forward = FeedForward(d_model, d_ff, dropout)
        self.self_residual = Residual(d_model, dropout, norm_first)
        self.cross_residual = Residual(d_model, dropout, norm_first)
        self.feed_forward_residual = Residual(d_model, dropout, norm_first)

    def forward(
        self,
        x: Float[Tensor, "batch length d_model"],
        source: KeysValues,
        mask: Tensor | None = None,
        source_mask: Tensor | None = None,
        written: KeysValues | None = None,
    ) -> tuple[
        Float[Tensor, "batch length d_model"], KeysValues, tuple[Tensor, Tensor]
    ]:
        """Read `x`, which follows what was `written` before, if anything was.

        `mask` is that of self-attention, `source_mask` that of the source.
        """
        inner = self.self_residual.before(x)
        keys, values = self.self_attention.project(inner, inner)
        if written is not None:
            keys = torch.cat([written.keys, keys], dim=2)
            values = torch.cat([written.values, values], dim=2)
        context, self_weights = self.self_attention.attend(inner, keys, values, mask)
        x = self.self_residual.after(x, context)
        context, cross_weights = self.cross_attention.attend(
            self.cross_residual.before(x), source.keys, source.values, source_mask
        )
        x = self.cross_residual.after(x, context)
        x = self.feed_forward_residual(x, self.feed_forward)
        return x, KeysValues(keys, values), (self_weights, cross_weights)


class Encoder(nn.Module):
    """A stack of encoder layers; with the norm first, one more norm at the end."""

    def __init__(
        self, layers: Sequence[EncoderLayer], d_model: int, *, norm_first: bool
    ) -> None:
        super().__init__()
        _check_layers(layers)
        self.layers = nn.ModuleList(layers)
        self.norm = LayerNorm(d_model) if norm_first else nn.Identity()

    def forward(
        self, x: Float[Tensor, "batch src_len d_model"], mask: Tensor | None = None
    ) -> tuple[Float[Tensor, "batch src_len d_model"], list[Tensor]]:
        """Return the new vectors, and each layer's weights."""
        maps = []
        for layer in self.layers:
            x, weights = layer(x, mask)
            maps.append(weights)
        return self.norm(x), maps


class Decoder(nn.Module):
    """A stack of decoder layers; with the norm first, one more norm at the end."""

    def __init__(
        self, layers: Sequence[DecoderLayer], d_model: int, *, norm_first: bool
    ) -> None:
        super().__init__()
        _check_layers(layers)
        self.layers = nn.ModuleList(layers)
        self.norm = LayerNorm(d_model) if norm_first else nn.Identity()

    def project(
        self, memory: Float[Tensor, "batch src_len d_model"]
    ) -> tuple[KeysValues, ...]:
        """Return the source's keys and values for every layer: once a sentence."""
        return tuple(
            KeysValues(*layer.cross_attention.project(memory, memory))
            for layer in self.layers
        )

    def forward(
        self,
        x: Float[Tensor, "batch length d_model"],
        source: tuple[KeysValues, ...],
        mask: Tensor | None = None,
        source_mask: Tensor | None = None,
        written: tuple[KeysValues, ...] | None = None,
    ) -> tuple[
        Float[Tensor, "batch length d_model"],
        tuple[KeysValues, ...],
        list[tuple[Tensor, Tensor]],
    ]:
        """Return the new vectors, what is written by now, and each layer's weights."""
        kept, maps = [], []
        for i, layer in enumerate(self.layers):
            past = None if written is None else written[i]
            x, now, weights = layer(x, source[i], mask, source_mask, past)
            kept.append(now)
            maps.append(weights)
        return self.norm(x), tuple(kept), maps


def _check_layers(layers: Sequence[nn.Module]) -> None:
    if not layers:
        raise ValueError(
            _("there are no layers in the stack; expected a num_layers of at least 1.")
        )
