"""The attention explorer: see where a model looks, and meddle with it."""

from course_utils.widgets.attention.over_arrays import view_attention
from course_utils.widgets.attention.over_model import explore_attention

__all__ = ["explore_attention", "view_attention"]
