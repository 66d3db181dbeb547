"""The beam explorer: steer a beam search over a table or over a model."""

from course_utils.widgets.beam_search.explorer import (
    explore_beams,
    explore_table,
)

__all__ = ["explore_beams", "explore_table"]
