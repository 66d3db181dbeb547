"""Positional encoding: tell attention, which sees a set, where each token stands.

Source: Vaswani et al. 2017, section 3.5.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from course_utils.language import _


def sinusoidal_encoding(
    max_len: int, d_model: int, base: float = 10_000.0
) -> Float[Tensor, "max_len d_model"]:
    """Return a row for each position: sines in the even columns, cosines in the odd.

    Columns 2j and 2j + 1 turn at the frequency 1 / base^(2j / d_model), so that the
    slowest needs almost 2π · base positions for a turn. With an odd d_model the last
    sine has no cosine beside it.

    Source: Vaswani et al. 2017, section 3.5.
    """
    position = torch.arange(max_len, dtype=torch.float64).unsqueeze(1)
    angle = position * _frequencies(d_model, base)
    encoding = torch.zeros(max_len, d_model)
    encoding[:, 0::2] = angle.sin().float()
    encoding[:, 1::2] = angle.cos()[:, : d_model // 2].float()
    return encoding


def relative_shift_matrix(
    delta: int, d_model: int, base: float = 10_000.0
) -> Float[Tensor, "d_model d_model"]:
    """Return the matrix that moves any position by `delta`: P[i + delta] = P[i] @ M.

    Each pair of columns is turned by its own angle, whatever i is; an odd d_model,
    whose last sine has no cosine, is an error.

    Source: Vaswani et al. 2017, section 3.5.
    """
    if d_model % 2:
        raise ValueError(
            _(
                "d_model is {d_model}; expected an even number: the last sine of an "
                "odd one has no cosine to turn with.",
                d_model=d_model,
            )
        )
    angle = delta * _frequencies(d_model, base)
    sine, cosine = angle.sin(), angle.cos()
    turns = torch.stack([cosine, -sine, sine, cosine], dim=-1).view(-1, 2, 2)
    return torch.block_diag(*turns).float()


class PositionalEncoding(nn.Module):
    """Add the sinusoidal encoding to a sequence of vectors; nothing is learned.

    `offset` is the position of the first vector: stepwise decoding needs it. The
    buffer can be computed anew and is not saved with the weights.
    """

    def __init__(
        self,
        d_model: int,
        max_len: int = 256,
        dropout: float = 0.0,
        base: float = 10_000.0,
    ) -> None:
        super().__init__()
        encoding = sinusoidal_encoding(max_len, d_model, base)
        self.register_buffer("encoding", encoding, persistent=False)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "batch length d_model"], offset: int = 0
    ) -> Float[Tensor, "batch length d_model"]:
        rows = _rows(self.encoding, offset, x.shape[1])
        return self.dropout(x + rows)


class LearnedPositions(nn.Module):
    """Add a learned vector for each position: a table with `max_len` rows."""

    def __init__(self, d_model: int, max_len: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.encoding = nn.Parameter(torch.randn(max_len, d_model) * d_model**-0.5)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "batch length d_model"], offset: int = 0
    ) -> Float[Tensor, "batch length d_model"]:
        rows = _rows(self.encoding, offset, x.shape[1])
        return self.dropout(x + rows)


def _frequencies(d_model: int, base: float) -> Float[Tensor, " num_pairs"]:
    """Return how far each pair of columns turns from one position to the next."""
    if not base > 1:
        raise ValueError(
            _("base is {base}; expected a number above 1, such as 10000.", base=base)
        )
    even = torch.arange(0, d_model, 2, dtype=torch.float64)
    return torch.exp(-math.log(base) * even / d_model)


def _rows(encoding: Tensor, offset: int, length: int) -> Tensor:
    if not 0 <= offset <= offset + length <= len(encoding):
        raise ValueError(
            _(
                "positions {first} to {last} were asked for and max_len is {max_len}; "
                "make the positions with a larger max_len.",
                first=offset,
                last=offset + length - 1,
                max_len=len(encoding),
            )
        )
    return encoding[offset : offset + length]
