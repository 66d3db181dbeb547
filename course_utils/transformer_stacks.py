"""The stacks of layers that are the Transformer's encoder and decoder.

Source: Vaswani et al. 2017, section 3.1; norm first: Xiong et al. 2020.
"""

from collections.abc import Sequence

from jaxtyping import Float
from torch import Tensor, nn

from course_utils.language import _
from course_utils.layer_norm import LayerNorm
from course_utils.transformer_layers import DecoderLayer, EncoderLayer, KeysValues


class Stack(nn.Module):
    """Layers on top of each other; with the norm first, one more norm at the end."""

    def __init__(
        self,
        layers: Sequence[EncoderLayer | DecoderLayer],
        d_model: int,
        *,
        norm_first: bool,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if not layers:
            raise ValueError(
                _(
                    "there are no layers in the stack; expected a num_layers of at "
                    "least 1."
                )
            )
        self.layers = nn.ModuleList(layers)
        self.norm = LayerNorm(d_model, bias=bias) if norm_first else nn.Identity()


class Encoder(Stack):
    """A stack of encoder layers."""

    def forward(
        self,
        x: Float[Tensor, "batch src_len d_model"],
        mask: Tensor | None = None,
        *,
        need_weights: bool = True,
    ) -> tuple[Float[Tensor, "batch src_len d_model"], list[Tensor | None]]:
        """Return the new vectors, and each layer's weights, if they are needed."""
        maps = []
        for layer in self.layers:
            x, weights = layer(x, mask, need_weights=need_weights)
            maps.append(weights)
        return self.norm(x), maps


class Decoder(Stack):
    """A stack of decoder layers."""

    def project(
        self, memory: Float[Tensor, "batch src_len d_model"]
    ) -> tuple[KeysValues, ...]:
        """Return the source's keys and values for every layer: once a sentence."""
        return tuple(
            KeysValues(*layer.cross_attention.project(memory, memory))
            for layer in self.layers
        )

    def forward(
        self,
        x: Float[Tensor, "batch length d_model"],
        source: tuple[KeysValues, ...],
        mask: Tensor | None = None,
        source_mask: Tensor | None = None,
        written: tuple[KeysValues, ...] | None = None,
        *,
        need_weights: bool = True,
    ) -> tuple[
        Float[Tensor, "batch length d_model"],
        tuple[KeysValues, ...],
        list[tuple[Tensor | None, Tensor | None]],
    ]:
        """Return the new vectors, what is written by now, and each layer's weights."""
        kept, maps = [], []
        for i, layer in enumerate(self.layers):
            past = None if written is None else written[i]
            x, now, weights = layer(
                x, source[i], mask, source_mask, past, need_weights=need_weights
            )
            kept.append(now)
            maps.append(weights)
        return self.norm(x), tuple(kept), maps
