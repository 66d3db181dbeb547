"""A small batch of vectors, normalised in one of four ways, with an outlier to drag."""

from course_utils.widgets.layer_norm.explorer import (
    NORMS,
    WIDTH,
    explore_norms,
    normalise,
    small_batch,
    touched,
)

__all__ = ["NORMS", "WIDTH", "explore_norms", "normalise", "small_batch", "touched"]
