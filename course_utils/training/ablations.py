"""Take one part out of a Transformer and see what it was for.

Each ablation changes a model that is built already, in place; nothing of the model's
code is written twice.

    python -m course_utils.training.ablations

trains one model for each part (some minutes) and writes the findings that notebook 08
shows to `ablations.json`.
"""

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import torch
from torch import Tensor, nn

from course_utils.data import Corpus, make_corpus
from course_utils.language import N_, _, listed
from course_utils.layer_norm import LayerNorm, Residual
from course_utils.multi_head_attention import MultiHeadAttention
from course_utils.positional_encoding import NoPositions
from course_utils.training.evaluation import evaluate
from course_utils.training.findings import read_findings, write_findings
from course_utils.training.loop import train
from course_utils.transformer import Transformer

FINDINGS = Path(__file__).parent / "ablations.json"


class Finding(NamedTuple):
    """How well a Transformer does on the test without one part, after equal training.

    `part` is "" for the whole model. The accuracy is that of tokens under teacher
    forcing; in the exact match the model runs freely. Both are fractions.
    """

    part: str
    forced_accuracy: float
    exact_match: float


class NoResidual(nn.Module):
    """Stands where the residual wrapper stood: the norm stays, the way past is shut."""

    def __init__(self, residual: Residual) -> None:
        super().__init__()
        self.norm = residual.norm
        self.norm_first = residual.norm_first

    def forward(self, x: Tensor, sublayer: Callable[[Tensor], Tensor]) -> Tensor:
        return self.after(x, sublayer(self.before(x)))

    def before(self, x: Tensor) -> Tensor:
        return self.norm(x) if self.norm_first else x

    def after(self, x: Tensor, output: Tensor) -> Tensor:
        return output if self.norm_first else self.norm(output)


class Times(nn.Module):
    """Multiply by a number."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factor


def without_positions(model: Transformer) -> None:
    """Let every position look the same."""
    model.positions = NoPositions()


def without_causal_mask(model: Transformer) -> None:
    """Let the decoder see, in training, the words that it should guess."""
    model.causal = False


def without_residuals(model: Transformer) -> None:
    """Shut the way past each sublayer."""
    _replace(model, Residual, NoResidual)


def without_norms(model: Transformer) -> None:
    """Pass through every layer norm untouched."""
    _replace(model, LayerNorm, lambda norm: nn.Identity())


def without_scale(model: Transformer) -> None:
    """Undo the division of the scores by √d_head."""

    def unscaled(attention: MultiHeadAttention) -> MultiHeadAttention:
        queries = attention.query_proj
        d_head = queries.out_features // attention.num_heads
        attention.query_proj = nn.Sequential(queries, Times(math.sqrt(d_head)))
        return attention

    _replace(model, MultiHeadAttention, unscaled)


ABLATIONS: Mapping[str, Callable[[Transformer], None]] = MappingProxyType(
    {
        N_("positions"): without_positions,
        N_("causal mask"): without_causal_mask,
        N_("residuals"): without_residuals,
        N_("norms"): without_norms,
        N_("scale"): without_scale,
    }
)


def ablate(model: Transformer, part: str) -> Transformer:
    """Take a part named in `ABLATIONS` out of a model, in place, and return the model.

    Train it afterwards: weights learned with the part expect it to be there.
    """
    if part not in ABLATIONS:
        raise ValueError(
            _(
                "part is {part!r}; expected one of {known}.",
                part=part,
                known=listed(map(repr, ABLATIONS)),
            )
        )
    ABLATIONS[part](model)
    return model


def train_without(
    part: str, corpus: Corpus, epochs: int = 2, device: torch.device | str = "cpu"
) -> Finding:
    """Train a new Transformer without a part ("": nothing is missing), and test it."""
    torch.manual_seed(0)
    model = Transformer(len(corpus.src_vocab), len(corpus.tgt_vocab))
    if part:
        ablate(model, part)
    train(model.to(device), corpus, epochs=epochs)
    scores = evaluate(model, corpus.test, corpus)
    return Finding(part, round(scores.forced_accuracy, 4), round(scores.exact_match, 4))


def stored_findings() -> list[Finding]:
    """What `python -m course_utils.training.ablations` found: the whole first."""
    return read_findings(FINDINGS, Finding)


def _replace(
    model: nn.Module, kind: type[nn.Module], make: Callable[[nn.Module], nn.Module]
) -> None:
    """Put `make(child)` where a child of the kind stands, at any depth."""
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, kind):
                setattr(parent, name, make(child))


if __name__ == "__main__":
    corpus = make_corpus()
    parts = "", *ABLATIONS
    write_findings(FINDINGS, [train_without(part, corpus) for part in parts])
