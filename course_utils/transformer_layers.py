"""The layers that the Transformer's encoder and decoder are stacks of.

Source: Vaswani et al. 2017, section 3.1; norm first: Xiong et al. 2020.
"""

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn

from course_utils.layer_norm import Residual
from course_utils.multi_head_attention import MultiHeadAttention
from course_utils.positional_encoding import RotaryPositions


class KeysValues(NamedTuple):
    """The keys and values of one attention, cut into heads and kept for later steps."""

    keys: Float[Tensor, "batch num_heads key_len d_head"]
    values: Float[Tensor, "batch num_heads key_len d_head"]


class FeedForward(nn.Module):
    """The same small network at every position: widen, ReLU, narrow again.

    It equals two convolutions of kernel size 1.

    Source: Vaswani et al. 2017, eq. 2.
    """

    def __init__(
        self, d_model: int, d_ff: int, dropout: float = 0.0, *, bias: bool = True
    ) -> None:
        super().__init__()
        self.widen = nn.Linear(d_model, d_ff, bias)
        self.narrow = nn.Linear(d_ff, d_model, bias)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "batch length d_model"]
    ) -> Float[Tensor, "batch length d_model"]:
        return self.narrow(self.dropout(torch.relu(self.widen(x))))


class EncoderLayer(nn.Module):
    """Self-attention, then the feed-forward network, each in a residual wrapper.

    Returns the new vectors and the weights of every head, if they are needed.
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        d_ff: int,
        dropout: float = 0.0,
        *,
        norm_first: bool = False,
        bias: bool = True,
        rotary: RotaryPositions | None = None,
    ) -> None:
        super().__init__()
        attention = {"bias": bias, "rotary": rotary}
        residual = d_model, dropout, norm_first
        self.self_attention = MultiHeadAttention(
            d_model, num_heads, dropout, **attention
        )
        self.feed_forward = FeedForward(d_model, d_ff, dropout, bias=bias)
        self.attention_residual = Residual(*residual, bias=bias)
        self.feed_forward_residual = Residual(*residual, bias=bias)

    def forward(
        self,
        x: Float[Tensor, "batch length d_model"],
        mask: Tensor | None = None,
        *,
        need_weights: bool = True,
    ) -> tuple[
        Float[Tensor, "batch length d_model"],
        Float[Tensor, "batch num_heads length length"] | None,
    ]:
        inner = self.attention_residual.before(x)
        context, weights = self.self_attention(
            inner, inner, inner, mask, need_weights=need_weights
        )
        x = self.attention_residual.after(x, context)
        return self.feed_forward_residual(x, self.feed_forward), weights


class DecoderLayer(nn.Module):
    """Self-attention over what is written, attention to the source, feed-forward.

    Returns the new vectors, the keys and values of all that is written by now, and the
    weights of both attentions, if they are needed.
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        d_ff: int,
        dropout: float = 0.0,
        *,
        norm_first: bool = False,
        bias: bool = True,
        rotary: RotaryPositions | None = None,
    ) -> None:
        super().__init__()
        attention = {"bias": bias, "rotary": rotary}
        residual = d_model, dropout, norm_first
        self.self_attention = MultiHeadAttention(
            d_model, num_heads, dropout, **attention
        )
        self.cross_attention = MultiHeadAttention(
            d_model, num_heads, dropout, **attention
        )
        self.feed_forward = FeedForward(d_model, d_ff, dropout, bias=bias)
        self.self_residual = Residual(*residual, bias=bias)
        self.cross_residual = Residual(*residual, bias=bias)
        self.feed_forward_residual = Residual(*residual, bias=bias)

    def forward(
        self,
        x: Float[Tensor, "batch length d_model"],
        source: KeysValues,
        mask: Tensor | None = None,
        source_mask: Tensor | None = None,
        written: KeysValues | None = None,
        *,
        need_weights: bool = True,
    ) -> tuple[
        Float[Tensor, "batch length d_model"],
        KeysValues,
        tuple[Tensor | None, Tensor | None],
    ]:
        """Read `x`, which follows what was `written` before, if anything was.

        `mask` is that of self-attention, `source_mask` that of the source.
        """
        place = 0 if written is None else written.keys.shape[2]
        inner = self.self_residual.before(x)
        now = KeysValues(*self.self_attention.project(inner, inner, place))
        if written is not None:
            pairs = zip(written, now, strict=True)
            now = KeysValues(*(torch.cat(pair, dim=2) for pair in pairs))
        context, self_weights = self.self_attention.attend(
            inner, *now, mask, place, need_weights=need_weights
        )
        x = self.self_residual.after(x, context)
        inner = self.cross_residual.before(x)
        context, cross_weights = self.cross_attention.attend(
            inner, *source, source_mask, place, need_weights=need_weights
        )
        x = self.cross_residual.after(x, context)
        x = self.feed_forward_residual(x, self.feed_forward)
        return x, now, (self_weights, cross_weights)
