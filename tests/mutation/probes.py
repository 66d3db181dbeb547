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
from torch import Tensor, nn

from course_utils.data import BOS_ID, EOS_ID, PAD_ID, UNK_ID
from course_utils.encoder_decoder import CoinChanger
from course_utils.exercises.seq2seq.training_step import Small
from course_utils.exercises.seq2seq.translator import Parts

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
def coins(rng: random.Random) -> list[tuple]:
    return [
        (CoinChanger(), torch.tensor([rng.choices(CoinChanger.coins, k=k)]), max_len)
        for k, max_len in ((2, 11), (5, 2), (11, 29), (3, 1))
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
def translators(rng: random.Random) -> list[tuple]:
    made = []
    for rows, read, write, dim, size in ((5, 7, 2, 3, 11), (2, 3, 5, 7, 2)):
        parts = Parts(
            nn.Embedding(23, dim),
            nn.GRU(dim, size, batch_first=True),
            nn.Embedding(29, dim),
            nn.GRU(dim + size, size, batch_first=True),
            nn.Linear(size, 29),
        )
        tgt_in = F.pad(table(rng, rows, write), (1, 0), value=BOS_ID)
        made.append((parts, table(rng, rows, read), tgt_in))
    return made


@probes("2.4")
def batches_in_parts(rng: random.Random) -> list[tuple]:
    def part(rows: int, longest: int) -> tuple[Tensor, Tensor, Tensor]:
        tgt_out = table(rng, rows, longest)
        tgt_in = F.pad(tgt_out[:, :-1], (1, 0), value=BOS_ID)
        tgt_in[tgt_in == EOS_ID] = PAD_ID
        return table(rng, rows, longest + 1), tgt_in, tgt_out

    batches = [[(5, 3), (1, 7)], [(2, 2), (3, 5), (2, 4)]], [[(1, 5)], [(4, 6)]]
    return [
        (
            Small(23, 29, embed_dim=3, hidden_size=5),
            [[part(*each) for each in parts] for parts in some],
        )
        for some in batches
    ]


@probes("2.5")
def choirs(rng: random.Random) -> list[tuple]:
    made = []
    for rows, eos, max_len in ((5, 1.0, 7), (2, -9.0, 5), (7, 2.0, 11), (3, 3.0, 1)):
        step, _first = tables(11, eos)
        step.logits[..., PAD_ID] = -99.0  # no model learns to write it
        made.append((step, torch.arange(rows)[:, None].float(), max_len))
    return made


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
