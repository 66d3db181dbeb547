"""Take one part out of a Transformer and see what it was for.

Each ablation changes a model that is built already, in place; nothing of the model's
code is written twice.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from jaxtyping import Float
from torch import Tensor, nn

from course_utils.layer_norm import LayerNorm, Residual
from course_utils.multi_head_attention import MultiHeadAttention
from course_utils.transformer import Transformer


class NoPositions(nn.Module):
    """Stands where the positions stood and adds none."""

    def forward(
        self, x: Float[Tensor, "batch length d_model"], offset: int = 0
    ) -> Float[Tensor, "batch length d_model"]:
        return x


class NoResidual(nn.Module):
    """Stands where the residual wrapper stood: the norm stays, the way past is shut."""

    def __init__(self, residual: Residual) -> None:
        super().__init__()
        self.norm = residual.norm
        self.norm_first = residual.norm_first

    def forward(self, x: Tensor, sublayer: Callable[[Tensor], Tensor]) -> Tensor:
        return self.after(x, sublayer(self.before(x)))

    def before(self, x: Tensor) -> Tensor:
        return self.norm(x) if self.norm_first else x

    def after(self, x: Tensor, output: Tensor) -> Tensor:
        return output if self.norm_first else self.norm(output)


class Times(nn.Module):
    """Multiply by a number."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factor


def without_positions(model: Transformer) -> None:
    """Let every position look the same."""
    model.positions = NoPositions()


def without_causal_mask(model: Transformer) -> None:
    """Let the decoder see, in training, the words that it should guess."""
    model.causal = False


def without_residuals(model: Transformer) -> None:
    """Shut the way past each sublayer."""
    _replace(model, Residual, NoResidual)


def without_norms(model: Transformer) -> None:
    """Pass through every layer norm untouched."""
    _replace(model, LayerNorm, lambda norm: nn.Identity())


def without_scale(model: Transformer) -> None:
    """Undo the division of the scores by √d_head."""

    def unscaled(attention: MultiHeadAttention) -> MultiHeadAttention:
        queries = attention.query_proj
        d_head = queries.out_features // attention.num_heads
        attention.query_proj = nn.Sequential(queries, Times(math.sqrt(d_head)))
        return attention

    _replace(model, MultiHeadAttention, unscaled)


ABLATIONS: Mapping[str, Callable[[Transformer], None]] = MappingProxyType(
    {
        "positions": without_positions,
        "causal mask": without_causal_mask,
        "residuals": without_residuals,
        "norms": without_norms,
        "scale": without_scale,
    }
)


def ablate(model: Transformer, part: str) -> Transformer:
    """Take a part named in `ABLATIONS` out of a model, in place, and return the model.

    Train it afterwards: weights learned with the part expect it to be there.
    """
    if part not in ABLATIONS:
        raise ValueError(
            f"part is {part!r}; expected one of {', '.join(map(repr, ABLATIONS))}."
        )
    ABLATIONS[part](model)
    return model


def _replace(
    model: nn.Module, kind: type[nn.Module], make: Callable[[nn.Module], nn.Module]
) -> None:
    """Put `make(child)` where a child of the kind stands, at any depth."""
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, kind):
                setattr(parent, name, make(child))
