"""The most probable sentence of a real model: branch and bound.

No token raises a sum of log-probabilities. So a prefix whose sum is already below that
of a finished sentence can be cut, with all that would grow from it: millions of
sentences at once. Beam search finds a good sentence to begin with.

Source: Stahlberg and Byrne 2019, "On NMT Search Errors and Model Errors: Cat Got Your
Tongue?", where it shows what a translator's most probable sentences look like.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from course_utils.beam_search import beam_search
from course_utils.search.hypothesis import Hypothesis, Penalty, power_penalty
from course_utils.search.states import select
from course_utils.search.steps import (
    State,
    Step,
    check_sizes,
    checked_sums,
    first_tokens,
    no_totals,
)

ROWS = 256  # prefixes that read their last token in one step, at most


class Exact(NamedTuple):
    """The best sentence found, whether it is proved to be the best, and the work.

    `expanded` prefixes were looked at, not counting those of the beam search.
    """

    hypothesis: Hypothesis
    proved: bool
    expanded: int


class Open(NamedTuple):
    """Prefixes of one length that may grow into the best sentence, most hopeful first.

    `bounds` are the scores that they can reach at most. `state` is that of their
    parents, and `rows` says which of its rows is each one's.
    """

    prefixes: Tensor  # (open, length), with <bos>
    totals: Tensor  # (open,)
    bounds: Tensor  # (open,)
    rows: Tensor  # (open,)
    state: State


@torch.no_grad()
def exact_search(
    step: Step,
    state: State,
    *,
    max_len: int,
    length_penalty: float = 0.0,
    penalty: Penalty = power_penalty,
    beam_size: int = 4,
    bos_id: int = 1,
    eos_id: int = 2,
    most: int = 10_000,
) -> Exact:
    """Find the sentence of the best score, and prove that none is better.

    One sentence at a time. Without a length penalty the score is the log-probability.
    With one the search takes far longer: who knows how long a prefix will be, and what
    its total will be divided by? Of equal scores the shorter sentence wins, then the
    one with the smaller ids. After `most` prefixes the search gives up; the best
    sentence so far is then returned as not proved.

    Source: Stahlberg and Byrne 2019.
    """
    check_sizes(most=most)
    options = {"max_len": max_len, "length_penalty": length_penalty, "penalty": penalty}
    options |= {"beam_size": beam_size, "bos_id": bos_id, "eos_id": eos_id}
    best = beam_search(step, state, 1, n_best=1, **options)[0][0]

    def score(totals: Tensor, length: int) -> Tensor:
        return totals / penalty(length, length_penalty)

    tokens = first_tokens(state, 1, bos_id)
    totals, rows = no_totals(tokens), torch.zeros_like(tokens)
    stack, expanded = [Open(tokens.unsqueeze(1), totals, totals, rows, state)], 0
    while stack:
        group = _still_open(stack.pop(), best)
        if not len(group.rows):
            continue
        if expanded + len(group.rows) > most:
            return Exact(best, proved=False, expanded=expanded)
        expanded += len(group.rows)
        own = select(group.state, group.rows)
        log_probs, state = step(group.prefixes[:, -1], own)
        totals, length = checked_sums(group.totals, log_probs), group.prefixes.shape[1]
        ends = torch.arange(totals.shape[1], device=totals.device) == eos_id
        ends = ends | (length == max_len)
        scores = score(totals, length).masked_fill(~ends, -math.inf)
        best = min([best, *_complete(group, totals, scores, best)], key=_rank)
        if length < max_len:
            # For a given total the score is monotone in the length
            bounds = torch.maximum(score(totals, length + 1), score(totals, max_len))
            bounds = bounds.masked_fill(ends, -math.inf)
            stack += _children(group, totals, bounds, best, state)
    return Exact(best, proved=True, expanded=expanded)


def _still_open(group: Open, best: Hypothesis) -> Open:
    """Cut the prefixes that can no longer grow into something as good as the best."""
    keep = group.bounds >= best.score
    *parts, state = group
    return Open(*(part[keep] for part in parts), state)


def _complete(
    group: Open, totals: Tensor, scores: Tensor, best: Hypothesis
) -> list[Hypothesis]:
    """List the sentences that end in this step and are as good as the best."""
    return [
        Hypothesis(
            (*group.prefixes[row, 1:].tolist(), token),
            totals[row, token].item(),
            scores[row, token].item(),
        )
        for row, token in (scores >= best.score).nonzero().tolist()
    ]


def _rank(hypothesis: Hypothesis) -> tuple[float, int, tuple[int, ...]]:
    return -hypothesis.score, len(hypothesis.tokens), hypothesis.tokens


def _children(
    group: Open, totals: Tensor, bounds: Tensor, best: Hypothesis, state: State
) -> list[Open]:
    """Return the prefixes one token longer, in groups, the most hopeful last."""
    order = bounds.flatten().argsort(descending=True, stable=True)
    order = order[: int((bounds >= best.score).sum())]
    rows, tokens = order // bounds.shape[1], order % bounds.shape[1]
    prefixes = torch.cat([group.prefixes[rows], tokens.unsqueeze(1)], dim=1)
    parts = prefixes, totals[rows, tokens], bounds[rows, tokens], rows
    chunks = zip(*(part.split(ROWS) for part in parts), strict=True)
    return [Open(*chunk, state) for chunk in chunks][::-1]
