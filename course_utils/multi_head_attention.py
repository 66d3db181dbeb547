"""Multi-head attention: several attentions side by side, each on its own channels.

Query, key and value are projected, cut into heads, attended with head by head, put
together again and projected once more. It costs what one wide head costs.

Source: Vaswani et al. 2017, section 3.2.2.
"""

from jaxtyping import Float
from torch import Tensor, nn

from course_utils.attention import scaled_dot_product_attention
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


class MultiHeadAttention(nn.Module):
    """Attend with `num_heads` heads of width d_head = d_model / num_heads.

    Keys and values come from the same sequence, as long as each other; the queries may
    come from another one. Memory and time grow with query_len · key_len.

    Source: Vaswani et al. 2017, section 3.2.2; our d_head is the paper's d_k = d_v.
    """

    def __init__(self, d_model: int, num_heads: int, dropout: float = 0.0) -> None:
        super().__init__()
        if num_heads < 1 or d_model % num_heads:
            raise ValueError(
                f"d_model is {d_model} and num_heads {num_heads}; expected a number of "
                "heads that divides d_model."
            )
        self.num_heads = num_heads
        self.query_proj = nn.Linear(d_model, d_model)
        self.key_proj = nn.Linear(d_model, d_model)
        self.value_proj = nn.Linear(d_model, d_model)
        self.output_proj = nn.Linear(d_model, d_model)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        query: Float[Tensor, "batch query_len d_model"],
        key: Float[Tensor, "batch key_len d_model"],
        value: Float[Tensor, "batch key_len d_model"],
        mask: Tensor | None = None,
    ) -> tuple[
        Float[Tensor, "batch query_len d_model"],
        Float[Tensor, "batch num_heads query_len key_len"],
    ]:
        """Return (context, weights of every head); in `mask` True = may be attended.

        The mask is broadcast to the weights' shape: a mask of its own for each sentence
        is (batch, 1, query_len, key_len), as `padding_mask` makes it.
        """
        return self.attend(query, *self.project(key, value), mask)

    def project(
        self,
        key: Float[Tensor, "batch key_len d_model"],
        value: Float[Tensor, "batch key_len d_model"],
    ) -> tuple[
        Float[Tensor, "batch num_heads key_len d_head"],
        Float[Tensor, "batch num_heads key_len d_head"],
    ]:
        """Return the heads' keys and values: what stepwise decoding keeps."""
        return (
            split_heads(self.key_proj(key), self.num_heads),
            split_heads(self.value_proj(value), self.num_heads),
        )

    def attend(
        self,
        query: Float[Tensor, "batch query_len d_model"],
        keys: Float[Tensor, "batch num_heads key_len d_head"],
        values: Float[Tensor, "batch num_heads key_len d_head"],
        mask: Tensor | None = None,
    ) -> tuple[
        Float[Tensor, "batch query_len d_model"],
        Float[Tensor, "batch num_heads query_len key_len"],
    ]:
        """Attend to keys and values that `project` made, now or in earlier steps."""
        _check_axes(mask)
        queries = split_heads(self.query_proj(query), self.num_heads)
        context, weights = scaled_dot_product_attention(
            queries, keys, values, mask, self.dropout
        )
        return self.output_proj(merge_heads(context)), weights


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
