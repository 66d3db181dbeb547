"""How long does each model of the course train, and how good does it get?

`python -m benchmarks.training`: the finished models from three seeds, as they were
trained; one training from scratch of each; then a training step of our Transformer
beside the same model made of `torch.nn.Transformer`, in turns on the same batches.
"""

import math
import statistics
import time
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from benchmarks import print_table, ratio
from course_utils.data import PAD_ID, Batch, Corpus, make_batches, make_corpus
from course_utils.positional_encoding import PositionalEncoding
from course_utils.training.evaluation import evaluate, evaluate_by_length, sequence_loss
from course_utils.training.pretrained import MODELS, new_model, run, stored_runs
from course_utils.transformer import Transformer

STEPS = 120
D_MODEL, HEADS, LAYERS, D_FF = 64, 4, 2, 128


class TorchTransformer(nn.Module):
    """Our Transformer with `nn.Transformer` in the place of its layers."""

    def __init__(self, src_vocab_size: int, tgt_vocab_size: int) -> None:
        super().__init__()
        self.src_embedding = nn.Embedding(src_vocab_size, D_MODEL)
        self.tgt_embedding = nn.Embedding(tgt_vocab_size, D_MODEL)
        self.positions = PositionalEncoding(D_MODEL, base=100.0)
        self.layers = nn.Transformer(
            D_MODEL,
            HEADS,
            LAYERS,
            LAYERS,
            D_FF,
            dropout=0.0,
            batch_first=True,
            norm_first=True,
        )
        self.output_proj = nn.Linear(D_MODEL, tgt_vocab_size)
        self.output_proj.weight = self.tgt_embedding.weight

    def forward(self, src: Tensor, tgt_in: Tensor) -> Tensor:
        blocked = nn.Transformer.generate_square_subsequent_mask(
            tgt_in.shape[1], dtype=torch.bool
        )
        x = self.layers(
            self.positions(self.src_embedding(src) * math.sqrt(D_MODEL)),
            self.positions(self.tgt_embedding(tgt_in) * math.sqrt(D_MODEL)),
            tgt_mask=blocked,
            tgt_is_causal=True,  # said, or torch reads the mask to find out
            src_key_padding_mask=src == PAD_ID,
            memory_key_padding_mask=src == PAD_ID,
        )
        return self.output_proj(x)


def spread(values: Sequence[float], form: str) -> str:
    """Return the mean of some values, and their least and greatest."""
    mean, least, most = (
        format(each, form)
        for each in (statistics.mean(values), min(values), max(values))
    )
    return f"{mean} ({least}–{most})"


def stored(name: str) -> list[str]:
    """Return a row of what a finished model's trainings took and reached."""
    runs = [each for each in stored_runs() if each.model == name]
    return [
        name,
        f"{runs[0].epochs}",
        f"{len(runs)}",
        spread([each.seconds for each in runs], ".0f"),
        spread([100 * each.validation for each in runs], ".1f"),
        spread([100 * each.test for each in runs], ".1f"),
    ]


def learn(name: str, corpus: Corpus) -> list[str]:
    """Train one model as its finished weights were; a row of what it reached."""
    model, trained = run(name, corpus)
    by_length = evaluate_by_length(model, corpus).values()
    return [
        name,
        f"{sum(parameter.numel() for parameter in model.parameters()):,}",
        f"{trained.seconds:.0f}",
        f"{trained.test:.1%}",
        " ".join(f"{each.exact_match:.2f}" for each in by_length),
        f"{evaluate(model, corpus.test, corpus).bleu:.1f}",
    ]


def step(model: nn.Module, optimiser: torch.optim.Optimizer, batch: Batch) -> float:
    """Return the milliseconds of processor time of one step."""
    began = time.process_time()
    loss = sequence_loss(model(batch.src, batch.tgt_in), batch.tgt_out)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return 1000 * (time.process_time() - began)


class WithWeights(Transformer):
    """A model that asks for the weights of every attention, needed or not."""

    def forward(self, src: Tensor, tgt_in: Tensor) -> Tensor:
        return self.align(src, tgt_in)[0]


def beside_torch(corpus: Corpus, batch_size: int) -> list[list[str]]:
    """Milliseconds a step of each model, which take turns batch by batch."""
    vocabs = corpus.src_vocab, corpus.tgt_vocab
    sizes = tuple(map(len, vocabs))
    batches = make_batches(corpus.train, *vocabs, batch_size, seed=0)[:STEPS]
    models = {
        "nn.Transformer": TorchTransformer(*sizes),
        "ours": Transformer(*sizes),
        "ours, all weights kept": WithWeights(*sizes),
        "ours, rotary, 2 + 1 layers, no biases": new_model(
            "transformer_rotary", corpus
        ),
    }
    pairs = [
        (model, torch.optim.AdamW(model.parameters(), fused=True))
        for model in models.values()
    ]
    times = [[step(*pair, batch) for pair in pairs] for batch in batches]
    theirs, *_ours = columns = list(zip(*times, strict=True))
    return [
        [f"{batch_size}", name, f"{statistics.median(each):.1f}", ratio(each, theirs)]
        for name, each in zip(models, columns, strict=True)
    ]


def main() -> None:
    torch.set_num_threads(1)  # as in the notebooks
    corpus = make_corpus()
    print_table(
        f"Finished models, {len(corpus.train):,} pairs: mean (least–greatest) of the "
        "stored trainings, CPU seconds of one thread, exact match in %",
        ["model", "passes", "seeds", "seconds", "validation", "test"],
        [stored(name) for name in MODELS],
    )
    print_table(
        "Trained now, seed 0, CPU seconds of one thread",
        ["model", "parameters", "seconds", "exact match", "by length", "BLEU"],
        [learn(name, corpus) for name in MODELS],
    )
    print_table(
        "A training step, one thread, processor time",
        ["pairs", "model", "ms", "ratio to nn.Transformer"],
        [row for size in (64, 32) for row in beside_torch(corpus, size)],
    )


if __name__ == "__main__":
    main()
