"""The plain seq2seq and what papers changed in it, each trained by one recipe.

    python -m course_utils.training.seq2seq_variants

trains each variant from three seeds on one thread (half an hour) and writes the
findings that notebook 02 shows to `seq2seq_variants.json`. Each changes one thing in
the first: everything else, seeds included, is the same. (Three of the changes bring
parameters with them; each finding says how many the model has.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_utils.data import Corpus, Pair, make_corpus
from course_utils.language import N_
from course_utils.seq2seq import Seq2Seq, gru_cell
from course_utils.training.evaluation import evaluate_by_length
from course_utils.training.findings import (
    SEEDS,
    command,
    read_findings,
    write_findings,
)
from course_utils.training.loop import train
from course_utils.training.probe import PLACES, probe

FINDINGS = Path(__file__).parent / "seq2seq_variants.json"
COMMAND = command(FINDINGS)
EPOCHS = 2

Memory = Float[Tensor, "batch hidden_size"]


class StateAtEachStep(Seq2Seq):
    """The decoder reads the encoder's last state at every step, not only at the first.

    Source: Cho et al. 2014, section 2.2: both the new hidden state and the output
    depend on it (their c).
    """

    def __init__(self, src_vocab_size: int, tgt_vocab_size: int) -> None:
        super().__init__(src_vocab_size, tgt_vocab_size)
        old = self.decoder.gru
        size = old.hidden_size
        self.decoder.gru = nn.GRU(old.input_size + size, size, batch_first=True)
        self.decoder.output_proj = nn.Linear(2 * size, tgt_vocab_size)

    def start(self, memory: Memory) -> tuple[Memory, Memory]:
        return memory, memory

    def step(
        self, tokens: Int[Tensor, " batch"], state: tuple[Memory, Memory]
    ) -> tuple[Float[Tensor, "batch vocab_size"], tuple[Memory, Memory]]:
        context, hidden = state
        gru = self.decoder.gru
        x = torch.cat([self.decoder.embedding(tokens), context], dim=-1)
        weights = gru.weight_ih_l0, gru.weight_hh_l0, gru.bias_ih_l0, gru.bias_hh_l0
        hidden = gru_cell(x, hidden, *weights)
        logits = self.decoder.output_proj(torch.cat([hidden, context], dim=-1))
        return logits.log_softmax(dim=-1), (context, hidden)

    def forward(
        self, src: Int[Tensor, "batch src_len"], tgt_in: Int[Tensor, "batch tgt_len"]
    ) -> Float[Tensor, "batch tgt_len vocab_size"]:
        memory = self.encode(src)
        context = memory[:, None].expand(-1, tgt_in.shape[1], -1)
        x = torch.cat([self.decoder.embedding(tgt_in), context], dim=-1)
        hidden, _last = self.decoder.gru(x, memory[None].contiguous())
        return self.decoder.output_proj(torch.cat([hidden, context], dim=-1))


class Variant(NamedTuple):
    """What is changed: the model, its sizes, the order of the source, the passes.

    No passes: the model stays as it was made, for comparison.
    """

    model: type[Seq2Seq] = Seq2Seq
    options: Mapping[str, Any] = MappingProxyType({})
    reverse: bool = False
    epochs: int = EPOCHS


VARIANTS: Mapping[str, Variant] = MappingProxyType(
    {
        N_("state at the start"): Variant(),  # Sutskever et al. 2014; the notebook's
        N_("state at each step"): Variant(StateAtEachStep),
        N_("source reversed"): Variant(reverse=True),
        N_("bidirectional encoder"): Variant(options={"bidirectional": True}),
        N_("state of 256 numbers"): Variant(options={"hidden_size": 256}),
        N_("twice the passes"): Variant(epochs=2 * EPOCHS),
        N_("not trained"): Variant(epochs=0),
    }
)


class Finding(NamedTuple):
    """One training, tested: all scores are fractions from 0 to 1.

    `by_length` is the exact match in each band of length, shortest first; `words` says
    how often a probe reads each word at `PLACES` off the last state.
    """

    variant: str
    seed: int
    parameters: int
    by_length: list[float]
    words: list[float]


def source_reversed(corpus: Corpus) -> Corpus:
    """Return the corpus with every source sentence read from its end.

    Source: Sutskever et al. 2014, section 3.3.
    """

    def turned(pairs: list[Pair]) -> list[Pair]:
        return [Pair(pair.src[::-1], pair.tgt, alignment=()) for pair in pairs]

    return replace(
        corpus,
        train=turned(corpus.train),
        validation=turned(corpus.validation),
        test=turned(corpus.test),
        by_length={band: turned(pairs) for band, pairs in corpus.by_length.items()},
    )


def try_variant(
    name: str, corpus: Corpus, seed: int = 0, epochs: int | None = None
) -> Finding:
    """Train one variant from a seed; test it by length, and look into its state."""
    variant = VARIANTS[name]
    places = PLACES
    if variant.reverse:
        corpus = source_reversed(corpus)
        places = tuple(-1 - place for place in PLACES)
    torch.manual_seed(seed)
    sizes = len(corpus.src_vocab), len(corpus.tgt_vocab)
    model = variant.model(*sizes, **variant.options)
    epochs = variant.epochs if epochs is None else epochs
    if epochs:
        train(model, corpus, epochs=epochs, seed=seed, progress=False)
    scores = evaluate_by_length(model, corpus)
    matched = [scores[band].exact_match for band in sorted(scores)]
    parameters = sum(each.numel() for each in model.parameters())
    read = probe(model, corpus, places)
    return Finding(name, seed, parameters, _rounded(matched), _rounded(read))


def stored_findings(file: Path = FINDINGS) -> list[Finding]:
    """What `python -m course_utils.training.seq2seq_variants` found."""
    return read_findings(file, Finding)


def _rounded(scores: Sequence[float]) -> list[float]:
    return [round(score, 4) for score in scores]


if __name__ == "__main__":
    torch.set_num_threads(1)
    corpus, findings = make_corpus(), []
    for seed in SEEDS:
        for name in VARIANTS:
            findings.append(try_variant(name, corpus, seed))
            write_findings(FINDINGS, findings)
            print(*findings[-1], flush=True)
