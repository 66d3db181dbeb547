"""The encoder–decoder: the interface that every model keeps, and two small examples.

An encoder turns the input into a state; a decoder turns the state into the output.
"""

from typing import Any

from jaxtyping import Float, Int
from torch import Tensor, nn


class EncoderDecoder(nn.Module):
    """The four methods that every sequence model of this course has.

    `encode` and `start` run once a sentence; `step` runs once for each token that is
    written; `forward` does all steps at once when the target is known (in training).

    `memory` and `state` may be a tensor or any nesting of tuples, lists and dicts of
    tensors. Every tensor in them has batch as its first axis, so that a search can
    keep, drop and copy rows without knowing the model.
    """

    def encode(self, src: Int[Tensor, "batch src_len"]) -> Any:
        """Read the source; return the memory, all that the decoder gets to see."""
        raise NotImplementedError(self._missing("encode(src) -> memory"))

    def start(self, memory: Any) -> Any:
        """Return the decoder's state before it has written anything."""
        raise NotImplementedError(self._missing("start(memory) -> state"))

    def step(
        self, tokens: Int[Tensor, " batch"], state: Any
    ) -> tuple[Float[Tensor, "batch vocab_size"], Any]:
        """Take the last token of each row; return (log_probs of the next, new state).

        The given state is not changed: a search may step twice from the same state.
        """
        raise NotImplementedError(self._missing("step(tokens, state)"))

    def forward(
        self, src: Int[Tensor, "batch src_len"], tgt_in: Int[Tensor, "batch tgt_len"]
    ) -> Float[Tensor, "batch tgt_len vocab_size"]:
        """Return the logits after each token of `tgt_in` (teacher forcing).

        Position t sees tgt_in up to and including t, exactly as `step` would.
        """
        raise NotImplementedError(self._missing("forward(src, tgt_in) -> logits"))

    def _missing(self, method: str) -> str:
        return (
            f"{type(self).__name__} does not define {method}. Every encoder–decoder "
            "defines encode, start, step and forward; see course_utils.encoder_decoder."
        )
