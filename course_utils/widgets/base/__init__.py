"""The base of all explorers: an anywidget with a picture and words to fall back on."""

from course_utils.widgets.base.explorer import (
    Explorer,
    float_bytes,
    front_end,
    out_of_range,
    png,
    style_sheet,
)

__all__ = ["Explorer", "float_bytes", "front_end", "out_of_range", "png", "style_sheet"]
