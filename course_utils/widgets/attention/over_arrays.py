"""The attention explorer over weights that somebody computed."""

from collections.abc import Sequence

from jaxtyping import Float
from torch import Tensor

from course_utils.language import _
from course_utils.widgets.attention.explorer import AttentionExplorer, map_entry
from course_utils.widgets.attention.words import attention_words
from course_utils.widgets.base import float_bytes


class ArrayAttention(AttentionExplorer):
    """The explorer over weights that somebody computed: nothing is decoded again."""

    def __init__(
        self,
        weights: Float[Tensor, "num_layers num_heads query_len key_len"],
        query_tokens: Sequence[str],
        key_tokens: Sequence[str],
    ) -> None:
        rows, columns = list(query_tokens), list(key_tokens)
        self._first = weights[0].detach()
        super().__init__(
            attention_words(),
            maps=[
                map_entry("self", layer, weights.shape[1], rows, columns)
                for layer in range(len(weights))
            ],
            weights=float_bytes(weights),
        )


def view_attention(
    weights: Tensor,
    query_tokens: Sequence[str],
    key_tokens: Sequence[str] | None = None,
) -> ArrayAttention:
    """Look at weights (num_layers, num_heads, query_len, key_len) and their tokens.

    Without `key_tokens` the keys are the queries' own tokens (self-attention). A row
    sums to 1, or to 0 where a query may look at nothing.
    """
    key_tokens = query_tokens if key_tokens is None else key_tokens
    wanted = (len(query_tokens), len(key_tokens))
    if weights.dim() != 4 or tuple(weights.shape[2:]) != wanted or not len(weights):
        raise ValueError(
            _(
                "weights has the shape {shape}; expected (num_layers, num_heads, "
                "{queries}, {keys}): {queries} query tokens and {keys} key tokens "
                "were given.",
                shape=tuple(weights.shape),
                queries=wanted[0],
                keys=wanted[1],
            )
        )
    low, high = float(weights.min()), float(weights.max())
    if not (low >= 0 and high <= 1 + 1e-4):
        raise ValueError(
            _(
                "weights holds numbers from {low:.2f} to {high:.2f}; expected 0 to 1. "
                "Are these scores? Take their softmax over the keys first.",
                low=low,
                high=high,
            )
        )
    return ArrayAttention(weights.detach().cpu().float(), query_tokens, key_tokens)
