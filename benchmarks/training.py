"""How long does each model of the course train, and how good does it get?

`python -m benchmarks.training`: the three models, trained as their finished weights
were, epoch by epoch; then a training step of our Transformer beside the same model
made of `torch.nn.Transformer`, in turns on the same batches.
"""

import math
import statistics
import time
from itertools import accumulate

import torch
from torch import Tensor, nn

from benchmarks import print_table
from course_utils.data import PAD_ID, Batch, Corpus, make_batches, make_corpus
from course_utils.positional_encoding import PositionalEncoding
from course_utils.training.evaluation import evaluate, evaluate_by_length, sequence_loss
from course_utils.training.pretrained import MODELS
from course_utils.transformer import Transformer

STEPS = 60
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
            src_key_padding_mask=src == PAD_ID,
            memory_key_padding_mask=src == PAD_ID,
        )
        return self.output_proj(x)


def learn(name: str, corpus: Corpus) -> list[str]:
    """Train one model as its finished weights were; a row of what it reached."""
    sizes = len(corpus.src_vocab), len(corpus.tgt_vocab)
    torch.manual_seed(0)
    model = MODELS[name].model(*sizes)
    history = MODELS[name].train(model, corpus)
    spent = list(accumulate(epoch.seconds for epoch in history.epochs))
    enough = next(
        (
            f"{seconds:.0f}"
            for seconds, epoch in zip(spent, history.epochs, strict=True)
            if epoch.exact_match >= 0.99
        ),
        "never",
    )
    scores = evaluate(model, corpus.test, corpus)
    by_length = evaluate_by_length(model, corpus).values()
    return [
        name,
        f"{sum(parameter.numel() for parameter in model.parameters()):,}",
        f"{spent[-1]:.0f}",
        f"{spent[-1] / len(spent):.1f}",
        enough,
        f"{scores.exact_match:.1%}",
        " ".join(f"{each.exact_match:.2f}" for each in by_length),
        f"{scores.bleu:.1f}",
    ]


def step(model: nn.Module, optimiser: torch.optim.Optimizer, batch: Batch) -> float:
    began = time.perf_counter()
    loss = sequence_loss(model(batch.src, batch.tgt_in), batch.tgt_out)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return time.perf_counter() - began


def beside_torch(corpus: Corpus) -> list[str]:
    """Median seconds a step, ours and torch's, which take turns batch by batch."""
    vocabs = corpus.src_vocab, corpus.tgt_vocab
    batches = make_batches(corpus.train, *vocabs, 64, seed=0)
    models = [kind(*map(len, vocabs)) for kind in (Transformer, TorchTransformer)]
    pairs = [
        (model, torch.optim.AdamW(model.parameters(), fused=True)) for model in models
    ]
    times = [
        [step(model, optimiser, batch) for model, optimiser in pairs]
        for batch in batches[:STEPS]
    ]
    ours, theirs = (1000 * statistics.median(each) for each in zip(*times, strict=True))
    epoch = len(batches) / 1000
    return [
        f"{ours:.1f}",
        f"{theirs:.1f}",
        f"{ours / theirs:.2f}",
        f"{ours * epoch:.1f}",
        f"{theirs * epoch:.1f}",
    ]


def main() -> None:
    torch.set_num_threads(1)  # as in the notebooks
    corpus = make_corpus()
    print_table(
        f"Trained on {len(corpus.train):,} pairs, one thread",
        [
            "model",
            "parameters",
            "seconds",
            "an epoch",
            "to 99 %",
            "exact match",
            "by length",
            "BLEU",
        ],
        [learn(name, corpus) for name in MODELS],
    )
    print_table(
        "A training step of the Transformer, 64 pairs, one thread",
        ["ours, ms", "torch's, ms", "ratio", "epoch, s", "torch's, s"],
        [beside_torch(corpus)],
    )


if __name__ == "__main__":
    main()
