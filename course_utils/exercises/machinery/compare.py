"""What counts as equal, for all exercises.

Both sides are brought into one plain form first. A tensor, an array and nested lists or
tuples of numbers are the same thing, on whatever device and of whatever dtype; so are
ints and floats of one value, but not True and 1. Text is folded to what an English
keyboard types, in small letters. Floats may differ a little.
"""

import numbers
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
import torch
from torch import Tensor

from course_utils.data.fold import fold

MOST = 1_000  # items taken of a generator: it may be endless


def same(one: Any, other: Any, tolerance: float = 1e-4) -> bool:
    """Say whether two outputs are equal."""
    try:
        return _same(plain(one), plain(other), tolerance)
    except Exception:  # a reader's object may do anything when it is compared
        return False


def close(a: Tensor, b: Tensor, tolerance: float = 1e-4) -> Tensor:
    """Return, entry by entry, whether two tensors of one shape agree (NaN = NaN)."""
    wide = torch.complex128 if a.is_complex() or b.is_complex() else torch.float64
    return torch.isclose(a.to(wide), b.to(wide), tolerance, tolerance, equal_nan=True)


def plain(value: Any) -> Any:
    """Return a value as a tensor if it is one of numbers, else tuple, dict or text.

    Tensors come without gradient, dense, on the CPU. What is none of these comes back
    as it is.
    """
    if isinstance(value, str):
        return fold(value).lower()
    if isinstance(value, Tensor):
        return value.detach().cpu().to_dense().resolve_conj()
    if isinstance(value, numbers.Number | np.generic):
        return torch.as_tensor(value)
    if hasattr(value, "__array__") and not isinstance(value, type):
        value = np.asarray(value)
        return torch.as_tensor(value) if value.dtype.kind in "biufc" else _tuple(value)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, Iterator):
        return _tuple(islice(value, MOST))
    if isinstance(value, list | tuple | range | set | frozenset):
        return _tuple(value)
    return value


def _tuple(values: Iterable) -> Any:
    """Return plain values as one tensor if their shapes allow it, else as a tuple."""
    parts = tuple(map(plain, values))
    if not parts:  # an empty list is an empty tensor
        return torch.zeros(0)
    if not all(isinstance(each, Tensor) for each in parts):
        return parts
    if len({(each.shape, each.dtype == torch.bool) for each in parts}) != 1:
        return parts
    wide = _wide(parts)
    return torch.stack([each.to(wide) for each in parts])


def _wide(parts: Iterable[Tensor]) -> torch.dtype:
    if any(each.is_complex() for each in parts):
        return torch.complex128
    if any(each.is_floating_point() for each in parts):
        return torch.float64
    return torch.bool if all(each.dtype == torch.bool for each in parts) else torch.long


def _same(one: Any, other: Any, tolerance: float) -> bool:
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return (
            one.shape == other.shape
            and (one.dtype == torch.bool) == (other.dtype == torch.bool)
            and bool(close(one, other, tolerance).all())
        )
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            _same(one[key], other[key], tolerance) for key in one
        )
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(
            _same(a, b, tolerance) for a, b in zip(one, other, strict=True)
        )
    return type(one) is type(other) and bool(one == other)
