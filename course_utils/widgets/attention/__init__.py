"""The attention explorer: see where a model looks, and meddle with it."""

from course_utils.widgets.attention.explorer import (
    explore_attention,
    view_attention,
)

__all__ = ["explore_attention", "view_attention"]
