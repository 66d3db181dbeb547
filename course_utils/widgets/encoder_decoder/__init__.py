"""Two explorers of the state: what few numbers keep of an image, what a CNN sees."""

from course_utils.widgets.encoder_decoder.bottleneck import Bottleneck
from course_utils.widgets.encoder_decoder.cnn_state import CNNState

__all__ = ["Bottleneck", "CNNState"]
