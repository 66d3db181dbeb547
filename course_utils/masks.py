"""Masks: who may look at what. True = may be attended, everywhere in this course.

`nn.MultiheadAttention` means the opposite (True = hidden): invert with `~` there.
Masks are joined by `&`; their axes end with query_len, key_len.
"""

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from course_utils.data import PAD_ID


def padding_mask(
    tokens: Int[Tensor, "batch key_len"],
) -> Bool[Tensor, "batch 1 1 key_len"]:
    """Let every head and every query look at the real tokens and not at `<pad>`."""
    return (tokens != PAD_ID)[:, None, None, :]


def causal_mask(
    query_len: int,
    key_len: int | None = None,
    *,
    device: torch.device | str | None = None,
) -> Bool[Tensor, "query_len key_len"]:
    """Let each query look at the keys up to its own place: the rest is not written yet.

    With more keys than queries, the queries are the last of them: so it is when the
    earlier keys were kept from the steps before. `device` is that of the scores.
    """
    key_len = query_len if key_len is None else key_len
    if not 1 <= query_len <= key_len:
        raise ValueError(
            f"query_len is {query_len} and key_len {key_len}; expected at least 1 "
            "query, and no more queries than keys."
        )
    ones = torch.ones(query_len, key_len, dtype=torch.bool, device=device)
    return ones.tril(diagonal=key_len - query_len)
