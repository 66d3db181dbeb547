"""The attention explorer over weights that somebody computed."""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from course_utils.language import _
from course_utils.widgets.attention.explorer import AttentionExplorer, map_entry
from course_utils.widgets.attention.words import attention_words
from course_utils.widgets.base import float_bytes

Array = Tensor | np.ndarray


class ArrayAttention(AttentionExplorer):
    """The explorer over weights that somebody computed: nothing is decoded again."""

    def __init__(
        self,
        weights: Float[Tensor, "num_layers num_heads query_len key_len"],
        query_tokens: Sequence[str],
        key_tokens: Sequence[str],
    ) -> None:
        rows, columns = list(query_tokens), list(key_tokens)
        self._first = weights[0]
        super().__init__(
            attention_words(),
            maps=[
                map_entry("self", layer, weights.shape[1], rows, columns)
                for layer in range(len(weights))
            ],
            weights=float_bytes(weights),
        )


def view_attention(
    weights: Array | Sequence[Array],
    query_tokens: Sequence[str],
    key_tokens: Sequence[str] | None = None,
) -> ArrayAttention:
    """Look at weights (num_layers, num_heads, query_len, key_len) and their tokens.

    Arrays of other libraries will do, and so will a sequence with one array for each
    layer, (num_heads, query_len, key_len) or with a batch of one before it.
    Without `key_tokens` the keys are the queries' own tokens (self-attention). A row
    sums to 1, or to 0 where a query may look at nothing.
    """
    weights = _as_tensor(weights)
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
    return ArrayAttention(weights, query_tokens, key_tokens)


def _as_tensor(weights: Array | Sequence[Array]) -> Tensor:
    if isinstance(weights, (list, tuple)):
        layers = [_as_tensor(layer) for layer in weights]
        whole = layers and layers[0].dim() == 4  # each with its batch of one
        weights = torch.cat(layers) if whole else torch.stack(layers)
    return torch.as_tensor(weights).detach().cpu().float()
