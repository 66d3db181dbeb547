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


def first_tokens(state: State, batch_size: int, bos_id: int) -> Tensor:
    """Return the tokens that are read first, on the device of the state's tensors."""
    return torch.full((batch_size,), bos_id, device=_device(state))


def no_totals(tokens: Tensor) -> Tensor:
    """Return sums of no log-probabilities yet, in double precision where there is."""
    try:
        return torch.zeros(len(tokens), dtype=torch.float64, device=tokens.device)
    except TypeError:  # Apple's GPUs have none
        return torch.zeros(len(tokens), dtype=torch.float32, device=tokens.device)


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


def sound(best: Tensor) -> bool:
    """Whether `check_best` would let all of it pass, found out where the tensor is."""
    return best.equal(best.clamp(torch.finfo(best.dtype).min, HIGHEST))


def check_best(best: list[float]) -> None:
    """Refuse what cannot be the largest log-probability of each row."""
    for row, each in enumerate(best):
        if not -math.inf < each <= HIGHEST:
            raise ValueError(
                f"the log-probabilities in row {row} have the maximum {each}; "
                "expected a finite number of at most 0. Does step return log_softmax?"
            )


def checked_sums(totals: Tensor, log_probs: Tensor) -> Tensor:
    """Return each prefix's total with each next token's log-prob, after the checks."""
    check_shape(log_probs, len(totals))
    check_best(log_probs.max(dim=-1).values.tolist())
    return totals.unsqueeze(-1) + log_probs


def _device(state: State) -> torch.device | None:
    """Return the device of a state's first tensor; None, torch's own, without any."""
    if isinstance(state, Tensor):
        return state.device
    if isinstance(state, dict):
        state = list(state.values())
    if not isinstance(state, tuple | list):
        return None
    return next(filter(None, map(_device, state)), None)
