"""The hypotheses that a beam search has finished, ranked as they come."""

import math

from torch import Tensor

from course_utils.search.hypothesis import Hypothesis, Penalty


class Finished:
    """The k best finished hypotheses of each sentence, best first, or all if fewer."""

    def __init__(self, batch_size: int, k: int, penalty: Penalty, alpha: float) -> None:
        self.best: list[list[Hypothesis]] = [[] for _row in range(batch_size)]
        self._k = k
        self._penalty = penalty
        self._alpha = alpha

    def score(self, total: float, length: int) -> float:
        return total / self._penalty(length, self._alpha)

    def add(
        self,
        sentences: list[int],
        prefixes: Tensor,
        chosen: list[list[float]],
        alive: list[list[float]],
    ) -> None:
        """Add the prefixes (open, k, length) that were chosen and are not alive."""
        places = [
            (row, beam)
            for row, totals in enumerate(zip(chosen, alive, strict=True))
            for beam, (total, still) in enumerate(zip(*totals, strict=True))
            if total > still
        ]
        if not places:
            return
        rows, beams = prefixes.new_tensor(places).T
        written = prefixes[rows, beams].tolist()
        for (row, beam), ids in zip(places, written, strict=True):
            total, ranked = chosen[row][beam], self.best[sentences[row]]
            ranked.append(Hypothesis(tuple(ids), total, self.score(total, len(ids))))
            ranked.sort(key=lambda h: -h.score)  # of equals the first stays first
            del ranked[self._k :]

    def score_at(self, place: int, sentence: int) -> float:
        """The score at a place, counted from 1; −inf while there are fewer."""
        ranked = self.best[sentence]
        return ranked[place - 1].score if len(ranked) >= place else -math.inf
