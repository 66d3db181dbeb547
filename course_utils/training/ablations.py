"""Take one part out of a Transformer and see what it was for.

Each ablation changes a model that is built already, in place; nothing of the model's
code is written twice.

    python -m course_utils.training.ablations [PROCESSES]

trains a model without each part, from three seeds, each on one thread (an hour in one
process), and writes the findings that notebook 08 shows to `ablations.json`.
"""

import math
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from course_utils.data import Corpus, make_batches, make_corpus
from course_utils.language import N_, _, listed
from course_utils.layer_norm import LayerNorm, Residual
from course_utils.multi_head_attention import MultiHeadAttention
from course_utils.positional_encoding import NoPositions
from course_utils.training.evaluation import (
    exact_match,
    same_words,
    teacher_forced,
    translate,
)
from course_utils.training.findings import SEEDS, read_findings, write_findings
from course_utils.training.loop import train
from course_utils.training.side_by_side import processes_wanted, side_by_side
from course_utils.transformer import Transformer

FINDINGS = Path(__file__).parent / "ablations.json"


class Finding(NamedTuple):
    """How well a Transformer does on the test without one part, after equal training.

    `part` is "" for the whole model. All three scores are fractions: of tokens under
    teacher forcing; of sentences, where the model runs freely, that are right, and of
    those whose words are right in whatever order.
    """

    size: str
    part: str
    seed: int
    forced_accuracy: float
    exact_match: float
    same_words: float


class NoResidual(nn.Module):
    """Stands where the residual wrapper stood; only the way past is shut."""

    def __init__(self, residual: Residual) -> None:
        super().__init__()
        self.norm = residual.norm
        self.dropout = residual.dropout
        self.norm_first = residual.norm_first

    def forward(self, x: Tensor, sublayer: Callable[[Tensor], Tensor]) -> Tensor:
        return self.after(x, sublayer(self.before(x)))

    def before(self, x: Tensor) -> Tensor:
        return self.norm(x) if self.norm_first else x

    def after(self, x: Tensor, output: Tensor) -> Tensor:
        output = self.dropout(output)
        return output if self.norm_first else self.norm(output)


class Forgetful(nn.Module):
    """Positions that count from 0 in every call: the offset is not passed on."""

    def __init__(self, positions: nn.Module) -> None:
        super().__init__()
        self.positions = positions

    def forward(self, x: Tensor, offset: int = 0) -> Tensor:
        return self.positions(x, 0)


class Times(nn.Module):
    """Multiply by a number."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factor


def without_positions(model: Transformer) -> None:
    """Let every position look the same."""
    model.positions = NoPositions(model.positions.dropout.p)


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


def forget_offset(model: Transformer) -> None:
    """Let each step of decoding stand at position 0; where all is read at once, nothing
    changes.
    """
    model.positions = Forgetful(model.positions)
    for module in list(model.modules()):
        if isinstance(module, MultiHeadAttention) and module.rotary is not None:
            module.rotary = Forgetful(module.rotary)


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


class Size(NamedTuple):
    """A model's choices beside the defaults, and how long and boldly it is trained."""

    options: Mapping[str, Any] = MappingProxyType({})
    epochs: int = 2
    learning_rate: float = 1e-2


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        N_("2 + 2 layers, 4 heads of 16"): Size(),
        N_("2 + 2 layers, rotary positions"): Size({"positions": "rotary"}),
        N_("1 + 1 layers, 1 head of 256"): Size(
            {"d_model": 256, "num_heads": 1, "num_layers": 1}, 1, 1e-3
        ),
        N_("6 + 6 layers, 4 heads of 16"): Size({"num_layers": 6}, 1, 3e-3),
    }
)
COURSE, ROTARY, WIDE, DEEP = SIZES
COMPARED = (
    *((COURSE, part) for part in ("", *ABLATIONS)),
    (ROTARY, ""),
    *((WIDE, part) for part in ("", "scale")),
    *((DEEP, part) for part in ("", "norms")),
)
OFFSET = N_("offset, in use")  # forgotten by a whole model, after its training


def train_without(
    part: str,
    corpus: Corpus,
    epochs: int | None = None,
    device: torch.device | str = "cpu",
    *,
    size: str = COURSE,
    seed: int = 0,
) -> Finding:
    """Train a new Transformer without a part ("": nothing is missing), and test it.

    A model whose numbers grow beyond all bounds in training has no scores but 0.
    """
    model = trained_without(part, corpus, epochs, device, size, seed)
    scores = (0.0, 0.0, 0.0) if model is None else score(model, corpus)
    return Finding(size, part, seed, *scores)


def trained_without(
    part: str,
    corpus: Corpus,
    epochs: int | None = None,
    device: torch.device | str = "cpu",
    size: str = COURSE,
    seed: int = 0,
) -> Transformer | None:
    """Train a new Transformer without a part; None if its numbers are none any more."""
    options, passes, learning_rate = SIZES[size]
    torch.manual_seed(seed)
    model = Transformer(len(corpus.src_vocab), len(corpus.tgt_vocab), **options)
    if part:
        ablate(model, part)
    recipe = {"learning_rate": learning_rate, "seed": seed, "progress": False}
    try:
        train(model.to(device), corpus, epochs=epochs or passes, **recipe)
    except ValueError:  # no search can use what is not a number
        if all(each.isfinite().all() for each in model.parameters()):
            raise
        return None
    return model


def score(model: Transformer, corpus: Corpus) -> tuple[float, float, float]:
    """Return a finding's three scores on the test."""
    vocabs = corpus.src_vocab, corpus.tgt_vocab
    found = translate(model, [pair.src for pair in corpus.test], *vocabs)
    wanted = [pair.tgt for pair in corpus.test]
    forced = teacher_forced(model, make_batches(corpus.test, *vocabs, batch_size=256))
    scores = forced.accuracy, exact_match(found, wanted), same_words(found, wanted)
    return tuple(round(each, 4) for each in scores)


def stored_findings(size: str = COURSE) -> list[Finding]:
    """What `python -m course_utils.training.ablations` found at a size."""
    return [each for each in read_findings(FINDINGS, Finding) if each.size == size]


def _replace(
    model: nn.Module, kind: type[nn.Module], make: Callable[[nn.Module], nn.Module]
) -> None:
    """Put `make(child)` where a child of the kind stands, at any depth."""
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, kind):
                setattr(parent, name, make(child))


@cache
def _corpus() -> Corpus:
    return make_corpus()  # once in each process


def _find(size: str, part: str, seed: int) -> list[Finding]:
    corpus = _corpus()
    model = trained_without(part, corpus, size=size, seed=seed)
    scores = (0.0, 0.0, 0.0) if model is None else score(model, corpus)
    found = [Finding(size, part, seed, *scores)]
    if size in (COURSE, ROTARY) and not part and model is not None:
        forget_offset(model)
        found.append(Finding(size, OFFSET, seed, *score(model, corpus)))
    return found


def main(processes: int = 1) -> None:
    """Train without each part from each seed; write what is found by then."""
    settings = [(*compared, seed) for seed in SEEDS for compared in COMPARED]
    findings: list[Finding] = []
    for each in side_by_side(_find, settings, processes):
        findings += each
        write_findings(FINDINGS, findings)
        print(*each[-1], flush=True)


if __name__ == "__main__":
    main(processes_wanted())
