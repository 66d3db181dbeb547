"""Multi-head attention: several attentions side by side, each on its own channels.

Query, key and value are projected, cut into heads, attended with head by head, put
together again and projected once more. However many the heads are, parameters and
products are as many; the weights, and the softmax that makes them, grow with each head.

Source: Vaswani et al. 2017, section 3.2.2.
"""

from jaxtyping import Float
from torch import Tensor, nn

from course_utils.attention import fused_attention, scaled_dot_product_attention
from course_utils.language import _


def split_heads(
    x: Float[Tensor, "batch length d_model"], num_heads: int
) -> Float[Tensor, "batch num_heads length d_head"]:
    """Cut each token's vector into heads, and let the heads come before the tokens."""
    batch, length, d_model = x.shape
    if num_heads < 1 or d_model % num_heads:
        raise ValueError(
            f"d_model is {d_model} and num_heads {num_heads}; expected a number of "
            "heads that divides d_model, since every head gets d_model / num_heads."
        )
    # The view cuts the last axis alone; only then do heads and tokens change places
    return x.view(batch, length, num_heads, d_model // num_heads).transpose(1, 2)


def merge_heads(
    x: Float[Tensor, "batch num_heads length d_head"],
) -> Float[Tensor, "batch length num_heads*d_head"]:
    """Put the heads of each token side by side again: the reverse of `split_heads`."""
    return x.transpose(1, 2).flatten(2)


def check_heads(d_model: int, num_heads: int) -> None:
    """Raise ValueError if the heads cannot share the width evenly."""
    whole = isinstance(d_model, int) and isinstance(num_heads, int)
    if not whole or d_model < 1 or num_heads < 1 or d_model % num_heads:
        raise ValueError(
            f"d_model is {d_model} and num_heads {num_heads}; expected whole numbers "
            "above 0, and a number of heads that divides d_model."
        )


class MultiHeadAttention(nn.Module):
    """Attend with `num_heads` heads of width d_head = d_model / num_heads.

    Keys and values come from the same sequence, as long as each other; the queries may
    come from another one. Time grows with query_len · key_len, and so does memory if
    the weights are needed. `rotary` (`RotaryPositions`) turns queries and keys by their
    positions.

    Source: Vaswani et al. 2017, section 3.2.2; our d_head is the paper's d_k = d_v.
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        dropout: float = 0.0,
        *,
        bias: bool = True,
        rotary: nn.Module | None = None,
    ) -> None:
        super().__init__()
        check_heads(d_model, num_heads)
        self.num_heads = num_heads
        self.query_proj = nn.Linear(d_model, d_model, bias)
        self.key_proj = nn.Linear(d_model, d_model, bias)
        self.value_proj = nn.Linear(d_model, d_model, bias)
        self.output_proj = nn.Linear(d_model, d_model, bias)
        self.dropout = nn.Dropout(dropout)
        self.rotary = rotary

    def forward(
        self,
        query: Float[Tensor, "batch query_len d_model"],
        key: Float[Tensor, "batch key_len d_model"],
        value: Float[Tensor, "batch key_len d_model"],
        mask: Tensor | None = None,
        *,
        need_weights: bool = True,
    ) -> tuple[
        Float[Tensor, "batch query_len d_model"],
        Float[Tensor, "batch num_heads query_len key_len"] | None,
    ]:
        """Return (context, weights of every head); in `mask` True = may be attended.

        The mask is broadcast to the weights' shape: a mask of its own for each sentence
        is (batch, 1, query_len, key_len), as `padding_mask` makes it. If you do not
        need the weights, you get None for them, and the same context sooner.
        """
        keys, values = self.project(key, value)
        return self.attend(query, keys, values, mask, need_weights=need_weights)

    def project(
        self,
        key: Float[Tensor, "batch key_len d_model"],
        value: Float[Tensor, "batch key_len d_model"],
        offset: int = 0,
    ) -> tuple[
        Float[Tensor, "batch num_heads key_len d_head"],
        Float[Tensor, "batch num_heads key_len d_head"],
    ]:
        """Return the heads' keys and values: what stepwise decoding keeps.

        `offset` is the position of the first key; rotary positions need it.
        """
        keys = split_heads(self.key_proj(key), self.num_heads)
        values = split_heads(self.value_proj(value), self.num_heads)
        return self._turned(keys, offset), values

    def attend(
        self,
        query: Float[Tensor, "batch query_len d_model"],
        keys: Float[Tensor, "batch num_heads key_len d_head"],
        values: Float[Tensor, "batch num_heads key_len d_head"],
        mask: Tensor | None = None,
        offset: int = 0,
        *,
        need_weights: bool = True,
    ) -> tuple[
        Float[Tensor, "batch query_len d_model"],
        Float[Tensor, "batch num_heads query_len key_len"] | None,
    ]:
        """Attend to keys and values that `project` made, now or in earlier steps.

        `offset` is the position of the first query.
        """
        _check_axes(mask)
        queries = split_heads(self.query_proj(query), self.num_heads)
        heads = self._turned(queries, offset), keys, values, mask
        # An explorer may sit in the seat of the dropout, to look at the weights
        if need_weights or type(self.dropout) is not nn.Dropout:
            context, weights = scaled_dot_product_attention(*heads, self.dropout)
        else:
            dropout = self.dropout.p if self.training else 0.0
            context, weights = fused_attention(*heads, dropout), None
        return self.output_proj(merge_heads(context)), weights

    def _turned(
        self, heads: Float[Tensor, "batch num_heads length d_head"], offset: int
    ) -> Float[Tensor, "batch num_heads length d_head"]:
        return heads if self.rotary is None else self.rotary(heads, offset)


def _check_axes(mask: Tensor | None) -> None:
    """Refuse a mask that could be meant for each sentence or for each head."""
    if mask is not None and mask.dim() == 3 and len(mask) > 1:
        raise ValueError(
            _(
                "the mask has the shape {shape}, without an axis for the heads. If its "
                "first axis is the batch, use mask[:, None]; if it is the heads, "
                "mask[None].",
                shape=tuple(mask.shape),
            )
        )
