"""Heads as channels: which numbers of a table of tokens each head gets."""

from course_utils.widgets.multi_head_attention.explorer import (
    D_MODEL,
    HEADS,
    explore_heads,
    head_of,
)

__all__ = ["D_MODEL", "HEADS", "explore_heads", "head_of"]
