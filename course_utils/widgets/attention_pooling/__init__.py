"""Kernel regression with a bandwidth to drag: attention with nothing to learn."""

from course_utils.widgets.attention_pooling.explorer import (
    SPAN,
    explore_bandwidth,
    noisy_points,
    true_curve,
)

__all__ = ["SPAN", "explore_bandwidth", "noisy_points", "true_curve"]
