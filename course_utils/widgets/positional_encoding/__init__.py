"""Positions as clock hands: two positions, the rotation between them, dot products."""

from course_utils.widgets.positional_encoding.explorer import (
    explore_positions,
)

__all__ = ["explore_positions"]
