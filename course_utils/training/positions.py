"""Order put in at different places: how well each names the token before.

    python -m course_utils.training.positions

trains each kind of model from several seeds (three minutes) and writes the findings
that notebook 07 shows to `positions.json`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import torch
from torch import nn

from course_utils.language import N_
from course_utils.positional_encoding import (
    LearnedPositions,
    PositionalEncoding,
    RotaryPositions,
)
from course_utils.training.findings import (
    SEEDS,
    command,
    read_findings,
    write_findings,
)
from course_utils.training.previous_token import (
    D_MODEL,
    MAX_LEN,
    NUM_HEADS,
    TRAINED,
    BagOfWords,
    BesideWords,
    LinearBias,
    Previous,
    RelativeBias,
    right_by_place,
    train,
)

FINDINGS = Path(__file__).parent / "positions.json"
COMMAND = command(FINDINGS)
LONGER = 24  # tokens of a test sentence: twice as long


class Finding(NamedTuple):
    """The shares of tokens whose predecessor is named, a number for each seed.

    `trained`: sentences of the trained length. `near`, `far`: places of sentences
    twice as long that training reached, and those beyond. `far_in_reach`: the latter
    when each token sees only the distances that occurred in training.
    """

    kind: str
    trained: list[float]
    near: list[float]
    far: list[float]
    far_in_reach: list[float]


def _turned(base: float) -> nn.Module:
    return RotaryPositions(D_MODEL // NUM_HEADS, MAX_LEN, base)


KINDS: dict[str, Callable[[], nn.Module]] = {
    N_("bag of words"): BagOfWords,
    N_("no positions"): Previous,
    N_("learned"): lambda: Previous(LearnedPositions(D_MODEL, MAX_LEN)),
    N_("sinusoidal"): lambda: Previous(PositionalEncoding(D_MODEL, MAX_LEN)),
    N_("sinusoidal, base 100"): lambda: Previous(
        PositionalEncoding(D_MODEL, MAX_LEN, base=100.0)
    ),
    N_("sinusoidal, beside the words"): lambda: Previous(BesideWords()),
    N_("relative bias"): lambda: Previous(bias=RelativeBias()),
    N_("rotary"): lambda: Previous(turn=_turned(10_000.0)),
    N_("rotary, base 100"): lambda: Previous(turn=_turned(100.0)),
    N_("ALiBi, causal mask"): lambda: Previous(bias=LinearBias(), causal=True),
    N_("ALiBi, slopes 1 and 1/2"): lambda: Previous(
        bias=LinearBias((1.0, 1 / 2)), causal=True
    ),
    N_("bag of the words before"): lambda: BagOfWords(causal=True),
    N_("no positions, causal mask"): lambda: Previous(causal=True),
    N_("the same, two layers"): lambda: Previous(causal=True, num_layers=2),
    N_("two layers, no mask"): lambda: Previous(num_layers=2),
}


def findings() -> dict[str, Finding]:
    """Read what the last run of this module found, by kind of model."""
    return {each.kind: each for each in read_findings(FINDINGS, Finding)}


def measure(kind: str, steps: int = 600) -> Finding:
    """Train one kind from each seed; measure it as long as in training, and longer."""
    finding = Finding(kind, [], [], [], [])
    edge = TRAINED - 1
    for seed in SEEDS:
        torch.manual_seed(seed)
        model = KINDS[kind]()
        if list(model.parameters()):
            train(model, steps)
        longer = right_by_place(model, LONGER)
        in_reach = right_by_place(model, LONGER, edge)
        bands = right_by_place(model, TRAINED), longer[:edge], longer[edge:]
        for kept, band in zip(finding[1:], (*bands, in_reach[edge:]), strict=True):
            kept.append(round(band.mean().item(), 4))
    return finding


def main() -> None:
    """Measure every kind and write the findings."""
    torch.set_num_threads(1)
    write_findings(FINDINGS, [measure(kind) for kind in KINDS])


if __name__ == "__main__":
    main()
