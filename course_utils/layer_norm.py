"""Layer norm: bring each token's features to mean 0 and variance 1, token by token.

No other token, sentence or padding has a say in it, unlike batch norm.

Source: Ba et al. 2016; the residual wrapper: Vaswani et al. 2017, section 3.1; with the
norm first: Xiong et al. 2020.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from course_utils.language import _


def layer_norm(
    x: Float[Tensor, "*batch d_model"],
    weight: Float[Tensor, " d_model"],
    bias: Float[Tensor, " d_model"],
    eps: float = 1e-5,
) -> Float[Tensor, "*batch d_model"]:
    """Normalise over the features of each token, then scale and shift each feature.

    The variance is the biased one (divided by d_model), and `eps` is added to it, under
    the root, so that a token of equal features is no division by zero.

    Source: Ba et al. 2016, eq. 3–4; torch's `F.layer_norm`.
    """
    # Where half precision is asked for, not here: there 256² is already infinite
    precise = x.to(torch.promote_types(x.dtype, torch.float32))
    centred = precise - precise.mean(dim=-1, keepdim=True)
    variance = centred.square().mean(dim=-1, keepdim=True)
    return (centred / torch.sqrt(variance + eps) * weight + bias).to(x.dtype)


def batch_norm(
    x: Float[Tensor, "batch length d_model"],
    weight: Float[Tensor, " d_model"],
    bias: Float[Tensor, " d_model"],
    eps: float = 1e-5,
) -> Float[Tensor, "batch length d_model"]:
    """Normalise each feature over all tokens of the batch: what we do not want here.

    It equals `nn.BatchNorm1d` in training mode, over the transposed tensor. Padding
    counts like any token.

    Source: Ioffe and Szegedy 2015, algorithm 1.
    """
    mean = x.mean(dim=(0, 1))
    variance = (x - mean).square().mean(dim=(0, 1))
    return (x - mean) / torch.sqrt(variance + eps) * weight + bias


class LayerNorm(nn.Module):
    """Layer norm with a learned weight and, with `bias`, a bias for each feature.

    It loads the state of `nn.LayerNorm`, and has `layer_norm`'s numbers from torch's
    kernel, which reads the input once and not six times.
    """

    def __init__(self, d_model: int, eps: float = 1e-5, *, bias: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d_model))
        self.bias = nn.Parameter(torch.zeros(d_model)) if bias else None
        self.eps = eps

    def forward(
        self, x: Float[Tensor, "*batch d_model"]
    ) -> Float[Tensor, "*batch d_model"]:
        if x.shape[-1] != len(self.weight):
            raise ValueError(
                _(
                    "the input has {width} features and the norm {d_model}; expected "
                    "as many. Make it by LayerNorm({width}), or turn the input so that "
                    "its last axis is the features.",
                    width=x.shape[-1],
                    d_model=len(self.weight),
                )
            )
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, self.eps)


class Residual(nn.Module):
    """Add & norm: a sublayer's output is added to its input, and one norm is applied.

    The norm comes after the sum as in the paper (post-LN) or, with `norm_first`, before
    the sublayer (pre-LN).
    """

    def __init__(
        self,
        d_model: int,
        dropout: float = 0.0,
        norm_first: bool = False,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.norm = LayerNorm(d_model, bias=bias)
        self.dropout = nn.Dropout(dropout)
        self.norm_first = norm_first

    def forward(
        self,
        x: Float[Tensor, "*batch d_model"],
        sublayer: Callable[[Tensor], Tensor],
    ) -> Float[Tensor, "*batch d_model"]:
        return self.after(x, sublayer(self.before(x)))

    def before(self, x: Float[Tensor, "*batch d_model"]) -> Tensor:
        """Return what the sublayer reads."""
        return self.norm(x) if self.norm_first else x

    def after(
        self,
        x: Float[Tensor, "*batch d_model"],
        output: Float[Tensor, "*batch d_model"],
    ) -> Tensor:
        """Return what leaves the wrapper, given the sublayer's output."""
        total = x + self.dropout(output)
        return total if self.norm_first else self.norm(total)
