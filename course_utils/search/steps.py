"""The contract between a search and a step function, and what is checked of it.

`step(tokens, state) -> (log_probs, state)`: `tokens` (batch,) are the ids read last,
`log_probs` (batch, vocab_size) natural logarithms; every tensor in a state has batch as
its first axis. What `step` says of a row after its `<eos>` counts for nothing.
"""

import math
from collections.abc import Callable
from numbers import Integral
from typing import Any

import torch
from torch import Tensor

from course_utils.language import _

State = Any
Step = Callable[[Tensor, State], tuple[Tensor, State]]
HIGHEST = 1e-4  # a logarithm of 1, as rounding may leave it


def begin(state: State, batch_size: int, bos_id: int) -> tuple[Tensor, Tensor]:
    """Return the tokens read first and the sums of log-probabilities so far: zeros.

    They are where the state's first tensor is. The sums are in double precision, where
    the device has it.
    """
    device = _device(state)
    tokens = torch.full((batch_size,), bos_id, device=device)
    try:
        return tokens, torch.zeros(batch_size, dtype=torch.float64, device=device)
    except TypeError:  # Apple's GPUs have no double precision
        return tokens, torch.zeros(batch_size, dtype=torch.float32, device=device)


def check_sizes(**sizes: Any) -> None:
    for name, value in sizes.items():
        if not isinstance(value, Integral):
            raise ValueError(
                _("{name} is {value}; expected a whole number.", name=name, value=value)
            )
        if value < 1:
            raise ValueError(
                _("{name} is {value}; expected at least 1.", name=name, value=value)
            )


def check_shape(log_probs: Tensor, rows: int) -> None:
    if log_probs.dim() != 2 or len(log_probs) != rows:
        raise ValueError(
            f"step returned log_probs of shape {tuple(log_probs.shape)}; expected "
            f"({rows}, vocab_size): one row for each token that it was given."
        )


def sound(best: Tensor) -> Tensor:
    """Whether all can be the largest log-probability of a row: a tensor, not yet read.

    NaN, which wins every maximum, is not.
    """
    return (best.clamp(torch.finfo(best.dtype).min, HIGHEST) == best).all()


def check_best(best: Tensor) -> None:
    """Name the first row of which the largest log-probability cannot be right."""
    if sound(best):
        return
    rows = best.flatten().tolist()
    row = next(i for i, each in enumerate(rows) if not -math.inf < each <= HIGHEST)
    raise ValueError(
        f"the log-probabilities in row {row} have the maximum {rows[row]}; "
        "expected a finite number of at most 0. Does step return log_softmax?"
    )


def _device(state: State) -> torch.device | None:
    """Return the device of a state's first tensor; None, torch's own, without any."""
    if isinstance(state, Tensor):
        return state.device
    if isinstance(state, dict):
        state = list(state.values())
    if not isinstance(state, tuple | list):
        return None
    return next(filter(None, map(_device, state)), None)
