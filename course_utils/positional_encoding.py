"""Positional encoding: tell attention, which sees a set, where each token stands.

Positions are added to the vectors before the first layer, or turn queries and keys in
every layer.

Source: Vaswani et al. 2017, section 3.5; turned: Su et al. 2021.
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

    Columns 2j and 2j + 1 turn at the frequency 1 / base^(2j / d_model): the fastest
    needs 2π positions for a turn, the slowest 2π · base^(1 − 2 / d_model). With an odd
    d_model the last sine has no cosine beside it.

    Source: Vaswani et al. 2017, section 3.5.
    """
    _check_sizes(max_len=max_len, d_model=d_model)
    position = torch.arange(max_len, dtype=torch.float64, device="cpu").unsqueeze(1)
    angle = position * frequencies(d_model, base)
    encoding = torch.empty(max_len, d_model)  # which rounds to torch's own dtype
    encoding[:, 0::2] = angle.sin()
    encoding[:, 1::2] = angle.cos()[:, : d_model // 2]
    return encoding


def frequencies(d_model: int, base: float = 10_000.0) -> Float[Tensor, " num_pairs"]:
    """Return ω_j = 1 / base^(2j / d_model): how far pair j turns at each step."""
    if not 1 < base < math.inf:
        raise ValueError(
            _("base is {base}; expected a number above 1, such as 10000.", base=base)
        )
    # Double precision on the CPU, as not every accelerator has it
    even = torch.arange(0, d_model, 2, dtype=torch.float64, device="cpu")
    return torch.exp(-math.log(base) * even / d_model)


def relative_shift_matrix(
    delta: int, d_model: int, base: float = 10_000.0
) -> Float[Tensor, "d_model d_model"]:
    """Return the matrix that moves any position by `delta`: P[i + delta] = P[i] @ M.

    Each pair of columns is turned by its own angle, whatever i is; an odd d_model,
    whose last sine has no cosine, is an error.

    Source: Vaswani et al. 2017, section 3.5.
    """
    _check_sizes(d_model=d_model)
    _check_even("d_model", d_model)
    angle = delta * frequencies(d_model, base)
    sine, cosine = angle.sin(), angle.cos()
    turns = torch.stack([cosine, -sine, sine, cosine], dim=-1).view(-1, 2, 2)
    return torch.block_diag(*turns).to(torch.empty(0))  # torch's own dtype and device


class PositionalEncoding(nn.Module):
    """Add the sinusoidal encoding to a sequence of vectors; nothing is learned.

    `offset` is the position of the first vector: it matters where words come in one by
    one. The table can be computed anew and is not saved with the weights.
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
        rows = _rows(self.encoding, offset, x)
        return self.dropout(x + rows.to(x.dtype))


class LearnedPositions(nn.Module):
    """Add a learned vector for each position: a table with `max_len` rows."""

    def __init__(self, d_model: int, max_len: int, dropout: float = 0.0) -> None:
        super().__init__()
        _check_sizes(max_len=max_len, d_model=d_model)
        self.encoding = nn.Parameter(torch.randn(max_len, d_model) * d_model**-0.5)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "batch length d_model"], offset: int = 0
    ) -> Float[Tensor, "batch length d_model"]:
        rows = _rows(self.encoding, offset, x)
        return self.dropout(x + rows.to(x.dtype))


class NoPositions(nn.Module):
    """Stands where positions are added, and adds none."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "batch length d_model"], offset: int = 0
    ) -> Float[Tensor, "batch length d_model"]:
        return self.dropout(x)


class RotaryPositions(nn.Module):
    """Turn queries or keys by where they stand; nothing is added, nothing is learned.

    Features 2j and 2j + 1 are a point in the plane, turned by position · ω_j: position
    i is multiplied by `relative_shift_matrix(-i)`. Between a query at i and a key at j
    only the turn by i − j remains in the dot product.

    Source: Su et al. 2021 (RoFormer), eq. 12–16.
    """

    def __init__(self, d_head: int, max_len: int = 256, base: float = 10_000.0) -> None:
        super().__init__()
        _check_even("d_head", d_head)
        waves = sinusoidal_encoding(max_len, d_head, base).unflatten(1, (-1, 2))
        turns = waves.flip(-1)  # cosine first, as a complex number is written
        self.register_buffer("turns", turns, persistent=False)

    def forward(
        self, x: Float[Tensor, "*batch length d_head"], offset: int = 0
    ) -> Float[Tensor, "*batch length d_head"]:
        turns = _rows(self.turns.flatten(1), offset, x).unflatten(1, (-1, 2))
        # Complex numbers are multiplied in one go; there are none of half precision
        precise = torch.promote_types(x.dtype, torch.float32)
        points = torch.view_as_complex(x.to(precise).unflatten(-1, (-1, 2)))
        turned = points * torch.view_as_complex(turns.to(precise))
        return torch.view_as_real(turned).flatten(-2).to(x.dtype)


def _check_sizes(**sizes: int) -> None:
    for name, value in sizes.items():
        if value < 1:
            raise ValueError(
                _("{name} is {value}; expected at least 1.", name=name, value=value)
            )


def _check_even(name: str, value: int) -> None:
    if value % 2:
        raise ValueError(
            _(
                "{name} is {value}; expected an even number: the last sine of an odd "
                "one has no cosine to turn with.",
                name=name,
                value=value,
            )
        )


def _rows(encoding: Tensor, offset: int, x: Tensor) -> Tensor:
    """Return the rows for the vectors of x, whose first one stands at `offset`."""
    length, width = x.shape[-2:]
    if width != encoding.shape[1]:
        raise ValueError(
            _(
                "the vectors have the width {width}; these positions were made for "
                "{expected}.",
                width=width,
                expected=encoding.shape[1],
            )
        )
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
