"""When two outputs are the same, and what to say first when they are not."""

import numbers
from dataclasses import dataclass, field
from traceback import walk_tb
from typing import Any

import numpy as np
import torch
from torch import Tensor

from course_utils.data.fold import fold
from course_utils.language import _


@dataclass(frozen=True)
class Crash:
    """An exception in an answer: what is left of it to show in one line."""

    error: str
    line: int | None = field(compare=False)  # in the reader's cell

    @classmethod
    def of(cls, error: BaseException) -> "Crash":
        """Keep type, first line of the message and the last line run in a notebook."""
        try:
            message = str(error).partition("\n")[0][:200]
        except Exception:  # an exception class of the reader's may have a broken str
            message = ""
        lines = [
            line
            for frame, line in walk_tb(error.__traceback__)
            if "ipykernel" in frame.f_code.co_filename.split("/")[-2:][0]
            or frame.f_code.co_filename.startswith("<ipython-input")
        ]
        name = type(error).__name__
        text = f"{name}: {message}" if message else name
        return cls(text, lines[-1] if lines else None)

    def __str__(self) -> str:
        if self.line is None:
            return self.error
        return _("{error} (line {line} of the cell)", error=self.error, line=self.line)


def same(one: Any, other: Any, tolerance: float = 1e-4) -> bool:
    """Say whether two outputs are equal: same shape and, for floats, nearly the same.

    Lists equal tuples; numbers, arrays and tensors are compared by value; True and
    False are not the numbers 1 and 0.
    """
    try:
        return _same(one, other, tolerance)
    except Exception:  # a reader's object may do anything when it is compared
        return False


def is_numeric(value: Any) -> bool:
    """Say whether a value is a number, an array or a tensor."""
    return isinstance(value, Tensor | np.ndarray | numbers.Real | np.bool_)


def as_tensor(value: Any) -> Tensor:
    """Return a number, array or tensor as a tensor without a gradient, on the CPU."""
    return torch.as_tensor(value).detach().cpu()


def _same(one: Any, other: Any, tolerance: float) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            _same(one[key], other[key], tolerance) for key in one
        )
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(
            _same(a, b, tolerance) for a, b in zip(one, other, strict=True)
        )
    if is_numeric(one) and is_numeric(other):
        a, b = as_tensor(one), as_tensor(other)
        return (
            a.shape == b.shape
            and (a.dtype == torch.bool) == (b.dtype == torch.bool)
            and bool(close(a, b, tolerance).all())
        )
    if isinstance(one, str) and isinstance(other, str):  # typed on any keyboard
        return fold(one).lower() == fold(other).lower()
    return type(one) is type(other) and bool(one == other)


def close(a: Tensor, b: Tensor, tolerance: float = 1e-4) -> Tensor:
    """Return, entry by entry, whether two tensors of one shape agree (NaN = NaN)."""
    return torch.isclose(a.double(), b.double(), tolerance, tolerance, equal_nan=True)


def difference(yours: Any, target: Any, tolerance: float = 1e-4) -> str:
    """Return one sentence on the first thing in which yours is not like the target."""
    if isinstance(yours, Crash):
        return _("Your code stopped with an error.")
    if callable(target) and not callable(yours):
        got = type(yours).__name__
        return _(
            "Give the function itself, without brackets; this is of type `{got}`.",
            got=got,
        )
    if yours is None and target is not None:
        return _("Nothing came back. Does your function end with `return`?")
    if is_numeric(yours) != is_numeric(target) or not (
        is_numeric(target) or isinstance(yours, type(target))
    ):
        got, want = type(yours).__name__, type(target).__name__
        return _("The type is `{got}`; expected `{want}`.", got=got, want=want)
    return _number_difference(yours, target, tolerance) if is_numeric(target) else ""


def _number_difference(yours: Any, target: Any, tolerance: float) -> str:
    a, b = as_tensor(yours), as_tensor(target)
    if a.shape != b.shape:
        got, want = tuple(a.shape), tuple(b.shape)
        return _("The shape is {got}; expected {want}.", got=got, want=want)
    if (a.dtype == torch.bool) != (b.dtype == torch.bool):
        got, want = str(a.dtype)[6:], str(b.dtype)[6:]
        return _("The dtype is {got}; expected {want}.", got=got, want=want)
    count, total = int((~close(a, b, tolerance)).sum()), b.numel()
    if total == 1:
        return ""
    return _(
        "The shape is right; {count} of {total} entries differ.",
        count=count,
        total=total,
    )
