"""One translator with attention, three ways to score: which of them learns best?

    python -m course_utils.training.scores

trains the model of notebook 04 with each score, from three seeds, on one thread (some
minutes), and writes the findings that the notebook shows to `scores.json`.
"""

import math
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import torch
from torch import Tensor, nn

from course_utils.attention import (
    AdditiveAttention,
    AttentionMemory,
    Seq2SeqWithAttention,
)
from course_utils.data import Corpus, make_corpus
from course_utils.language import N_
from course_utils.training.evaluation import evaluate
from course_utils.training.findings import SEEDS, read_findings, write_findings
from course_utils.training.loop import train

FINDINGS = Path(__file__).parent / "scores.json"
EPOCHS = 2


class Finding(NamedTuple):
    """Exact match, as a fraction: on validation after each pass, then on the test."""

    score: str
    seed: int
    passes: list[float]
    test: float


class WithoutRoot(Seq2SeqWithAttention):
    """The scores are the dot products as they are."""

    def attend(self, hidden: Tensor, memory: AttentionMemory) -> tuple[Tensor, Tensor]:
        return super().attend(hidden * math.sqrt(hidden.shape[-1]), memory)


class WithAdditiveScores(Seq2SeqWithAttention):
    """A small network scores; it has the query's matrix within."""

    def __init__(
        self, src_vocab_size: int, tgt_vocab_size: int, *, hidden_size: int = 64
    ) -> None:
        super().__init__(src_vocab_size, tgt_vocab_size, hidden_size=hidden_size)
        self.query_proj = nn.Identity()
        self.additive = AdditiveAttention(hidden_size, hidden_size, hidden_size)

    def attend(self, hidden: Tensor, memory: AttentionMemory) -> tuple[Tensor, Tensor]:
        return self.additive(hidden, memory.states, memory.states, memory.mask)


SCORES: Mapping[str, type[Seq2SeqWithAttention]] = MappingProxyType(
    {
        N_("dot product, divided by √d"): Seq2SeqWithAttention,
        N_("additive"): WithAdditiveScores,
        N_("dot product as it is"): WithoutRoot,
    }
)


def find(score: str, corpus: Corpus, seed: int, epochs: int = EPOCHS) -> Finding:
    """Train a model with a score from a seed, and test it."""
    torch.manual_seed(seed)
    model = SCORES[score](len(corpus.src_vocab), len(corpus.tgt_vocab))
    history = train(model, corpus, epochs=epochs, seed=seed, progress=False)
    test = evaluate(model, corpus.test, corpus).exact_match
    return Finding(score, seed, [each.exact_match for each in history.epochs], test)


def stored_findings(path: Path = FINDINGS) -> list[Finding]:
    """What `python -m course_utils.training.scores` found."""
    return read_findings(path, Finding)


if __name__ == "__main__":
    torch.set_num_threads(1)
    corpus = make_corpus()
    findings = []
    for score in SCORES:
        for seed in SEEDS:
            findings.append(find(score, corpus, seed))
            print(*findings[-1], flush=True)
    write_findings(FINDINGS, findings)
