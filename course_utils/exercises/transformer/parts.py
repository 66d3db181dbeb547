"""The parts that exercise 8.2 puts together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from torch import Tensor, nn

from course_utils.transformer import (
    DecoderLayer,
    EncoderLayer,
    KeysValues,
    Transformer,
)


@dataclass(frozen=True, repr=False)
class Parts:
    """What a Transformer with the norm first is made of."""

    d_model: int
    src_embedding: nn.Embedding
    tgt_embedding: nn.Embedding
    add_positions: Callable[[Tensor], Tensor]
    encoder_layers: tuple[Callable, ...]
    encoder_norm: nn.Module
    decoder_layers: tuple[Callable, ...]
    decoder_norm: nn.Module
    output: nn.Linear

    @classmethod
    def of(cls, model: Transformer) -> Self:
        """Return the parts of a model."""
        return cls(
            model.d_model,
            model.src_embedding,
            model.tgt_embedding,
            model.positions,
            tuple(map(_EncoderLayer, model.encoder.layers)),
            model.encoder.norm,
            tuple(map(_DecoderLayer, model.decoder.layers)),
            model.decoder.norm,
            model.output_proj,
        )

    def __repr__(self) -> str:
        layers = len(self.encoder_layers), len(self.decoder_layers)
        return "d_model={}, layers={}+{}".format(self.d_model, *layers)


@dataclass(frozen=True)
class _EncoderLayer:
    """A layer that returns the new vectors and nothing else."""

    layer: EncoderLayer

    def __call__(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        return self.layer(x, mask)[0]


@dataclass(frozen=True)
class _DecoderLayer:
    """A layer that reads the memory itself, and returns the new vectors alone."""

    layer: DecoderLayer

    def __call__(
        self,
        x: Tensor,
        memory: Tensor,
        mask: Tensor | None = None,
        source_mask: Tensor | None = None,
    ) -> Tensor:
        source = KeysValues(*self.layer.cross_attention.project(memory, memory))
        return self.layer(x, source, mask, source_mask)[0]
