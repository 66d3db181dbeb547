"""Our attention against torch's, forward and backward, in turns in one run.

`python -m benchmarks.attention`: scaled dot-product attention against
`F.scaled_dot_product_attention`, and the whole multi-head module against
`nn.MultiheadAttention`, both of which are asked for the weights, since ours always
returns them; at the course's sizes and at length 512.
"""

import statistics
import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks import print_table
from course_utils.attention import scaled_dot_product_attention
from course_utils.multi_head_attention import MultiHeadAttention

D_MODEL, HEADS, ROUNDS = 64, 4, 15
SIZES = ((128, 20), (4, 512))  # batch, length


def seconds(call: Callable[[], Tensor]) -> float:
    began = time.perf_counter()
    call().sum().backward()
    return time.perf_counter() - began


def in_turns(calls: list[Callable[[], Tensor]]) -> list[float]:
    """Median seconds of each call; they take turns, so that noise hits all alike."""
    for call in calls:
        seconds(call)
    rounds = [[seconds(call) for call in calls] for _ in range(ROUNDS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def compare(batch: int, length: int) -> list[list[str]]:
    x = torch.randn(batch, length, D_MODEL, requires_grad=True)
    heads = torch.randn(batch, HEADS, length, D_MODEL // HEADS, requires_grad=True)
    ours = MultiHeadAttention(D_MODEL, HEADS)
    theirs = nn.MultiheadAttention(D_MODEL, HEADS, batch_first=True)
    times = in_turns(
        [
            lambda: scaled_dot_product_attention(heads, heads, heads)[0],
            lambda: F.scaled_dot_product_attention(heads, heads, heads),
            lambda: ours(x, x, x)[0],
            lambda: theirs(x, x, x, average_attn_weights=False)[0],
            lambda: theirs(x, x, x, need_weights=False)[0],
        ]
    )
    sdpa, torch_sdpa, module, with_weights, without = (1000 * each for each in times)
    size = f"{batch} × {length}"
    return [
        [size, "scaled dot product", *cells(sdpa, torch_sdpa)],
        [size, "module, weights asked for", *cells(module, with_weights)],
        [size, "module, no weights from torch", *cells(module, without)],
    ]


def cells(ours: float, theirs: float) -> list[str]:
    return [f"{ours:.1f}", f"{theirs:.1f}", f"{ours / theirs:.2f}"]


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    rows = [row for size in SIZES for row in compare(*size)]
    header = ["batch × length", "what", "ours, ms", "torch's, ms", "ratio"]
    print_table("Attention, forward and backward, one thread", header, rows)


if __name__ == "__main__":
    main()
