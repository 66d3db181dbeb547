"""The k best of all candidates, in an order that does not depend on chance."""

import math
from typing import NamedTuple

from torch import Tensor

from course_utils.search.steps import check_best, sound


class Chosen(NamedTuple):
    """The k best candidates of each sentence, best first; all of shape (open, k)."""

    totals: Tensor
    parents: Tensor
    tokens: Tensor


def all_candidates(totals: Tensor, log_probs: Tensor) -> Tensor:
    """Add each prefix's total to its log-probs: (open, width, vocab_size).

    A prefix that has ended has a total of −inf, whatever its log-probs are.
    """
    highest = log_probs.amax(dim=-1)
    if not sound(highest):
        ended = totals == -math.inf
        check_best(highest.masked_fill(ended, 0.0).flatten().tolist())
        log_probs = log_probs.masked_fill(ended.unsqueeze(-1), 0.0)
    return totals.unsqueeze(-1) + log_probs


def k_best(candidates: Tensor, k: int) -> Chosen:
    """Choose the k best of the candidates (open, width, vocab_size) of each sentence.

    Of equal candidates the one with the better prefix wins, then the smaller id: the
    one that stands first.
    """
    flat, vocab_size = candidates.flatten(1), candidates.shape[-1]
    k = min(k, flat.shape[1])
    # topk is fast, but it promises nothing about equals. One more than k shows whether
    # the last place was contested. (−inf minus −inf is NaN: not 0.)
    best, places = flat.topk(min(k + 1, flat.shape[1]))
    if (best.diff() == 0).any():
        best, places = flat.sort(dim=1, descending=True, stable=True)
    best, places = best[:, :k], places[:, :k]
    return Chosen(best, places // vocab_size, places % vocab_size)
