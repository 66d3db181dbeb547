"""From a step function to a sentence: greedy search and beam search.

The searches know torch and `step(tokens, state) -> (log_probs, state)`, never a model;
`course_utils.search.steps` says what they expect of it. They work on the device of the
state's first tensor.

The length of a hypothesis is the number of its tokens: `<eos>` counts, `<bos>` does
not. A hypothesis that reaches `max_len` without `<eos>` ends there as it is.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from course_utils.search.choose import all_candidates, k_best
from course_utils.search.exhaustive import exhaustive_search
from course_utils.search.finished import Finished
from course_utils.search.hypothesis import (
    Hypothesis,
    Penalty,
    check_penalty,
    gnmt_penalty,
    power_penalty,
)
from course_utils.search.states import States, select
from course_utils.search.steps import (
    State,
    Step,
    check_best,
    check_shape,
    check_sizes,
    first_tokens,
    no_totals,
)

__all__ = [
    "Hypothesis",
    "Layer",
    "State",
    "Step",
    "beam_search",
    "exhaustive_search",
    "gnmt_penalty",
    "greedy_search",
    "power_penalty",
]


class Layer(NamedTuple):
    """One step of a beam search over the sentences that are still open.

    `candidates` holds the sum of log-probs of each prefix with each next token; from
    them `totals`, `parents` and `tokens` are the best k, best first. A prefix that has
    ended leaves a row of −inf.
    """

    sentences: list[int]
    prefixes: Tensor  # (open, width, length - 1)
    candidates: Tensor  # (open, width, vocab_size)
    totals: Tensor  # (open, k)
    parents: Tensor  # (open, k)
    tokens: Tensor  # (open, k)


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

    Of equal probabilities the smaller id wins. The score is the log-probability: with
    one hypothesis a sentence there is nothing to rank.
    """
    check_sizes(batch_size=batch_size, max_len=max_len)
    tokens = first_tokens(state, batch_size, bos_id)
    written: list[list[int]] = [[] for _row in range(batch_size)]
    totals = [0.0] * batch_size
    sentences = list(range(batch_size))  # those that are still open
    for _token in range(max_len):
        log_probs, state = step(tokens, state)
        check_shape(log_probs, len(sentences))
        best, ids = (each.tolist() for each in log_probs.max(dim=-1))
        check_best(best)
        for sentence, token, log_prob in zip(sentences, ids, best, strict=True):
            written[sentence].append(token)
            totals[sentence] += log_prob
        keep = [row for row, token in enumerate(ids) if token != eos_id]
        if not keep:
            break
        tokens = tokens.new_tensor([ids[row] for row in keep])
        if len(keep) < len(ids):  # those that have ended leave the batch
            state = select(state, tokens.new_tensor(keep))
            sentences = [sentences[row] for row in keep]
    return [
        Hypothesis(tuple(row), total, total)
        for row, total in zip(written, totals, strict=True)
    ]


@torch.no_grad()
def beam_search(
    step: Step,
    state: State,
    batch_size: int,
    *,
    beam_size: int,
    max_len: int,
    length_penalty: float = 0.75,
    penalty: Penalty = power_penalty,
    bos_id: int = 1,
    eos_id: int = 2,
    n_best: int | None = None,
    watch: Callable[[Layer], None] | None = None,
) -> list[list[Hypothesis]]:
    """Keep the k best prefixes at every step; return up to k sentences, best first.

    At each step the k best of all k·n candidates are chosen by their sum of
    log-probabilities; those that end leave the beam. Of equal candidates the one with
    the better prefix wins, then the smaller id. A sentence is done when its first
    `n_best` hypotheses are safe, all k if nothing is said: going on could not change
    them. `watch` is called with every Layer.

    Source: Graves 2012; Sutskever et al. 2014, section 3.2.
    """
    n_best = beam_size if n_best is None else n_best
    check_sizes(
        batch_size=batch_size, beam_size=beam_size, max_len=max_len, n_best=n_best
    )
    check_penalty(penalty, length_penalty, max_len)
    finished = Finished(batch_size, beam_size, penalty, length_penalty)
    sentences = list(range(batch_size))  # those that are still open
    states = States(state)
    tokens = first_tokens(state, batch_size, bos_id)
    totals = no_totals(tokens).unsqueeze(1)
    prefixes = tokens.new_empty(batch_size, 1, 0)
    for length in range(1, max_len + 1):
        log_probs = states.advance(step, tokens.flatten()).view(*totals.shape, -1)
        candidates = all_candidates(totals, log_probs)
        best, parents, tokens = k_best(candidates, beam_size)
        if watch:
            watch(Layer(sentences, prefixes, candidates, best, parents, tokens))
        prefixes = _grow(prefixes, parents, tokens)
        ended = (tokens == eos_id) | (length == max_len)
        totals = best.masked_fill(ended, -math.inf)
        chosen, alive = torch.stack([best, totals]).tolist()
        finished.add(sentences, prefixes, chosen, alive)
        # A further token never raises the total, and for a given total the score is
        # monotone in the length. So nothing that grows from a prefix can score more
        # than its total would at the next length or at the last: once n_best finished
        # hypotheses have that much, no later one can come among them.
        keep = [
            row
            for row, total in enumerate(map(max, alive))
            if total > -math.inf
            and finished.score_at(n_best, sentences[row])
            < max(finished.score(total, length + 1), finished.score(total, max_len))
        ]
        if not keep:
            break
        states.move(parents, keep)
        if len(keep) < len(sentences):
            sentences = [sentences[row] for row in keep]
            open_ = tokens.new_tensor(keep)
            totals, prefixes, tokens = totals[open_], prefixes[open_], tokens[open_]
    return finished.best


def _grow(prefixes: Tensor, parents: Tensor, tokens: Tensor) -> Tensor:
    """Write a token behind the prefix that each one comes from."""
    places = parents.unsqueeze(-1).expand(-1, -1, prefixes.shape[-1])
    return torch.cat([prefixes.gather(1, places), tokens.unsqueeze(-1)], dim=-1)
