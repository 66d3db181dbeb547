"""Draw the figures of notebook 03: greedy against a better path, and a beam's tree."""

from collections.abc import Sequence
from pathlib import Path

import torch
from matplotlib.axes import Axes

from course_utils.beam_search import Layer, beam_search
from course_utils.plots.diagram import (
    DECODER,
    STATE,
    box,
    note,
    panel,
)
from course_utils.plots.page import LINE, MONO, Box, Point, canvas, save, shape, tint
from course_utils.plots.style import INK, PAPER, QUIET

# The counter-example: one column a step, in the order of NAMES, after the path so far.
NAMES = ("A", "B", "C", "<eos>")
FIRST, AFTER_A = (0.5, 0.3, 0.15, 0.05), (0.25, 0.4, 0.3, 0.05)
GREEDY = (FIRST, AFTER_A, (0.2, 0.2, 0.4, 0.2), (0.2, 0.15, 0.05, 0.6))
BETTER = (FIRST, AFTER_A, (0.1, 0.6, 0.2, 0.1), (0.15, 0.1, 0.15, 0.6))
PATHS = (
    ("The best word at every step", DECODER, GREEDY, (0, 1, 2, 3)),
    ("A weaker word, a better sentence", STATE, BETTER, (0, 2, 1, 3)),
)

# A table for the tree. Rows: the letter read last, then the start; columns: the next.
LETTERS = "ABCDE"
START = len(LETTERS)
NEXT = torch.tensor(
    [
        [0.10, 0.20, 0.40, 0.20, 0.10],
        [0.45, 0.03, 0.07, 0.40, 0.05],
        [0.20, 0.20, 0.20, 0.20, 0.20],
        [0.15, 0.10, 0.15, 0.10, 0.50],
        [0.20, 0.20, 0.20, 0.20, 0.20],
        [0.10, 0.40, 0.12, 0.30, 0.08],
    ]
)
TREE = 272  # the height of the root
MUTED = "#a9afb7"


def greedy() -> Axes:
    """Draw two tables side by side: what greedy takes, and what it misses."""
    ax = canvas(
        900, 372, "Greedy takes a path of probability 0.048 and misses one of 0.054"
    )
    for left, (name, colour, columns, path) in zip((24, 462), PATHS, strict=True):
        panel(ax, Box(left + 207, 186, 414, 332), colour)
        note(ax, left + 207, 326, name, size=18, colour=INK)
        table(ax, left + 96, colour, columns, path)
        chosen = [column[row] for column, row in zip(columns, path, strict=True)]
        product = float(torch.tensor(chosen).prod())
        text = " · ".join(f"{each:g}" for each in chosen) + f" = {product:.3f}"
        note(ax, left + 207, 46, text, size=18, colour=INK, bold=True)
    return ax


def table(
    ax: Axes,
    x: float,
    colour: str,
    columns: Sequence[Sequence[float]],
    path: Sequence[int],
) -> None:
    """Draw the probabilities of each step, framed where the path takes them."""
    for row, name in enumerate(NAMES):
        note(ax, x - 40, 254 - 44 * row, name, size=15, colour=INK, font=MONO)
    for step, (column, taken) in enumerate(zip(columns, path, strict=True)):
        across = x + 28 + 78 * step
        note(ax, across, 290, f"step {step + 1}")
        for row, value in enumerate(column):
            place = Box(across, 254 - 44 * row, 62, 34)
            if row == taken:
                shape(ax, place, 7, fill=tint(colour, 0.3), edge=INK)
            text, look = f"{value:.2f}", INK if row == taken else QUIET
            note(ax, *place[:2], text, size=15, colour=look, bold=row == taken)
        read = " ".join(NAMES[row] for row in path[:step]) or "–"
        note(ax, across, 84, read, font=MONO)
    note(ax, x - 40, 84, "has read")


def tree() -> Axes:
    """Draw three steps of a beam search with k = 2 over n = 5 letters."""
    ax = canvas(
        900, 540, "Beam search with k = 2 over n = 5 letters: the first three steps"
    )
    titles = ("start", "step 1: 2 of 5", "step 2: 2 of 10", "step 3: 2 of 10")
    columns = (72, 262, 520, 778)
    for x, title in zip(columns, titles, strict=True):
        note(ax, x, 508, title, size=15, colour=INK, bold=True)
    ends = [box(ax, Box(columns[0], TREE, 72, 34), "<bos>", colour=QUIET)]
    for x, layer in zip(columns[1:], layers(), strict=True):
        ends = level(ax, x, ends, layer)
    for x, kept, text in ((150, True, "kept"), (360, False, "pruned")):
        branch(ax, (x, 32), (x + 34, 32), kept)
        leaf(ax, Box(x + 74, 32, 80, 30), "", "", kept)
        note(ax, x + (122 if kept else 68), 32, text, align="left")
    note(ax, 530, 32, "number: probability of the path so far", align="left")
    return ax


def layers() -> list[Layer]:
    """Run the course's own search and watch it; nothing ends in these three steps."""

    def step(tokens: torch.Tensor, state: torch.Tensor) -> tuple:
        return NEXT[tokens].log(), state

    seen: list[Layer] = []
    ids = {"bos_id": START, "eos_id": -1}
    nothing = torch.zeros(1, 1)
    beam_search(step, nothing, 1, beam_size=2, max_len=3, **ids, watch=seen.append)
    return seen


def level(ax: Axes, x: float, parents: Sequence[Box], layer: Layer) -> list[Box]:
    """Draw every candidate of one step; return the kept ones, best first."""
    probs = layer.candidates[0].exp().tolist()
    pairs = zip(layer.parents[0].tolist(), layer.tokens[0].tolist(), strict=True)
    ranks = {pair: rank for rank, pair in enumerate(pairs)}
    apart = 410 / sum(map(len, probs))
    height = TREE + 205 - apart / 2
    kept: dict[int, Box] = {}
    for parent, row in enumerate(probs):
        fork = parents[parent].at(1, 0)[0] + 18, parents[parent].y
        branch(ax, parents[parent].right, fork, True)
        for token, prob in enumerate(row):
            rank = ranks.get((parent, token))
            place = Box(x, height, 86, 32)
            branch(ax, fork, place.left, rank is not None)
            number = f"{prob:.2f}" if len(parents) == 1 else f"{prob:.3f}"
            leaf(ax, place, LETTERS[token], number, rank is not None)
            kept |= {} if rank is None else {rank: place}
            height -= apart
    return [kept[rank] for rank in sorted(kept)]


def leaf(ax: Axes, place: Box, letter: str, number: str, kept: bool) -> None:
    """Draw a candidate: a block if it is kept, a small dashed circle if pruned."""
    first = place.at(-1, 0)[0] + 13
    if kept:
        box(ax, place, colour=DECODER)
    else:
        circle = Box(first, place.y, 25, 25)
        shape(ax, circle, 12.5, fill=PAPER, edge=MUTED, dashed=True)
    look = {"colour": INK if kept else QUIET, "bold": kept}
    note(ax, first + 3 * kept, place.y, letter, **look)
    note(ax, first + 18, place.y, number, align="left", **look)


def branch(ax: Axes, start: Point, end: Point, kept: bool) -> None:
    """Draw the way from a prefix to a candidate."""
    look = ("-", DECODER, 2 * LINE) if kept else (":", MUTED, LINE)
    style, colour, width = look
    xs, ys = zip(start, end, strict=True)
    ax.plot(xs, ys, style, color=colour, linewidth=width, zorder=1.5)


DRAWINGS = {"03_beam_search_greedy": greedy, "03_beam_search_tree": tree}

if __name__ == "__main__":
    for name, draw in DRAWINGS.items():
        save(draw(), Path(__file__).with_name(f"{name}.svg"))
