"""Inputs on which survivors are compared with the solution, wider than the cases.

Nothing here is taken from an exercise's own cases: other sizes, other numbers, rows
without an open key, scores near −30. `PROBES[number](seed)` draws a few tuples.
"""

import functools
import random
from collections.abc import Callable
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Tables:
    """A step function in which token and state have a say; it need not ever end."""

    logits: Tensor  # (states, tokens, tokens)

    def __call__(self, tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        logits = self.logits[state[:, 0].long() % len(self.logits), tokens]
        return logits.log_softmax(dim=-1), state + 1


@dataclass(frozen=True)
class Looked:
    """A step function that the check of 3.3 can count."""

    look: Tables

    def __call__(self, tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        return self.look(tokens, state)


def tables(vocab_size: int, eos: float, scale: float = 2) -> tuple[Tables, Tensor]:
    """Return a step function, and a state to begin with that is not 0."""
    logits = scale * torch.randn(5, vocab_size, vocab_size)
    logits[..., EOS_ID] += eos
    return Tables(logits), torch.full((1, 1), 2.0)


@probes("2.3")
def writers(rng: random.Random) -> list[tuple]:
    sizes = ((11, 1.0, 7), (7, -9.0, 5), (13, 2.0, 1), (17, 3.0, 11))
    return [(*tables(vocab, eos), max_len) for vocab, eos, max_len in sizes]


@probes("2.4")
def losses(rng: random.Random) -> list[tuple]:
    tables = [table(rng, rows, n) for rows, n in ((5, 7), (2, 11), (3, 2), (1, 5))]
    return [(3 * torch.randn(*each.shape, 31), each) for each in tables]


@probes("2.5")
def states(rng: random.Random) -> list[tuple]:
    tables = [table(rng, rows, n) for rows, n in ((5, 7), (1, 11), (7, 3))]
    return [(torch.randn(*each.shape, 5), each) for each in tables]


@probes("3.2")
def candidates(rng: random.Random) -> list[tuple]:
    sizes = ((5, 11, 7), (2, 3, 5), (7, 13, 2), (3, 2, 1))
    return [
        (-30 * torch.rand(width), 3 * torch.randn(width, n).log_softmax(dim=1), k)
        for width, n, k in sizes
    ]


@probes("3.3")
def truths(rng: random.Random) -> list[tuple]:
    sizes = ((5, 4, 0.6, 1.0), (7, 5, 1.0, 1.0), (5, 1, 0.8, 1.0), (7, 3, 0.0, -9.0))
    made = [(*tables(vocab, eos), n, alpha) for vocab, n, alpha, eos in sizes]
    return [(Looked(step), *others) for step, *others in made]


@probes("3.4")
def searches(rng: random.Random) -> list[tuple]:
    sizes = ((2, 5, 0.6, 7), (3, 3, 1.0, 5), (5, 2, 0.8, 7))
    unsure = (*tables(17, -9.0, 0.3), 2, 7, 0.0)  # long, and of totals below −10
    return [
        unsure,
        *((*tables(vocab, 1.0), size, n, alpha) for size, n, alpha, vocab in sizes),
    ]
