"""Our attention against torch's, forward and backward, in turns in one run.

`python -m benchmarks.attention`: scaled dot-product attention and the whole multi-head
module, the weights asked for on both sides, and on neither; at the course's sizes and
at length 512. Then the memory that a pass takes, with the weights and without.
"""

import statistics
import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks import exponent, print_table, ratio
from course_utils.attention import fused_attention, scaled_dot_product_attention
from course_utils.multi_head_attention import MultiHeadAttention

D_MODEL, HEADS, ROUNDS = 64, 4, 25
SIZES = ((64, 11), (128, 20), (4, 512))  # batch, length
LENGTHS = [512, 1024, 2048]


def milliseconds(call: Callable[[], Tensor]) -> float:
    """Processor time of a call, forward and backward."""
    began = time.process_time()
    call().sum().backward()
    return 1000 * (time.process_time() - began)


def in_turns(calls: list[Callable[[], Tensor]]) -> list[list[float]]:
    """Milliseconds of each call; they take turns, so that noise hits all alike."""
    for call in calls:
        milliseconds(call)
    rounds = [[milliseconds(call) for call in calls] for _ in range(ROUNDS)]
    return [list(times) for times in zip(*rounds, strict=True)]


def compare(batch: int, length: int) -> list[list[str]]:
    x = torch.randn(batch, length, D_MODEL, requires_grad=True)
    heads = torch.randn(batch, HEADS, length, D_MODEL // HEADS, requires_grad=True)
    ours = MultiHeadAttention(D_MODEL, HEADS)
    theirs = nn.MultiheadAttention(D_MODEL, HEADS, batch_first=True)
    names = "by hand / F.sdpa", "module, with weights", "module, without"
    times = in_turns(
        [
            lambda: scaled_dot_product_attention(heads, heads, heads)[0],
            lambda: F.scaled_dot_product_attention(heads, heads, heads),
            lambda: ours(x, x, x)[0],
            lambda: theirs(x, x, x, average_attn_weights=False)[0],
            lambda: ours(x, x, x, need_weights=False)[0],
            lambda: theirs(x, x, x, need_weights=False)[0],
        ]
    )
    return [
        [f"{batch} × {length}", name, median(mine), median(torchs), ratio(mine, torchs)]
        for name, mine, torchs in zip(names, times[::2], times[1::2], strict=True)
    ]


def median(times: list[float]) -> str:
    return f"{statistics.median(times):.1f}"


def most_bytes(call: Callable[[], object]) -> int:
    """Return how many bytes were held at once while a call ran, at the most."""
    with torch.profiler.profile(profile_memory=True) as profiled:
        call()
    held = most = 0
    for event in profiled.profiler.kineto_results.events():
        if event.name() == "[memory]":
            held += event.nbytes()
            most = max(most, held)
    return most


def memory(name: str, attention: Callable[..., Tensor]) -> list[str]:
    """Return a row: megabytes of a pass at each length, and how they grow."""
    found = []
    for length in LENGTHS:
        heads = torch.randn(1, HEADS, length, 16, requires_grad=True)
        found.append(
            most_bytes(
                lambda heads=heads: attention(heads, heads, heads).sum().backward()
            )
        )
    return [
        name,
        *(f"{each / 1e6:.1f}" for each in found),
        f"{exponent(LENGTHS, found):.2f}",
    ]


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    rows = [row for size in SIZES for row in compare(*size)]
    header = ["batch × length", "what", "ours, ms", "torch's, ms", "ratio"]
    print_table("Attention, forward and backward, one thread", header, rows)
    print_table(
        "Memory of four heads, forward and backward, MB",
        ["way", *map(str, LENGTHS), "exponent"],
        [
            memory("with weights", lambda *x: scaled_dot_product_attention(*x)[0]),
            memory("without", fused_attention),
        ],
    )


if __name__ == "__main__":
    main()
