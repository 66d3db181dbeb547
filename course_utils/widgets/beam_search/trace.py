"""What a beam search considered, for the browser: every width, up to the last step.

α, the form of the penalty and a smaller maximum length change nothing about which
prefixes are kept, only which finished sentences win and when the search may stop. So
one search for each width, never stopped early, holds them all.
"""

import math
from collections.abc import Iterable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from course_utils.beam_search import Layer, State, Step, beam_search

WIDTHS = range(1, 11)
PRUNED = 6  # how many of the candidates that missed the beam are shown

Entry = tuple[int, int, float]  # parent, its place among the kept; token; sum so far


def trace_widths(
    step: Step,
    state: State,
    *,
    max_len: int,
    bos_id: int,
    eos_id: int,
    forced: Sequence[int] = (),
    widths: Iterable[int] = WIDTHS,
) -> bytes:
    """Search with each width and return the traces as float64, to be read by `traces`.

    For each width: itself and the number of steps; for each step the number of kept
    candidates and of all that are listed; then for each its parent, token and sum,
    best first.
    The `forced` tokens begin every sentence.
    """
    numbers: list[float] = []
    for width in widths:
        guide = Guide(step, forced)
        layers: list[Layer] = []
        beam_search(
            guide.step,
            (state, 0),
            1,
            beam_size=width,
            max_len=max_len,
            penalty=lambda length, _: math.inf if length == max_len else 1.0,
            bos_id=bos_id,
            eos_id=eos_id,
            watch=layers.append,
        )
        numbers += [width, len(layers)]
        for place, layer in enumerate(layers):
            true = guide.log_probs[place] if place < len(forced) else None
            kept, missed = _entries(layer, true)
            numbers += [len(kept), len(kept) + len(missed)]
            for entry in kept + missed:
                numbers += entry
    return torch.tensor(numbers, dtype=torch.float64).numpy().tobytes()


class Guide:
    """A step function that leaves no choice until the forced tokens are written.

    `log_probs` keeps what the model itself said at those steps.
    """

    def __init__(self, step: Step, forced: Sequence[int]) -> None:
        self._step = step
        self._forced = forced
        self.log_probs: list[Float[Tensor, " vocab_size"]] = []

    def step(self, tokens: Tensor, state: State) -> tuple[Tensor, State]:
        """Take a step; the state also counts the tokens written."""
        inner, written = state
        log_probs, inner = self._step(tokens, inner)
        if written < len(self._forced):
            token = self._forced[written]
            self.log_probs.append(log_probs[0].cpu().double())
            only = torch.full_like(log_probs, -math.inf)
            only[:, token] = log_probs[:, token]
            log_probs = only
        return log_probs, (inner, written + 1)


def _entries(
    layer: Layer, log_probs: Float[Tensor, " vocab_size"] | None
) -> tuple[list[Entry], list[Entry]]:
    """The candidates that were kept and the best of those that were not.

    `log_probs` are the model's own where a token was forced.
    """
    totals, vocab_size = layer.candidates[0].cpu(), layer.candidates.shape[-1]
    columns = (layer.parents[0], layer.tokens[0], layer.totals[0])
    kept = [
        (parent, token, total)
        for parent, token, total in zip(*map(Tensor.tolist, columns), strict=True)
        if total > -math.inf
    ]
    if log_probs is not None:
        (_, token, total) = kept[0]
        totals = total - log_probs[token] + log_probs.unsqueeze(0)
    chosen = {(parent, token) for parent, token, _ in kept}
    flat = totals.flatten()
    best = flat.topk(min(len(chosen) + PRUNED, len(flat)))
    missed = [
        (index // vocab_size, index % vocab_size, total)
        for total, index in zip(*map(Tensor.tolist, best), strict=True)
        if total > -math.inf and divmod(index, vocab_size) not in chosen
    ]
    return kept, missed[:PRUNED]
