"""A network of 24 residual layers: with a norm or without, begun in two ways.

    python -m course_utils.training.deep

trains each kind of network from three seeds, on one thread (six minutes), and writes
the findings that notebook 06 shows to `deep.json`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn
from tqdm.auto import tqdm

from course_utils.language import N_, _, _p
from course_utils.layer_norm import LayerNorm, Residual
from course_utils.training.findings import (
    SEEDS,
    command,
    read_findings,
    write_findings,
)

FINDINGS = Path(__file__).parent / "deep.json"
COMMAND = command(FINDINGS)
CAREFUL, RATE, BOLD = 3e-4, 1e-3, 3e-3
STEPS = 300
WARM_UP = 100  # steps
TEN = 10  # losses are stored as means of so many steps
INPUTS, WIDTH, DEPTH = 8, 32, 24


class Finding(NamedTuple):
    """How one network learned: `losses` are means of ten steps each."""

    kind: str
    he: bool
    rate: float
    warm_up: int
    seed: int
    losses: list[float]

    @property
    def last(self) -> float:
        """The mean loss of the last fifty steps."""
        return sum(self.losses[-5:]) / 5


class Sum(nn.Module):
    """A residual connection without any norm."""

    def forward(self, x: Tensor, sublayer: Callable[[Tensor], Tensor]) -> Tensor:
        return x + sublayer(x)


class NormAlone(nn.Module):
    """A norm without any residual connection."""

    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.norm = LayerNorm(d_model)

    def forward(self, x: Tensor, sublayer: Callable[[Tensor], Tensor]) -> Tensor:
        return self.norm(sublayer(x))


WRAPPERS: dict[str, Callable[[], nn.Module]] = {
    N_("no norm"): Sum,
    N_("one norm, at the end"): Sum,
    N_("post-LN"): lambda: Residual(WIDTH, norm_first=False),
    N_("pre-LN"): lambda: Residual(WIDTH, norm_first=True),
    N_("pre-LN, no last norm"): lambda: Residual(WIDTH, norm_first=True),
    N_("norm, nothing added"): lambda: NormAlone(WIDTH),
}
LAST_NORMED = "pre-LN", "one norm, at the end"

COMPARED = (  # kind, begun as He et al. say or as torch does, learning rate, warm-up
    *((kind, True, RATE, 0) for kind in WRAPPERS),
    ("post-LN", True, RATE, WARM_UP),
    *((kind, True, BOLD, 0) for kind in ("post-LN", "pre-LN")),
    ("post-LN", True, BOLD, WARM_UP),
    *((kind, True, CAREFUL, 0) for kind in ("post-LN", "pre-LN")),
    ("norm, nothing added", True, CAREFUL, 0),
    *((kind, False, RATE, 0) for kind in ("no norm", "post-LN", "pre-LN")),
    ("pre-LN, no last norm", False, RATE, 0),
    *((kind, False, BOLD, 0) for kind in ("no norm", "post-LN", "pre-LN")),
    ("post-LN", False, BOLD, WARM_UP),
)


def make_block(he: bool) -> nn.Sequential:
    """Make a sublayer; with `he` its weights begin as He et al. 2015 say."""
    block = nn.Sequential(
        nn.Linear(WIDTH, 2 * WIDTH), nn.ReLU(), nn.Linear(2 * WIDTH, WIDTH)
    )
    if he:
        for linear in (block[0], block[2]):
            nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
            nn.init.zeros_(linear.bias)
    return block


class Deep(nn.Module):
    """Many sublayers, one behind the other, each in a wrapper of the same kind."""

    def __init__(self, kind: str, depth: int = DEPTH, he: bool = True) -> None:
        super().__init__()
        self.read = nn.Linear(INPUTS, WIDTH)
        self.blocks = nn.ModuleList(make_block(he) for _layer in range(depth))
        self.wrappers = nn.ModuleList(WRAPPERS[kind]() for _layer in range(depth))
        self.last_norm = LayerNorm(WIDTH) if kind in LAST_NORMED else nn.Identity()
        self.write = nn.Linear(WIDTH, 1)

    def forward(self, x: Float[Tensor, "batch inputs"]) -> Float[Tensor, "batch 1"]:
        *_before, x = self.states(x)
        return self.write(self.last_norm(x))

    def states(self, x: Float[Tensor, "batch inputs"]) -> list[Tensor]:
        """Return what the first layer reads, and what leaves each layer."""
        states = [self.read(x)]
        for wrapper, block in zip(self.wrappers, self.blocks, strict=True):
            states.append(wrapper(states[-1], block))
        return states


def examples(count: int) -> tuple[Tensor, Tensor]:
    """Draw eight numbers each, and a curved function of three of them."""
    x = torch.randn(count, INPUTS)
    return x, torch.sin(2 * x[:, :1]) * x[:, 1:2] + x[:, 2:3].abs()


def training(
    model: nn.Module, rate: float = RATE, warm_up: int = 0, steps: int = STEPS
) -> Iterator[float]:
    """Train by Adam and yield each step's loss; the rate rises for `warm_up` steps."""
    # Fused: one call for a tensor's whole step, since the tensors are small and many
    optimiser = torch.optim.Adam(model.parameters(), lr=rate, fused=True)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / max(warm_up, 1))
        x, y = examples(64)
        loss = (model(x) - y).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        yield loss.item()


def watch(kind: str, seed: int = 0) -> list[float]:
    """Train one kind of network under a bar of progress; return each step's loss."""
    torch.manual_seed(seed)
    steps = training(Deep(kind))
    unit = " " + _p("unit of a progress bar", "step")
    return list(tqdm(steps, desc=_(kind), total=STEPS, unit=unit))


def find(
    kind: str, he: bool, rate: float, warm_up: int, seed: int, steps: int = STEPS
) -> Finding:
    """Train one network from a seed."""
    torch.manual_seed(seed)
    losses = list(training(Deep(kind, he=he), rate, warm_up, steps))
    means = [sum(losses[at : at + TEN]) / TEN for at in range(0, steps, TEN)]
    rounded = [float(f"{mean:.3g}") for mean in means]
    return Finding(kind, he, rate, warm_up, seed, rounded)


def stored_findings() -> list[Finding]:
    """Read what the last run of this module found."""
    return read_findings(FINDINGS, Finding)


def last_losses(
    kind: str, *, he: bool = True, rate: float = RATE, warm_up: int = 0
) -> list[float]:
    """Return the mean loss of the last fifty steps, a number for each seed."""
    wanted = kind, he, rate, warm_up
    found = [each.last for each in stored_findings() if each[:4] == wanted]
    if not found:
        raise KeyError(wanted)
    return found


def main() -> None:
    """Train every network and write the findings."""
    torch.set_num_threads(1)
    findings = []
    for setting in COMPARED:
        for seed in SEEDS:
            findings.append(find(*setting, seed))
            print(*findings[-1][:5], f"{findings[-1].last:.3g}", flush=True)
    write_findings(FINDINGS, findings)


if __name__ == "__main__":
    main()
