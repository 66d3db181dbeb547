"""Measurements, printed as tables: `python -m benchmarks` runs all of them.

Machines differ and are noisy: what counts are the ratios between the lines of a table,
which were measured in one run.
"""

import statistics
from collections.abc import Sequence

import torch


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Return the median of the ratios, round by round, and between which half lies."""
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return f"{middle:.2f} ({low:.2f}–{high:.2f})"


def print_table(title: str, header: list[str], rows: list[list[str]]) -> None:
    """Print rows under a header in columns, the first column to the left."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    print(f"\n{title}")
    for row in [header, ["-" * width for width in widths], *rows]:
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(w) for cell, w in others)]
        print("  ".join(cells))


def exponent(sizes: list[int], values: list[float]) -> float:
    """Slope of log(value) against log(size), by least squares."""
    x, y = (torch.tensor(v, dtype=torch.float64).log() for v in (sizes, values))
    x, y = x - x.mean(), y - y.mean()
    return float((x * y).sum() / (x * x).sum())
