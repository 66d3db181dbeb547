"""Every sentence there is: the truth against which other searches are measured."""

import math

import torch
from torch import Tensor

from course_utils.language import _
from course_utils.search.hypothesis import (
    Hypothesis,
    Penalty,
    check_penalty,
    power_penalty,
)
from course_utils.search.states import select
from course_utils.search.steps import (
    State,
    Step,
    check_sizes,
    checked_sums,
    first_tokens,
    no_totals,
)


@torch.no_grad()
def exhaustive_search(
    step: Step,
    state: State,
    *,
    max_len: int,
    length_penalty: float = 0.75,
    penalty: Penalty = power_penalty,
    bos_id: int = 1,
    eos_id: int = 2,
    most: int = 1_000_000,
) -> list[Hypothesis]:
    """Score every possible sentence, best first: the truth, where it can be afforded.

    One sentence at a time. Raises ValueError where there are more than `most`.
    """
    check_sizes(max_len=max_len)
    check_penalty(penalty, length_penalty, max_len)
    found: list[Hypothesis] = []
    prefixes: list[tuple[int, ...]] = [()]
    tokens = first_tokens(state, 1, bos_id)
    totals = no_totals(tokens)
    for length in range(1, max_len + 1):
        log_probs, state = step(tokens, state)
        candidates = checked_sums(totals, log_probs)
        _check_number(len(found) + candidates.numel(), most, max_len)
        rows, tokens = (candidates > -math.inf).nonzero(as_tuple=True)
        totals, grown = candidates[rows, tokens], _grow(prefixes, rows, tokens)
        ended = (tokens == eos_id) | (length == max_len)
        for i in ended.nonzero().flatten().tolist():
            total = totals[i].item()
            score = total / penalty(length, length_penalty)
            found.append(Hypothesis(grown[i], total, score))
        alive = (~ended).nonzero().flatten()
        if not len(alive):
            break
        prefixes = [grown[i] for i in alive.tolist()]
        totals, tokens = totals[alive], tokens[alive]
        state = select(state, rows[alive])
    return sorted(found, key=lambda h: -h.score)


def _grow(
    prefixes: list[tuple[int, ...]], rows: Tensor, tokens: Tensor
) -> list[tuple[int, ...]]:
    """Append tokens to prefixes, given by their rows."""
    pairs = zip(rows.tolist(), tokens.tolist(), strict=True)
    return [(*prefixes[row], token) for row, token in pairs]


def _check_number(sentences: int, most: int, max_len: int) -> None:
    if sentences > most:
        raise ValueError(
            _(
                "there are more than {most:,} sentences of up to {max_len} tokens; "
                "take a smaller vocabulary or a smaller max_len.",
                most=most,
                max_len=max_len,
            )
        )
