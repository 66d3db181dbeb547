"""What exercise 3.3 compares: the exact search, and its parts gone wrong."""

import math
from collections.abc import Callable
from typing import Any

import torch

from course_utils.beam_search import beam_search, greedy_search
from course_utils.data import BOS_ID, EOS_ID


def exact(step: Callable, state: Any, max_len: int, alpha: float) -> list[int]:
    """Grow every prefix that can still beat the best finished sentence."""
    best, hopeful = (-math.inf, []), [([], 0.0, state)]
    while hopeful:
        tokens, total, state = hopeful.pop()
        if total / max_len**alpha <= best[0]:
            continue
        log_probs, after = step(torch.tensor([(tokens or [BOS_ID])[-1]]), state)
        for token, log_prob in enumerate(log_probs[0].tolist()):
            longer, so_far = [*tokens, token], total + log_prob
            if token == EOS_ID or len(longer) == max_len:
                best = max(best, (so_far / len(longer) ** alpha, longer))
            else:
                hopeful.append((longer, so_far, after))
    return best[1]


def exact_otherwise(
    *,
    score: Callable = lambda total, length, alpha: total / length**alpha,
    bound: Callable = lambda total, length, max_len, alpha: total / max_len**alpha,
    cut: Callable = lambda bound, best: bound <= best[0],
    better: Callable = lambda new, best: new > best,
    stops: bool = False,
    at_end: bool = True,
    grows_on: bool = False,
) -> Callable:
    """Return an exact search with one of its parts done otherwise or left out.

    `best` is a score, tokens and their total. With `stops` the first prefix that is cut
    ends the search; with `grows_on` what ends in `<eos>` is grown further as well.
    """

    def answer(step: Callable, state: Any, max_len: int, alpha: float) -> list[int]:
        best, hopeful = (None, [], -math.inf), [([], 0.0, state)]
        while hopeful:
            tokens, total, own = hopeful.pop()
            reach = bound(total, max(len(tokens), 1), max_len, alpha)
            if best[0] is not None and cut(reach, best):
                if stops:
                    break
                continue
            log_probs, after = step(torch.tensor([(tokens or [BOS_ID])[-1]]), own)
            for token, log_prob in enumerate(log_probs[0].tolist()):
                longer, so_far = [*tokens, token], total + log_prob
                ends = token == EOS_ID or (at_end and len(longer) == max_len)
                value = score(so_far, len(longer), alpha)
                if ends and (best[0] is None or better(value, best[0])):
                    best = value, longer, so_far
                if len(longer) < max_len and (grows_on or not ends):
                    hopeful.append((longer, so_far, after))
        return best[1]

    return answer


def greedy(step: Callable, state: Any, max_len: int, alpha: float) -> list[int]:
    """Write the most probable token at every step."""
    return list(greedy_search(step, state, 1, max_len=max_len)[0].tokens)


def beam(beam_size: int) -> Callable:
    """Return a beam search as an answer."""

    def answer(step: Callable, state: Any, max_len: int, alpha: float) -> list[int]:
        options = {"beam_size": beam_size, "max_len": max_len, "length_penalty": alpha}
        return list(beam_search(step, state, 1, n_best=1, **options)[0][0].tokens)

    return answer
