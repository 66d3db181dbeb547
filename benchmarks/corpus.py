"""How fast is the corpus made, and what is in it?

`python -m benchmarks.corpus`: the steps in turns in one process.
"""

import statistics
import time
from collections.abc import Callable
from itertools import islice

from benchmarks import print_table, ratio
from course_utils.data import load_grammar, make_batches, make_corpus
from course_utils.data.corpus import LENGTHS
from course_utils.data.vocabulary import PAD_ID

ROUNDS = 5
PAIRS = 20_000


def seconds(action: Callable[[], object]) -> float:
    began = time.process_time()
    action()
    return time.process_time() - began


def main() -> None:
    grammar = load_grammar()
    corpus = make_corpus(PAIRS)

    def batches():
        return make_batches(corpus.train, corpus.src_vocab, corpus.tgt_vocab, 128, 0)

    actions = {
        "sentence pairs": lambda: list(islice(grammar.stream(), PAIRS)),
        "make_corpus": lambda: make_corpus(PAIRS),
        "make_batches, 128 each": batches,
    }
    rounds = [[seconds(action) for action in actions.values()] for _ in range(ROUNDS)]
    times = dict(zip(actions, zip(*rounds, strict=True), strict=True))
    first = times["sentence pairs"]
    rows = [
        [name, f"{took:.2f}", f"{PAIRS / took:,.0f}", ratio(spent, first)]
        for name, spent in times.items()
        for took in (statistics.median(spent),)
    ]
    header = ["step", "seconds", "pairs a second", "ratio to the pairs alone"]
    print_table("Corpus of 20,000 pairs", header, rows)

    tensors = [ids for batch in batches() for ids in batch]
    padding = sum((ids == PAD_ID).sum().item() for ids in tensors)
    total = sum(ids.numel() for ids in tensors)
    lengths = [len(pair.src) for pair in corpus.train]
    shares = [
        [
            f"{low} to {high} tokens",
            f"{sum(low <= n <= high for n in lengths) / PAIRS:.1%}",
        ]
        for low, high in LENGTHS
    ]
    print_table(
        "What is in it",
        ["", "amount"],
        [
            ["English tokens", str(len(corpus.src_vocab))],
            ["French tokens", str(len(corpus.tgt_vocab))],
            *shares,
            ["padding in batches", f"{padding / total:.1%}"],
        ],
    )


if __name__ == "__main__":
    main()
