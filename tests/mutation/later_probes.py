"""The probes of the concepts from attention on."""

import random

import torch
from torch import Tensor, nn

from course_utils.exercises.multi_head_attention.specimens import specimens
from course_utils.exercises.positional_encoding.rotary import rotary
from course_utils.exercises.transformer.parts import Parts
from course_utils.transformer import Transformer
from mutation.probes import PROBES, probes

__all__ = ["PROBES"]


@probes("4.2")
def looks(rng: random.Random) -> list[tuple]:
    made = []
    for batch, src_len, width, vocab, size in ((3, 5, 2, 7, 1), (2, 7, 5, 3, 20)):
        hidden, states = (
            torch.randn(batch, width) - 1,
            torch.randn(batch, src_len, width),
        )
        real = torch.randint(1, src_len + 1, (batch, 1))
        real[0] = src_len  # a batch is as wide as its longest sentence
        layers = nn.Linear(width, width, bias=False), nn.Linear(2 * width, width)
        layers = (*layers, nn.Linear(width, vocab))
        for layer in layers:
            layer.requires_grad_(False)
        mask = torch.arange(src_len) < real
        made.append((hidden * size, states + 1, mask, *layers))
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
def links(rng: random.Random) -> list[tuple]:
    made = []
    for tgt_len, src_len, threshold in ((4, 6, 0.3), (6, 3, 0.5), (5, 4, 0.0)):
        drawn = torch.rand(src_len, tgt_len)
        sure = {(0, 0), *map(tuple, (drawn > 0.8).nonzero().tolist())}
        possible = sure | set(map(tuple, (drawn > 0.5).nonzero().tolist()))
        weights = (3 * torch.randn(tgt_len, src_len)).softmax(dim=-1)
        made.append((weights, threshold, sure, possible))
    return made


@probes("4.5")
def padded(rng: random.Random) -> list[tuple]:
    made = []
    for batch, longest in ((2, 6), (4, 8), (6, 2)):
        src = torch.randint(1, 9, (batch, longest))
        real = torch.randint(1, longest + 1, (batch, 1))
        real[-1] = longest
        made.append((src.masked_fill(torch.arange(longest) >= real, 0),))
    return made


@probes("5.2")
def widths(rng: random.Random) -> list[tuple]:
    sizes = ((3, 5, 7, 2), (2, 7, 3, 5), (5, 2, 1, 3), (1, 3, 11, 1))
    return [(torch.randn(b, n, 3 * h * d), h) for b, n, d, h in sizes]


@probes("5.3")
def squares(rng: random.Random) -> list[tuple]:
    return [
        (torch.randn(5, 5),),
        (torch.randn(3, 7, 7) * 3 - 30,),
        (torch.randn(2, 3, 5, 5),),
    ]


@probes("5.4")
def heads(rng: random.Random) -> list[tuple]:
    sizes = ((3, 5, 7, 2), (2, 3, 5, 11), (5, 2, 1, 3), (1, 7, 2, 5))
    return [(torch.randn(*size),) for size in sizes]


@probes("5.5")
def wholes(rng: random.Random) -> list[tuple]:
    sizes = ((3, 5, 7, 2), (2, 7, 3, 5), (1, 2, 5, 3))
    return [
        (torch.randn(b, n, h * d), *(0.6 * torch.randn(4, h * d, h * d)), h)
        for b, n, d, h in sizes
    ]


@probes("5.7")
def leaking(rng: random.Random) -> list[tuple]:
    return [(each,) for each in specimens(rng.randint(10, 99))]


@probes("6.3")
def norms(rng: random.Random) -> list[tuple]:
    made = []
    for shape, eps, spread in (
        ((3, 5, 7), 1e-5, 1.0),
        ((2, 7, 3), 1e-3, 0.02),
        ((5, 2, 11), 0.1, 0.3),
        ((1, 3, 2), 1e-6, 0.001),
    ):
        x = torch.randn(shape) * spread + 3 * torch.randn(*shape[:-1], 1)
        weight, bias = torch.randn(2, shape[-1])
        made.append((x, weight, bias, eps))
    return made


@probes("6.2")
def norms_of_channels(rng: random.Random) -> list[tuple]:
    return [(x.mT.contiguous(), *others) for x, *others in norms(rng)]


@probes("6.4")
def rms_norms(rng: random.Random) -> list[tuple]:
    return [(x * 0.1, weight, eps) for x, weight, _bias, eps in norms(rng)]


def _norm(x: Tensor) -> Tensor:
    return (x - x.mean(dim=-1, keepdim=True)) / (x.std(dim=-1, keepdim=True) + 0.1)


@probes("6.6")
def wrapped(rng: random.Random) -> list[tuple]:
    def mix(x: Tensor) -> Tensor:
        return x.cumsum(dim=-2)

    made = [((5, 7), torch.tanh, True), ((2, 3), mix, False), ((3, 2, 5), mix, True)]
    return [
        (3 * torch.randn(size) + 1, sublayer, lambda x: 2 * _norm(x) - 0.4, first)
        for size, sublayer, first in made
    ]


@probes("7.2")
def encodings(rng: random.Random) -> list[tuple]:
    return [(3, 2), (11, 8), (17, 10), (1, 4), (2, 14)]


@probes("7.3")
def shifts(rng: random.Random) -> list[tuple]:
    return [(2, 2), (-11, 8), (17, 6), (0, 12), (rng.randint(30, 60), 16)]


@probes("7.4")
def turns(rng: random.Random) -> list[tuple]:
    sizes = ((2, 8, 7), (7, 2, 1), (1, 12, 23), (11, 4, 0))
    return [(torch.randn(n, d), offset) for n, d, offset in sizes]


@probes("7.5")
def steps(rng: random.Random) -> list[tuple]:
    return [
        (*torch.randn(2, 1, d), torch.randn(number, d), rotary)
        for number, d in ((3, 2), (7, 12), (1, 6), (13, 10))
    ]


@probes("8.2")
def models(rng: random.Random) -> list[tuple]:
    made = []
    for vocab, d, heads, layers, shape in (
        (7, 6, 3, 2, (3, 5, 4)),
        (5, 4, 2, 1, (2, 3, 7)),
    ):
        model = Transformer(
            vocab, vocab + 2, d_model=d, num_heads=heads, d_ff=5, num_layers=layers
        )
        for weight in model.parameters():
            weight.data += 0.3 * torch.randn(weight.shape)
        batch, src_len, tgt_len = shape
        src = torch.randint(1, vocab, (batch, src_len))
        src[-1, -1] = 0
        tgt_in = torch.randint(1, vocab + 2, (batch, tgt_len))
        made.append((Parts.of(model.eval().requires_grad_(False)), src, tgt_in))
    return made


@probes("8.3")
def caches(rng: random.Random) -> list[tuple]:
    sizes = ((5, 3), (7, 2), (2, 11))  # all are (1, d), says the exercise
    return [(2 * torch.randn(n, d), *torch.randn(2, n, d)) for n, d in sizes]


@probes("8.4")
def crossed(rng: random.Random) -> list[tuple]:
    made = []
    for b, n, d, target, source in ((1, 7, 5, 2, 3), (1, 5, 3, 5, 1), (3, 11, 2, 3, 7)):
        masks = (torch.arange(n) < real for real in (target, source))
        both = [each.expand(b, 1, n) for each in masks]
        made.append((torch.randn(b, n, d), torch.randn(b, n, d) + 1, *both))
    return made
