"""Inputs on which survivors are compared with the solution, wider than the cases.

Nothing here is taken from an exercise's own cases: other sizes, other numbers, rows
without an open key, scores near −30. `PROBES[number](seed)` draws a few tuples.
"""

import functools
import random
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, PAD_ID, UNK_ID
from course_utils.encoder_decoder import Fibonacci

PROBES: dict[str, Callable[[int], list[tuple]]] = {}
Maker = Callable[[random.Random], list[tuple]]


def probes(*numbers: str) -> Callable[[Maker], Maker]:
    """Draw the inputs of these exercises by a function, from one seed only."""

    def keep(make: Maker) -> Maker:
        @functools.wraps(make)
        def drawn(seed: int) -> list[tuple]:
            torch.default_generator.manual_seed(seed)
            return make(random.Random(seed))

        PROBES.update(dict.fromkeys(numbers, drawn))
        return make

    return keep


def words(rng: random.Random, count: int) -> list[int]:
    return [rng.randint(UNK_ID, 19) for _ in range(count)]


def table(rng: random.Random, rows: int, longest: int) -> Tensor:
    """Return sentences with <eos>, padded; the first is the longest, one is short."""
    lengths = [longest, 1, *(rng.randint(1, longest) for _ in range(rows - 2))][:rows]
    rng.shuffle(lengths)
    made = [[*words(rng, n - 1), EOS_ID] + [PAD_ID] * (longest - n) for n in lengths]
    return torch.tensor(made)


@probes("0.1")
def tokens(rng: random.Random) -> list[tuple]:
    begun = [F.pad(table(rng, b, n), (1, 0), value=BOS_ID) for b, n in ((3, 7), (5, 2))]
    return [(table(rng, 2, 11),), (table(rng, 7, 3),), *((each,) for each in begun)]


@probes("1.2")
def images(rng: random.Random) -> list[tuple]:
    sizes = ((13, 7, 3), (5, 11, 2), (17, 3, 1), (19, 5, 4))
    return [(2 * torch.randn(n, p) + 5 * torch.randn(p), k) for n, p, k in sizes]


@probes("1.3")
def image_splits(rng: random.Random) -> list[tuple]:
    sizes = ((19, 3, 2, 7, 4), (11, 13, 5, 3, 1), (29, 2, 3, 2, 5))
    return [
        (torch.rand(train, 1, h, w), torch.rand(test, 1, h, w) ** 2, k)
        for train, test, h, w, k in sizes
    ]


@probes("1.4")
def series(rng: random.Random) -> list[tuple]:
    pairs = [(rng.randint(4, 9), rng.randint(9, 13)) for _ in range(4)]
    limits = ((31, 11), (997, 2), (211, 7), (19, 1))
    return [
        (Fibonacci(vocab), torch.tensor([pair]), max_len)
        for pair, (vocab, max_len) in zip(pairs, limits, strict=True)
    ]


@probes("2.2")
def sentences(rng: random.Random) -> list[tuple]:
    counts = ((3, 1, 7, 2), (5,), (2, 11), (1, 1, 1))
    return [([words(rng, count) for count in each],) for each in counts]


@probes("2.3")
def spellers(rng: random.Random) -> list[tuple]:
    from course_utils.exercises.seq2seq.write import Speller

    made = []
    for before, after, max_len in ((5, 3, 11), (0, 2, 4), (3, 1, 3), (7, 0, 2)):
        ids = [*words(rng, before), EOS_ID, *words(rng, after)]
        made.append((Speller(tuple(ids)), torch.zeros(1, 1), max_len))
    return made


@probes("2.4")
def losses(rng: random.Random) -> list[tuple]:
    tables = [table(rng, rows, n) for rows, n in ((5, 7), (2, 11), (3, 2), (1, 5))]
    return [(3 * torch.randn(*each.shape, 31), each) for each in tables]


@probes("2.5")
def states(rng: random.Random) -> list[tuple]:
    tables = [table(rng, rows, n) for rows, n in ((5, 7), (2, 11), (7, 3))]
    return [(torch.randn(*each.shape, 5), each) for each in tables]


@probes("3.2")
def candidates(rng: random.Random) -> list[tuple]:
    sizes = ((5, 11, 7), (2, 3, 5), (7, 13, 2), (3, 2, 1))
    return [
        (-30 * torch.rand(width), 3 * torch.randn(width, n).log_softmax(dim=1), k)
        for width, n, k in sizes
    ]


@probes("3.3")
def finished(rng: random.Random) -> list[tuple]:
    made = []
    for count, alpha in ((7, 0.3), (11, 1.0), (1, 0.7), (13, 0.6), (5, 2.0)):
        lengths = [rng.randint(1, 17) for _ in range(count)]
        made.append(
            (
                [
                    ([*words(rng, n - 1), EOS_ID], -rng.uniform(0.5, 2) * n**0.7)
                    for n in lengths
                ],
                alpha,
            )
        )
    return made


@probes("3.4")
def searches(rng: random.Random) -> list[tuple]:
    from course_utils.exercises.beam_search.search import Reader

    made = []
    for size, max_len, alpha in ((2, 5, 0.6), (3, 3, 1.0), (1, 4, 0.0), (5, 2, 0.8)):
        rows = (100 * torch.randn(6, 6).mul(1.5).softmax(dim=1)).tolist()
        reader = Reader(tuple(map(tuple, rows)))
        made.append((reader, torch.zeros(1, 1), size, max_len, alpha))
    return made


@probes("4.2")
def attentions(rng: random.Random) -> list[tuple]:
    made = []
    for queries, keys, d, wide, size in (
        (3, 7, 5, 2, 1),
        (5, 2, 3, 7, 30),
        (2, 5, 11, 3, 4),
    ):
        mask = torch.rand(queries, keys) < 0.6
        mask[:, 0], mask[-1] = False, False  # a key for nobody, a query without keys
        query, key = torch.randn(queries, d) - 1, torch.randn(keys, d)
        made.append((query * size, key + 1, torch.randn(keys, wide) + 2, mask))
    return made


@probes("4.3")
def additives(rng: random.Random) -> list[tuple]:
    sizes = ((5, 3, 2, 7, 11), (2, 7, 5, 3, 13), (1, 5, 3, 2, 7))
    return [
        (
            torch.randn(queries, d_q),
            torch.randn(keys, d_k),
            torch.randn(hidden, d_q),
            torch.randn(hidden, d_k),
            torch.randn(hidden),
        )
        for queries, keys, d_q, d_k, hidden in sizes
    ]


@probes("4.4")
def pairs(rng: random.Random) -> list[tuple]:
    sizes = ((2, 3, 5), (3, 7, 2), (7, 2, 11))
    flat = [(torch.randn(q, d), torch.randn(k, d)) for q, k, d in sizes]
    return [*flat, (torch.randn(2, 3, 5, 7), torch.randn(2, 3, 11, 7))]


@probes("4.5")
def score_tables(rng: random.Random) -> list[tuple]:
    return [
        (torch.randn(3, 5, 7),),
        (torch.randn(5, 2, 3) * 3 - 30,),
        (torch.randn(2, 7, 1),),
    ]
