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

    A prefix that has ended has a total of −inf, whatever `log_probs` say.
    """
    ended = (totals == -math.inf).unsqueeze(-1)
    return totals.unsqueeze(-1) + log_probs.masked_fill(ended, 0.0)


def k_best(totals: Tensor, log_probs: Tensor, k: int) -> Chosen:
    """Choose the k best candidates of each sentence by their sum of log-probabilities.

    `totals` has the shape (open, width), `log_probs` (open, width, vocab_size). Of
    equal candidates the one with the better prefix wins, then the smaller id.
    """
    # No prefix can have more than k among the k best. The one more shows whether the
    # last place was contested.
    values, ids = log_probs.topk(min(k + 1, log_probs.shape[-1]))
    highest = values[..., 0].masked_fill(totals == -math.inf, 0.0)
    sums = all_candidates(totals, values).flatten(1)
    best, places = sums.topk(min(k + 1, sums.shape[1]))
    # topk promises nothing about equals. (−inf minus −inf is NaN, which is not 0.)
    clear = (best.diff() != 0).all()
    if sound(highest) & clear:
        best, places = best[:, :k], places[:, :k]
        parents = places // values.shape[-1]
        return Chosen(best, parents, ids.flatten(1).gather(1, places))
    check_best(highest.flatten().tolist())
    return _k_best_in_order(all_candidates(totals, log_probs), k)


def _k_best_in_order(candidates: Tensor, k: int) -> Chosen:
    """The same where there are equals: sorting all candidates is slower."""
    best, places = candidates.flatten(1).sort(dim=1, descending=True, stable=True)
    best, places = best[:, :k], places[:, :k]
    size = candidates.shape[-1]
    return Chosen(best, places // size, places % size)
