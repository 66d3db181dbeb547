"""From a step function to a sentence; the search knows torch and `step`, no model."""

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

State = Any
Step = Callable[[Tensor, State], tuple[Tensor, State]]


class Hypothesis(NamedTuple):
    """One sentence that a search found.

    `tokens` leaves out `<bos>` and holds `<eos>` if the sentence was finished;
    `log_prob` is the sum of the natural logarithms of its steps' probabilities.
    """

    tokens: tuple[int, ...]
    log_prob: float


@torch.no_grad()
def greedy_search(
    step: Step,
    state: State,
    batch_size: int,
    *,
    max_len: int,
    bos_id: int = 1,
    eos_id: int = 2,
) -> list[Hypothesis]:
    """Take the most probable token at every step, for a batch of sentences at once.

    `step(tokens, state)` maps token ids (batch,) to log-probabilities (batch,
    vocab_size) and the next state. A sentence ends with `<eos>`, which counts as one of
    its at most `max_len` tokens. Of equal probabilities the smaller id wins.
    """
    if max_len < 1:
        raise ValueError(f"max_len is {max_len}; expected at least 1 token.")
    tokens = torch.full((batch_size,), bos_id)
    alive = torch.ones(batch_size, dtype=torch.bool)
    log_prob = torch.zeros(batch_size)
    written: list[list[int]] = [[] for _ in range(batch_size)]
    for _ in range(max_len):
        log_probs, state = step(tokens, state)
        best, tokens = log_probs.max(dim=-1)
        log_prob += best.where(alive, 0.0)
        for row in alive.nonzero().flatten().tolist():
            written[row].append(int(tokens[row]))
        alive &= tokens != eos_id
        if not alive.any():
            break
    return [
        Hypothesis(tuple(row), float(total))
        for row, total in zip(written, log_prob, strict=True)
    ]
