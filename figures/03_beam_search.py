"""Draw the figures of notebook 03: greedy against a better path, and a beam's tree."""

from collections.abc import Sequence

import torch
from matplotlib.axes import Axes

from course_utils.beam_search import Layer, beam_search
from course_utils.language import N_, _
from course_utils.plots.diagram import (
    DECODER,
    STATE,
    box,
    note,
    panel,
)
from course_utils.plots.fonts import MONO
from course_utils.plots.page import LINE, Box, Point, canvas, shape, tint
from course_utils.plots.style import INK, PAPER, QUIET
from course_utils.widgets.beam_search.table import COUNTER_EXAMPLE

PATHS = (
    (N_("The best word at every step"), DECODER, "A B C <eos>"),
    (N_("A weaker word, a better sentence"), STATE, "A C B <eos>"),
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


GREEDY_TOLD = N_(
    "Two tables of probabilities side by side, four steps each. On the left the "
    "largest of each column is framed: A 0.5, B 0.4, C 0.4, end 0.6, product "
    "0.048. On the right the second step takes C with 0.3 instead, and then B 0.6 "
    "and end 0.6 follow: product 0.054."
)


def greedy() -> Axes:
    """Draw two tables side by side: what greedy takes, and what it misses."""
    ax = canvas(900, 372, _(GREEDY_TOLD))
    for left, (name, colour, path) in zip((24, 462), PATHS, strict=True):
        panel(ax, Box(left + 207, 186, 414, 332), colour)
        note(ax, left + 207, 326, _(name), size=18, colour=INK)
        chosen = table(ax, left + 96, colour, path.split())
        product = float(torch.tensor(chosen).prod())
        text = " · ".join(f"{each:g}" for each in chosen) + f" = {product:.3f}"
        note(ax, left + 207, 46, text, size=18, colour=INK, bold=True)
    return ax


def table(ax: Axes, x: float, colour: str, path: Sequence[str]) -> list[float]:
    """Draw what the counter-example says at each step of a path; return the path's."""
    names = COUNTER_EXAMPLE.tokens
    for row, name in enumerate(names):
        note(ax, x - 40, 254 - 44 * row, name, size=15, colour=INK, font=MONO)
    taken = [names.index(name) for name in path]
    chosen = []
    for step, token in enumerate(taken):
        across = x + 28 + 78 * step
        note(ax, across, 290, _("step {step}", step=step + 1))
        column = COUNTER_EXAMPLE.row(tuple(taken[:step]))
        for row, value in enumerate(column):
            place = Box(across, 254 - 44 * row, 62, 34)
            if row == token:
                shape(ax, place, 7, fill=tint(colour, 0.3), edge=INK)
            look = INK if row == token else QUIET
            note(
                ax, *place[:2], f"{value:.2f}", size=15, colour=look, bold=row == token
            )
        chosen.append(column[token])
        note(ax, across, 84, " ".join(path[:step]) or "–", font=MONO)
    note(ax, x - 40, 84, _("has read"))
    return chosen


TREE_TOLD = N_(
    "A tree that grows from left to right over three steps. Of the five letters at "
    "step 1 two are kept, B and D. Of the ten candidates at step 2 two are kept, B "
    "A and B D. Of the ten at step 3 again two: B A C and B D E. Kept candidates "
    "are solid boxes on thick lines, pruned ones small dashed circles on dotted "
    "lines."
)


def tree() -> Axes:
    """Draw three steps of a beam search with k = 2 over n = 5 letters."""
    ax = canvas(900, 540, _(TREE_TOLD))
    numbers = enumerate((5, 10, 10), 1)
    told = (_("step {step}: 2 of {all}", step=step, all=n) for step, n in numbers)
    titles = (_("start"), *told)
    columns = (72, 262, 520, 778)
    for x, title in zip(columns, titles, strict=True):
        note(ax, x, 508, title, size=15, colour=INK, bold=True)
    ends = [box(ax, Box(columns[0], TREE, 72, 34), "<bos>", colour=QUIET)]
    for x, layer in zip(columns[1:], layers(), strict=True):
        ends = level(ax, x, ends, layer)
    for x, kept, text in ((150, True, _("kept")), (360, False, _("pruned"))):
        branch(ax, (x, 32), (x + 34, 32), kept)
        leaf(ax, Box(x + 74, 32, 80, 30), "", "", kept)
        note(ax, x + (122 if kept else 68), 32, text, align="left")
    note(ax, 530, 32, _("number: probability of the path so far"), align="left")
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
