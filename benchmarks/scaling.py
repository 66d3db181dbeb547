"""How does the cost grow with the length of a sentence and with the corpus?

`python -m benchmarks.scaling`: seconds at doubling sizes, and the exponent that fits
them: 1 is proportional, 2 means that twice the size takes four times as long.
"""

import statistics
import time
from collections.abc import Callable

import torch

from benchmarks import exponent, print_table
from course_utils.attention import Seq2SeqWithAttention
from course_utils.data import make_batches, make_corpus
from course_utils.encoder_decoder import EncoderDecoder
from course_utils.training import train
from course_utils.training.evaluation import sequence_loss
from course_utils.transformer import Transformer

VOCAB, ROUNDS = 268, 5
LENGTHS = [64, 128, 256, 512, 1024, 2048]
PAIRS = [1_000, 2_000, 4_000, 8_000]


def seconds(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median seconds of a call, after one to warm up."""
    call()
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def training_pass(model: EncoderDecoder, length: int) -> float:
    """Seconds of forward and backward for one sentence and its translation."""
    src = torch.randint(4, VOCAB, (1, length))
    tgt = torch.randint(4, VOCAB, (1, length + 1))

    def call() -> None:
        sequence_loss(model(src, tgt[:, :-1]), tgt[:, 1:]).backward()

    return seconds(call)


def batching(num_pairs: int) -> float:
    """Seconds to make the corpus and one epoch's batches of it."""

    def call() -> None:
        corpus = make_corpus(num_pairs, num_eval=100, num_by_length=25)
        make_batches(corpus.train, corpus.src_vocab, corpus.tgt_vocab, 64, seed=0)

    return seconds(call, rounds=3)


def epoch(num_pairs: int) -> float:
    """Seconds that `train` takes for an epoch of the Transformer."""
    corpus = make_corpus(num_pairs, num_eval=100, num_by_length=25)
    model = Transformer(len(corpus.src_vocab), len(corpus.tgt_vocab))
    return train(model, corpus, epochs=1, progress=False).seconds


def curve(name: str, sizes: list[int], measure: Callable[[int], float]) -> list[str]:
    spent = [measure(size) for size in sizes]
    points = [f"{1000 * each:,.0f}" for each in spent]
    return [name, *points, f"{exponent(sizes[-3:], spent[-3:]):.2f}"]


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    transformer = Transformer(VOCAB, VOCAB, max_len=max(LENGTHS))
    gru = Seq2SeqWithAttention(VOCAB, VOCAB)
    print_table(
        "One sentence forward and backward, milliseconds by its length in tokens",
        ["model", *map(str, LENGTHS), "exponent, last three"],
        [
            curve("Transformer", LENGTHS, lambda n: training_pass(transformer, n)),
            curve("GRU with attention", LENGTHS, lambda n: training_pass(gru, n)),
        ],
    )
    print_table(
        "The corpus, milliseconds by its number of pairs",
        ["what", *(f"{size:,}" for size in PAIRS), "exponent, last three"],
        [
            curve("making it, and batches of it", PAIRS, batching),
            curve("an epoch of the Transformer", PAIRS, epoch),
        ],
    )


if __name__ == "__main__":
    main()
