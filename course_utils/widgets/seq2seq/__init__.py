"""Step through decoding: what the decoder reads, what it writes, and its state."""

from course_utils.widgets.seq2seq.explorer import (
    decode_greedily,
    explore_decoding,
)

__all__ = ["decode_greedily", "explore_decoding"]
