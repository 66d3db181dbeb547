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
        for tokens, total, own in alive:
            last = torch.tensor([tokens[-1] if tokens else BOS_ID])
            log_probs, after = step(last, own)
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
        for tokens, total, own in alive:
            last = torch.tensor([tokens[-1] if tokens else BOS_ID])
            log_probs, after = step(last, own)
            for token, log_prob in enumerate(log_probs[0].tolist()):
                candidates.append(([*tokens, token], total + log_prob, after))
        alive = []
        for each in sorted(candidates, key=lambda each: -each[1])[:beam_size]:
            if each[0][-1] == EOS_ID or length == max_len:
                finished.append((each[1] / length**alpha, each[0]))
            else:
                alive.append(each)
    return max(finished)[1]


def _going_on(ranked: list, width: int) -> list:
    return [each for each in ranked[:width] if each[0][-1] != EOS_ID]


def search_otherwise(
    *,
    score: Callable = lambda total, length, alpha: total / length**alpha,
    pick: Callable = max,
    at_end: bool = True,
    each_parent: bool = False,
    stay: bool = False,
    width: Callable = lambda beam_size, finished: beam_size,
    ending: Callable = lambda ranked, width: ranked[:width],
    going_on: Callable = _going_on,
    enough: Callable = lambda finished, alive, beam_size, length, alpha: False,
) -> Callable:
    """Return a search with one of its parts left out or done otherwise.

    Of the ranked candidates `ending` may finish and `going_on` are alive after the
    step; with `stay` what has ended is among them and is not grown. `enough` stops.
    """

    def answer(
        step: Callable, state: Any, beam_size: int, max_len: int, alpha: float
    ) -> list[int]:
        alive, finished = [([], 0.0, state)], []
        for length in range(1, max_len + 1):
            ranked = _children(step, alive, each_parent, stay)
            if stay:
                ranked.sort(key=lambda each: -score(each[1], len(each[0]), alpha))
                finished = []  # only what is in the beam in the end
            size = width(beam_size, finished)
            alive = ranked[:size] if stay else going_on(ranked, size)
            done = [each for each in ending(ranked, size) if each[0][-1] == EOS_ID]
            if at_end and length == max_len:
                done += [each for each in alive if each[0][-1] != EOS_ID]
            for tokens, total, _own in sorted(done, key=lambda each: -each[1]):
                finished.append((score(total, len(tokens), alpha), tokens))
            if not alive or enough(finished, alive, beam_size, length, alpha):
                break
        return pick(finished)[1]

    return answer


def _children(step: Callable, alive: list, each_parent: bool, stay: bool) -> list:
    """Return the candidates, best first; with `each_parent` the best of each prefix."""
    candidates = []
    for tokens, total, own in alive:
        if stay and tokens[-1:] == [EOS_ID]:
            candidates.append((tokens, total, own))
            continue
        log_probs, after = step(torch.tensor([(tokens or [BOS_ID])[-1]]), own)
        children = [
            ([*tokens, token], total + log_prob, after)
            for token, log_prob in enumerate(log_probs[0].tolist())
        ]
        children.sort(key=lambda each: -each[1])
        candidates += children[:1] if each_parent and len(alive) > 1 else children
    return sorted(candidates, key=lambda each: -each[1])
