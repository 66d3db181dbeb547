"""From a step function to a sentence: greedy, beam and exhaustive search.

The searches know torch and `step(tokens, state) -> (log_probs, state)`, never a model.
`tokens` (batch,) are the ids read last, `log_probs` (batch, vocab_size) natural
logarithms; every tensor in a state has batch as its first axis.

The length of a hypothesis is the number of its tokens: `<eos>` counts, `<bos>` does
not. A hypothesis that reaches `max_len` without `<eos>` ends there as it is.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from course_utils.language import _

State = Any
Step = Callable[[Tensor, State], tuple[Tensor, State]]
# Of length and α; positive, and for any α rising or falling with the length throughout,
# which is what makes the early stop safe
Penalty = Callable[[int, float], float]


class Hypothesis(NamedTuple):
    """A sentence that a search found: token ids without `<bos>`, sum of log-probs.

    `score` is log_prob / penalty(length, α), by which finished hypotheses are ranked.
    """

    tokens: tuple[int, ...]
    log_prob: float
    score: float


def power_penalty(length: int, alpha: float) -> float:
    """Return length**α; log-probabilities are negative: a larger α favours length."""
    return length**alpha


def gnmt_penalty(length: int, alpha: float) -> float:
    """Return ((5 + length) / 6)**α: gentler on the first few tokens.

    Source: Wu et al. 2016, eq. 14.
    """
    return ((5 + length) / 6) ** alpha


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
    _check(batch_size, 1, max_len)
    tokens = torch.full((batch_size,), bos_id)
    alive = torch.ones(batch_size, dtype=torch.bool)
    totals = torch.zeros(batch_size, dtype=torch.float64)
    written: list[list[int]] = [[] for _row in range(batch_size)]
    for _token in range(max_len):
        log_probs, state = step(tokens, state)
        best, tokens = _checked(log_probs, batch_size).max(dim=-1)
        totals += best.where(alive, 0.0)
        for row in alive.nonzero().flatten().tolist():
            written[row].append(int(tokens[row]))
        alive &= tokens != eos_id
        if not alive.any():
            break
    return [
        Hypothesis(tuple(row), total, total)
        for row, total in zip(written, totals.tolist(), strict=True)
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
    watch: Callable[[Layer], None] | None = None,
) -> list[list[Hypothesis]]:
    """Keep the k best prefixes at every step; return up to k sentences, best first.

    At each step the k best of all k·n candidates are chosen by their sum of
    log-probabilities; those that end leave the beam. Of equal candidates the one with
    the better prefix wins, then the smaller id. `watch` is called with every Layer.

    Source: Graves 2012; Sutskever et al. 2014, section 3.2.
    """
    _check(batch_size, beam_size, max_len, length_penalty)

    def score(total: float, length: int) -> float:
        return total / penalty(length, length_penalty)

    found: list[list[Hypothesis]] = [[] for _row in range(batch_size)]
    sentences = list(range(batch_size))  # those that are still open
    totals = torch.zeros(batch_size, 1, dtype=torch.float64)
    prefixes = torch.empty(batch_size, 1, 0, dtype=torch.long)
    tokens = torch.full((batch_size,), bos_id)
    for length in range(1, max_len + 1):
        log_probs, state = step(tokens, state)
        width = totals.shape[1]
        log_probs = _checked(log_probs, totals.numel()).view(*totals.shape, -1)
        candidates = totals.unsqueeze(-1) + log_probs
        totals, chosen = _best(candidates.flatten(1), beam_size)
        parents, tokens = chosen // log_probs.shape[-1], chosen % log_probs.shape[-1]
        if watch:
            layer = Layer(sentences, prefixes, candidates, totals, parents, tokens)
            watch(layer)
        grown = prefixes.gather(1, parents.unsqueeze(-1).expand(-1, -1, length - 1))
        prefixes = torch.cat([grown, tokens.unsqueeze(-1)], dim=-1)
        ended = (tokens == eos_id) | (length == max_len)
        for row, beam in (ended & (totals > -math.inf)).nonzero().tolist():
            total, ids = totals[row, beam].item(), tuple(prefixes[row, beam].tolist())
            found[sentences[row]].append(Hypothesis(ids, total, score(total, length)))
        totals = totals.masked_fill(ended, -math.inf)
        # A further token never raises the total, and for a given total the score is
        # monotone in the length. So nothing that grows from the best prefix can score
        # more than its total would at the next length or at the last: once a finished
        # hypothesis has that much, the sentence is done, and safely so.
        keep = [
            row
            for row, total in enumerate(totals.max(dim=1).values.tolist())
            if total > -math.inf
            and max((h.score for h in found[sentences[row]]), default=-math.inf)
            < max(score(total, length + 1), score(total, max_len))
        ]
        if not keep or length == max_len:
            break
        rows = (torch.arange(len(parents)).unsqueeze(1) * width + parents)[keep]
        state = _select(state, rows.flatten())
        sentences = [sentences[row] for row in keep]
        totals, prefixes, tokens = totals[keep], prefixes[keep], tokens[keep].flatten()
    return [sorted(each, key=lambda h: -h.score)[:beam_size] for each in found]


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
    _check(1, 1, max_len, length_penalty)
    found: list[Hypothesis] = []
    prefixes: list[tuple[int, ...]] = [()]
    totals = torch.zeros(1, dtype=torch.float64)
    tokens = torch.tensor([bos_id])
    for length in range(1, max_len + 1):
        log_probs, state = step(tokens, state)
        totals = totals.unsqueeze(-1) + _checked(log_probs, len(prefixes))
        if len(found) + totals.numel() > most:
            raise ValueError(
                _(
                    "there are more than {most:,} sentences of up to {max_len} tokens; "
                    "take a smaller vocabulary or a smaller max_len.",
                    most=most,
                    max_len=max_len,
                )
            )
        rows, ids = (totals > -math.inf).nonzero(as_tuple=True)
        totals = totals[rows, ids]
        grown = [
            (*prefixes[row], token)
            for row, token in zip(rows.tolist(), ids.tolist(), strict=True)
        ]
        ended = (ids == eos_id) | (length == max_len)
        for i in ended.nonzero().flatten().tolist():
            total = totals[i].item()
            score = total / penalty(length, length_penalty)
            found.append(Hypothesis(grown[i], total, score))
        alive = (~ended).nonzero().flatten()
        if not len(alive):
            break
        prefixes = [grown[i] for i in alive.tolist()]
        totals, tokens = totals[alive], ids[alive]
        state = _select(state, rows[alive])
    return sorted(found, key=lambda h: -h.score)


def _best(candidates: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """Values and indices of each row's k largest; of equals the smaller index first."""
    k = min(k, candidates.shape[1])
    values, index = candidates.topk(k)  # fast, but it promises nothing about equals
    tied = (candidates >= values[:, -1:]).sum(dim=1) > k
    if tied.any():
        values, index = candidates.sort(dim=1, descending=True, stable=True)
        return values[:, :k], index[:, :k]
    index = index.sort(dim=1).values
    values, order = candidates.gather(1, index).sort(
        dim=1, descending=True, stable=True
    )
    return values, index.gather(1, order)


def _select(state: State, rows: Tensor) -> State:
    """Take rows of every tensor in a state, whatever tuples, lists and dicts it is."""
    if isinstance(state, Tensor):
        return state.index_select(0, rows)
    if isinstance(state, dict):
        return {key: _select(value, rows) for key, value in state.items()}
    if isinstance(state, tuple | list):
        parts = [_select(part, rows) for part in state]
        return type(state)(*parts) if hasattr(state, "_fields") else type(state)(parts)
    return state


def _check(batch_size: int, beam_size: int, max_len: int, alpha: float = 0.0) -> None:
    sizes = {"batch_size": batch_size, "beam_size": beam_size, "max_len": max_len}
    for name, value in sizes.items():
        if value < 1:
            raise ValueError(
                _("{name} is {value}; expected at least 1.", name=name, value=value)
            )
    if not math.isfinite(alpha):
        raise ValueError(
            _("length_penalty is {alpha}; expected a finite number.", alpha=alpha)
        )


def _checked(log_probs: Tensor, rows: int) -> Tensor:
    """Return log_probs in double precision; a step that cannot be right is an error."""
    if log_probs.dim() != 2 or len(log_probs) != rows:
        raise ValueError(
            f"step returned log_probs of shape {tuple(log_probs.shape)}; expected "
            f"({rows}, vocab_size): one row for each token that it was given."
        )
    best = log_probs.max(dim=-1).values  # NaN wins every maximum
    wrong = ~((best > -math.inf) & (best <= 1e-4))
    if wrong.any():
        row = int(wrong.nonzero()[0])
        raise ValueError(
            f"the log-probabilities in row {row} have the maximum {best[row].item()}; "
            "expected a finite number of at most 0. Does step return log_softmax?"
        )
    return log_probs.double()
