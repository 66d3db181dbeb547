"""The Transformer as a map: walk from tokens to probabilities, and see every number."""

from course_utils.widgets.transformer.explorer import (
    explore_architecture,
)

__all__ = ["explore_architecture"]
