"""The explorers of notebook 01: the state as a bottleneck, and the state of a CNN."""

from course_utils.widgets.encoder_decoder.explorer import (
    Bottleneck,
    CNNState,
)

__all__ = ["Bottleneck", "CNNState"]
