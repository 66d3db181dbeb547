"""Values drawn for comparison: small number tables side by side, or one line each."""

import html
import inspect
import math
import reprlib
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from course_utils.exercises.machinery.compare import close, plain
from course_utils.exercises.machinery.crash import Crash

MOST = 8  # rows and columns shown of a table
MOST_DIGITS = 5  # after the point

_SHORT = reprlib.Repr()
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = _SHORT.maxset = 12
_SHORT.maxstring = _SHORT.maxother = 120


def brief(value: Any) -> str:
    """Return a value in one line; never fails, whatever the value is."""
    try:
        if isinstance(value, Tensor) and value.numel() > 12:
            return f"{str(value.dtype)[6:]} {tuple(value.shape)}"
        if isinstance(value, Tensor):
            return f"{_rounded(plain(value).tolist())} {tuple(value.shape)}"
        if isinstance(value, Crash):
            return str(value)
        if len(parts := _parts("", value)) > 1:
            return f"({', '.join(brief(part) for part in parts.values())})"
        if inspect.isfunction(value):  # its address says nothing
            return value.__name__
        return _SHORT.repr(_rounded(value))
    except Exception:  # a reader's object may have a broken repr
        return f"<{type(value).__name__}>"


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    if isinstance(value, tuple):  # torch.Size and named tuples too
        return tuple(_rounded(each) for each in value)
    if isinstance(value, frozenset):  # shown as people write it
        return set(value)
    return float(f"{value:.4g}") if isinstance(value, float) else value


def side_by_side(
    inputs: dict[str, Any], sides: dict[str, Any], tolerance: float
) -> str:
    """Return inputs, then yours beside the target, as HTML.

    The two sides share one scale of tints; entries that differ are outlined.
    """
    pairs = [_parts(name, value) for name, value in sides.items()]
    if len({len(parts) for parts in pairs}) > 1:
        pairs = [{name: value} for name, value in sides.items()]
    panels, at = [], []
    for row in zip(*(parts.items() for parts in pairs), strict=True):
        grids = [_grid(value) for _, value in row]
        wrong = _wrong(grids, tolerance)
        first = wrong.nonzero()[0].tolist() if wrong is not None and wrong.any() else []
        at = at or first
        peak = max((_peak(grid) for grid in grids if grid is not None), default=1.0)
        look = Look(peak, max(map(_digits, grids)), first)
        if wrong is not None and wrong.any():  # what differs must not look the same
            look = look._replace(digits=max(look.digits, _digits_apart(*grids, wrong)))
        panels += [_panel(name, value, look, wrong) for name, value in row]
    given = [
        _panel(each, part, Look.of(part, at))
        for name, value in inputs.items()
        for each, part in _parts(name, value).items()
    ]
    style = "display:flex;flex-wrap:wrap;gap:8px 24px;align-items:flex-start"
    return f'<div style="{style};margin:6px 0">{"".join(given + panels)}</div>'


def _parts(name: str, value: Any) -> dict[str, Any]:
    """Take a few tensors in a tuple or list apart, to be shown one by one."""
    few = isinstance(value, tuple | list) and 1 < len(value) <= 6
    if few and any(isinstance(part, Tensor) for part in value):
        return {f"{name}[{i}]": part for i, part in enumerate(value)}
    return {name: value}


def _wrong(grids: list[Tensor | None], tolerance: float) -> Tensor | None:
    """Return where two grids differ, if there are two of one shape."""
    if len(grids) != 2 or any(grid is None for grid in grids):
        return None
    yours, target = grids
    return ~close(yours, target, tolerance) if yours.shape == target.shape else None


def _grid(value: Any) -> Tensor | None:
    """Return a value as a tensor if a table can show it, with numbers along an axis."""
    try:
        if isinstance(value, Tensor | np.ndarray | list):
            grid = plain(value)
            if grid.dim() and grid.numel() and not grid.is_complex():
                return grid
    except Exception:  # not numbers, or rows of different lengths
        pass
    return None


def _peak(grid: Tensor) -> float:
    return float(grid.double().nan_to_num(posinf=0, neginf=0).abs().max()) or 1.0


def _digits(grid: Tensor | None) -> int:
    """Return how many digits tell the neighbours in a row apart, at least 2."""
    if grid is None or grid.shape[-1] < 2 or not grid.is_floating_point():
        return 2
    gaps = grid.double().diff(dim=-1).abs()
    return _digits_of(gaps[gaps.isfinite()])


def _digits_apart(one: Tensor, other: Tensor, wrong: Tensor) -> int:
    gaps = (one.double() - other.double())[wrong].abs()
    return _digits_of(gaps[gaps.isfinite()])


def _digits_of(gaps: Tensor) -> int:
    smallest = float(gaps[gaps > 1e-6].min()) if (gaps > 1e-6).any() else 1.0
    return min(max(2, math.ceil(-math.log10(smallest))), MOST_DIGITS)


class Look(NamedTuple):
    """How a table is drawn: the number of the fullest tint, digits, which slice."""

    peak: float
    digits: int
    at: list[int]

    @classmethod
    def of(cls, value: Any, at: list[int]) -> "Look":
        """Return the look of a value that stands alone."""
        grid = _grid(value)
        return cls(1.0 if grid is None else _peak(grid), _digits(grid), at)


def _panel(name: str, value: Any, look: Look, wrong: Tensor | None = None) -> str:
    """Return a value under its name; of many axes, the slice that holds `at`."""
    head, grid = f"<b>{html.escape(name)}</b>", _grid(value)
    if grid is None:
        return f"<div>{head}<br><code>{html.escape(brief(value))}</code></div>"
    size = " × ".join(str(n) for n in grid.shape)
    wrong = torch.zeros(grid.shape, dtype=torch.bool) if wrong is None else wrong
    if grid.dim() > 2:
        index = _index(grid.shape[:-2], look.at)
        grid, wrong = grid[index], wrong[index]
        size += f" · [{', '.join(map(str, index))}]"
    rows, wrong = torch.atleast_2d(grid), torch.atleast_2d(wrong)
    if max(rows.shape) > MOST:
        rows, wrong = rows[:MOST, :MOST], wrong[:MOST, :MOST]
        size += " …"
    cells = "".join(
        "<tr>" + "".join(map(_cell, row, bad, [look] * len(row))) + "</tr>"
        for row, bad in zip(rows.tolist(), wrong.tolist(), strict=True)
    )
    table = f'<table style="margin:2px 0">{cells}</table>'
    return f"<div>{head} <small>{size}</small>{table}</div>"


def _index(shape: torch.Size, at: list[int]) -> tuple[int, ...]:
    """Return which slice to show: that of the first difference, where it exists."""
    wanted = at + [0] * len(shape)
    return tuple(min(i, size - 1) for i, size in zip(wanted, shape, strict=False))


def _cell(value: float | int, wrong: bool, look: Look) -> str:
    """Return one entry; its tint is the size, its outline says that it differs."""
    text = f"{value:.{look.digits}f}" if isinstance(value, float) else str(value)
    if isinstance(value, float) and value and not float(text):
        text = f"{value:.1g}"  # a small number is not 0
    share = value / look.peak if value == value else 0
    colour = "0,114,178" if share >= 0 else "230,159,0"
    tint = min(abs(share), 1) * 0.35
    style = f"text-align:right;padding:2px 6px;background:rgba({colour},{tint:.2f})"
    style += ";font-variant-numeric:tabular-nums"
    if wrong:
        style += ";outline:2px solid #d55e00;outline-offset:-2px;font-weight:bold"
    return f'<td style="{style}">{text}</td>'
