"""The beam explorer: steer a beam search over a table or over a model."""

from course_utils.widgets.beam_search.over_model import explore_beams
from course_utils.widgets.beam_search.over_table import explore_table

__all__ = ["explore_beams", "explore_table"]
