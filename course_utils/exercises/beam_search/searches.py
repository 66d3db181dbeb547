"""What exercise 3.4 compares: the search, its planted bug, and its parts gone wrong."""

from collections.abc import Callable
from typing import Any

import torch

from course_utils.data import BOS_ID, EOS_ID


def search_with_bug(
    step: Callable, state: Any, beam_size: int, max_len: int, alpha: float
) -> list[int]:
    """Return the first hypothesis that finishes, whatever else is under way."""
    alive = [([], 0.0, state)]
    for _step in range(max_len):
        candidates = []
        for tokens, total, state in alive:
            last = torch.tensor([tokens[-1] if tokens else BOS_ID])
            log_probs, after = step(last, state)
            for token, log_prob in enumerate(log_probs[0].tolist()):
                candidates.append(([*tokens, token], total + log_prob, after))
        alive = sorted(candidates, key=lambda each: -each[1])[:beam_size]
        for tokens, _total, _state in alive:
            if tokens[-1] == EOS_ID:
                return tokens
    return alive[0][0]


def search(
    step: Callable, state: Any, beam_size: int, max_len: int, alpha: float
) -> list[int]:
    """Let finished hypotheses leave the beam, and rank them when all is done."""
    alive, finished = [([], 0.0, state)], []
    for length in range(1, max_len + 1):
        candidates = []
        for tokens, total, state in alive:
            last = torch.tensor([tokens[-1] if tokens else BOS_ID])
            log_probs, after = step(last, state)
            for token, log_prob in enumerate(log_probs[0].tolist()):
                candidates.append(([*tokens, token], total + log_prob, after))
        alive = []
        for each in sorted(candidates, key=lambda each: -each[1])[:beam_size]:
            if each[0][-1] == EOS_ID or length == max_len:
                finished.append((each[1] / length**alpha, each[0]))
            else:
                alive.append(each)
    return max(finished)[1]


def search_otherwise(
    *,
    leave: bool = True,
    at_end: bool = True,
    enough: bool = False,
    each_parent: bool = False,
    score: Callable = lambda total, length, alpha: total / length**alpha,
    pick: Callable = max,
) -> Callable:
    """Return a search with one of its parts left out or done otherwise."""

    def answer(
        step: Callable, state: Any, beam_size: int, max_len: int, alpha: float
    ) -> list[int]:
        alive, finished = [([], 0.0, state)], []
        for length in range(1, max_len + 1):
            candidates = []
            for tokens, total, own in alive:
                last = torch.tensor([tokens[-1] if tokens else BOS_ID])
                log_probs, after = step(last, own)
                children = [
                    ([*tokens, token], total + log_prob, after)
                    for token, log_prob in enumerate(log_probs[0].tolist())
                ]
                children.sort(key=lambda each: -each[1])
                alone = each_parent and len(alive) > 1
                candidates += children[:1] if alone else children
            alive = []
            for each in sorted(candidates, key=lambda each: -each[1])[:beam_size]:
                ended = each[0][-1] == EOS_ID or (at_end and length == max_len)
                if ended:
                    finished.append((score(each[1], length, alpha), each[0]))
                if not ended or not leave:
                    alive.append(each)
            if enough and len(finished) >= beam_size:
                break
        return pick(finished)[1] if finished else alive[0][0]

    return answer
