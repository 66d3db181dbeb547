"""The course's models on an accelerator, measured against the CPU of the same machine.

`python3 -m benchmarks.device cuda` (or `mps`; without a name: the accelerator at hand):
training steps, attention, beam search and one sentence explained, each on the CPU and
on the devices named. Every number is the median of some rounds, ± half the distance
between the quartiles; a device's work is waited for before the clock is stopped. The
CPU uses four threads, as many as a small laptop has.
"""

import copy
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from benchmarks import print_table
from course_utils.attention import Seq2SeqWithAttention, scaled_dot_product_attention
from course_utils.data import Batch, make_corpus
from course_utils.encoder_decoder import EncoderDecoder
from course_utils.masks import causal_mask
from course_utils.training.evaluation import sequence_loss, translate
from course_utils.training.pretrained import Finished, load
from course_utils.transformer import Transformer

VOCAB, DRAWN = 268, 100  # tokens a model knows; those that random sentences use
SENTENCES, WIDTH, THREADS = 100, 4, 4
CLOSE = 2e-2  # between logits; GRUs on NVIDIA round to ten bits (TF32)
ENOUGH = 8.0  # seconds for one number: a slow device does fewer rounds


class Size(NamedTuple):
    """Sizes of a model and its batches, and how many steps make a round."""

    name: str
    width: int
    layers: int
    batch: int
    length: int
    steps: int


COURSE = Size("course", width=64, layers=2, batch=64, length=12, steps=40)
LARGER = Size("larger", width=256, layers=4, batch=256, length=24, steps=10)


class Measured(NamedTuple):
    """Seconds of a piece of work: the median, and its spread."""

    median: float
    spread: float


def synchronise(device: torch.device) -> None:
    """Wait until the device has done all that it was told."""
    if device.type != "cpu":
        torch.get_device_module(device).synchronize()


def measure(
    call: Callable[[], object], device: torch.device, rounds: int = 9
) -> Measured:
    """Measure a call after one to warm up; at least three rounds, if it is slow."""
    call()
    spent: list[float] = []
    while len(spent) < 3 or (len(spent) < rounds and sum(spent) < ENOUGH):
        synchronise(device)
        began = time.perf_counter()
        call()
        synchronise(device)
        spent.append(time.perf_counter() - began)
    quarter, median, other = statistics.quantiles(spent, n=4)
    return Measured(median, (other - quarter) / 2)


def transformer(size: Size) -> Transformer:
    return Transformer(
        VOCAB,
        VOCAB,
        d_model=size.width,
        num_layers=size.layers,
        d_ff=2 * size.width,
    )


def gru(size: Size) -> Seq2SeqWithAttention:
    return Seq2SeqWithAttention(
        VOCAB, VOCAB, embed_dim=size.width // 2, hidden_size=size.width
    )


def random_batch(size: Size) -> Batch:
    src = torch.randint(4, DRAWN, (size.batch, size.length))
    tgt = torch.randint(4, DRAWN, (size.batch, size.length + 1))
    return Batch(src, tgt[:, :-1], tgt[:, 1:])


def training(model: nn.Module, size: Size, device: torch.device) -> Measured:
    """Seconds of a training step, moving the batch there included."""
    model = copy.deepcopy(model).to(device).train()
    optimiser = torch.optim.AdamW(model.parameters(), fused=True)
    steps = size.steps if device.type != "cpu" or size is COURSE else 1
    batches = [random_batch(size) for _ in range(steps)]

    def call() -> None:
        for batch in batches:
            src, tgt_in, tgt_out = batch.to(device)
            loss = sequence_loss(model(src, tgt_in), tgt_out)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            loss.item()  # as the course's loop keeps it

    found = measure(call, device)
    return Measured(found.median / steps, found.spread / steps)


def attention(length: int, device: torch.device) -> Measured:
    """Seconds of masked attention of four heads, forward and backward."""
    heads = torch.randn(4, 4, length, 16, device=device, requires_grad=True)
    mask = causal_mask(length, device=device)

    def call() -> None:
        context, _ = scaled_dot_product_attention(heads, heads, heads, mask)
        context.sum().backward()
        heads.grad = None

    return measure(call, device)


def searching(
    model: EncoderDecoder, finished: Finished, device: torch.device
) -> Measured:
    """Seconds of a beam search over a hundred sentences of the test."""
    test = make_corpus(200, num_eval=SENTENCES, num_by_length=1).test
    sentences = [pair.src for pair in test]
    vocabs = finished.src_vocab, finished.tgt_vocab

    def call() -> None:
        translate(model, sentences, *vocabs, beam_size=WIDTH)

    return measure(call, device)


def explaining(model: Transformer, device: torch.device) -> Measured:
    """Seconds of one sentence's attention maps, and of fetching them."""
    src, tgt_in = torch.randint(4, DRAWN, (2, 1, 12), device=device)

    @torch.no_grad()
    def call() -> list[Tensor]:
        return [maps.cpu() for maps in model.align(src, tgt_in)[1]]

    return measure(call, device)


def all_of(device: torch.device) -> dict[str, Measured]:
    """Measure everything on one device, by the name of its row."""
    torch.manual_seed(0)
    found = {}
    for size in (COURSE, LARGER):
        for name, make in (("Transformer", transformer), ("GRU with attention", gru)):
            row = f"training step, {name}, {size.name}"
            found[row] = training(make(size), size, device)
    for length in (512, 2_048):
        found[f"attention, length {length:,}"] = attention(length, device)
    for name in ("transformer", "seq2seq_with_attention"):
        finished = load(name)
        row = f"beam search, {SENTENCES} sentences, k = {WIDTH}, {name}"
        found[row] = searching(finished.model.to(device), finished, device)
    model = load("transformer").model.to(device)
    found["attention maps of one sentence"] = explaining(model, device)
    return found


def largest_difference(model: EncoderDecoder, device: torch.device) -> float:
    """Return how far a model's logits are from those of the CPU, at the most."""
    torch.manual_seed(0)
    src, tgt_in, _ = random_batch(COURSE)
    away = copy.deepcopy(model).to(device)
    with torch.no_grad():
        found = away(src.to(device), tgt_in.to(device)).cpu()
        return float((found - model(src, tgt_in)).abs().max())


def compare(device: torch.device) -> list[list[str]]:
    """Set every finished model's logits beside those of the CPU."""
    rows = []
    for name in ("seq2seq", "seq2seq_with_attention", "transformer"):
        most = largest_difference(load(name).model, device)
        verdict = "equal" if most <= CLOSE else "NOT EQUAL"
        rows.append([name, f"{most:.1e}", f"{CLOSE:.0e}", verdict])
    return rows


def cells(there: Measured, here: Measured | None) -> list[str]:
    milliseconds = f"{1000 * there.median:,.2f} ± {1000 * there.spread:,.2f}"
    return [milliseconds, *([f"{here.median / there.median:.2f}×"] if here else [])]


def called(device: torch.device) -> str:
    """Return the card's name, or how many threads the CPU may use."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    threads = f" ({torch.get_num_threads()} threads)" if device.type == "cpu" else ""
    return device.type + threads


def main(names: Sequence[str] = ()) -> None:
    torch.set_num_threads(min(THREADS, os.cpu_count() or 1))
    if not names and torch.accelerator.is_available():
        names = [torch.accelerator.current_accelerator().type]
    devices = [torch.device(name) for name in dict.fromkeys(["cpu", *names])]
    print(f"torch {torch.__version__}; {', '.join(map(called, devices))}")
    for device in devices[1:]:
        print_table(
            f"Logits on {called(device)} against the CPU's",
            ["model", "largest difference", "tolerance", "verdict"],
            compare(device),
        )
    cpu, *others = (all_of(device) for device in devices)
    header = ["milliseconds", called(devices[0])]
    for device in devices[1:]:
        header += [called(device), "faster"]
    rows = [
        [
            row,
            *cells(here, None),
            *(c for there in others for c in cells(there[row], here)),
        ]
        for row, here in cpu.items()
    ]
    print_table("Median ± half the distance between the quartiles", header, rows)


if __name__ == "__main__":
    main(sys.argv[1:])
