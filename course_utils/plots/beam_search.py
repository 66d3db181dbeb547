"""The tree of a beam search, as a still picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path

from course_utils.beam_search import Hypothesis, Layer
from course_utils.language import N_, _
from course_utils.plots.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PAPER,
    QUIET,
    axes,
    house_style,
)

WIDTH, GAP, ROW = 1.0, 0.5, 1.0  # a node's width, the room for lines, a row's height
HEIGHT = 0.72
LEGEND = N_(
    "token; log p of the step, sum of log p  ·  dashed: pruned  ·  "
    "double: finished  ·  thick: winner"
)


@dataclass
class Node:
    """A candidate: its token, the sums of log-probabilities and where it stands."""

    path: tuple[int, ...]
    total: float
    log_prob: float
    kept: bool
    y: float
    parent: "Node | None" = None

    @property
    def x(self) -> float:
        """The left edge."""
        return len(self.path) * (WIDTH + GAP)


@house_style()
def plot_beam_tree(
    layers: Sequence[Layer],
    tokens: Sequence[str],
    best: Hypothesis,
    eos_id: int = 2,
    pruned: int = 4,
    ax: Axes | None = None,
) -> Axes:
    """Draw what a search for one sentence considered, from what it let `watch` see.

    Kept candidates are solid and round, finished ones have a double line, pruned ones
    (the best of each step, `pruned` at most) are dashed; the winner's path is thick.
    """
    if not layers or len(layers[0].sentences) != 1:
        raise ValueError(
            "expected the layers of a search over exactly one sentence; call "
            "beam_search(..., batch_size=1, watch=layers.append)."
        )
    root = Node((), 0.0, 0.0, True, 0.0)
    nodes, kept = [root], [root]
    tallest = pruned + max(layer.totals.shape[1] for layer in layers)
    for layer in layers:
        column = _candidates(layer, kept, pruned)
        kept = [node for node in column if node.kept]
        nodes += _placed(column, tallest)
    top, bottom = min(node.y for node in nodes), max(node.y for node in nodes)
    width = (len(layers) + 1) * (WIDTH + GAP)
    ax = axes(ax, size=(1.05 * width, 0.5 * (bottom - top + 3)))
    for node in nodes:
        _draw(ax, node, tokens[node.path[-1]] if node.path else "<bos>", best, eos_id)
    ax.text(0, bottom + 1.1, _(LEGEND), color=QUIET, fontsize=9)
    ax.set(xlim=(-0.1, width - GAP + 0.1))
    ax.set(ylim=(bottom + 1.3, top - 0.6))
    ax.set_axis_off()
    return ax


def _candidates(layer: Layer, beam: Sequence[Node], pruned: int) -> list[Node]:
    """The kept candidates of a step, best first, then the best of the others."""
    totals, size = layer.candidates[0], layer.candidates.shape[-1]
    pairs = zip(layer.parents[0].tolist(), layer.tokens[0].tolist(), strict=True)
    chosen = list(pairs)
    most = min(len(chosen) + pruned, totals.numel())
    ranked = totals.flatten().topk(most).indices.tolist()
    missed = [pair for i in ranked if (pair := divmod(i, size)) not in chosen]
    nodes = []
    for parent, token in (*chosen, *missed[:pruned]):
        total = totals[parent, token].item()
        if total > -math.inf:
            before, kept = beam[parent], (parent, token) in chosen
            path, step = (*before.path, token), total - before.total
            nodes.append(Node(path, total, step, kept, before.y, before))
    return nodes


def _placed(nodes: list[Node], tallest: int) -> list[Node]:
    """Give the nodes of a step heights in the order of their parents.

    Kept children wish to stand level with their parent, pruned ones below. Where two
    would overlap, they and their neighbours move as one block, kept nodes less.
    """
    nodes = sorted(nodes, key=lambda node: node.y)  # stable: the better one is above
    blocks: list[list[float]] = []  # weighted sum, weight, number of nodes
    for row, node in enumerate(nodes):
        family = [each for each in nodes if each.parent is node.parent]
        heirs = sum(each.kept for each in family) or len(family)
        wish = node.y + (family.index(node) - (heirs - 1) / 2) * ROW
        weight = 8.0 if node.kept else 1.0
        blocks.append([(wish - row * ROW) * weight, weight, 1.0])
        while len(blocks) > 1 and _mean(blocks[-1]) < _mean(blocks[-2]):
            last = blocks.pop()
            blocks[-1] = [x + y for x, y in zip(blocks[-1], last, strict=True)]
    starts = [_mean(block) for block in blocks for _ in range(int(block[2]))]
    highest = -(tallest - 1) / 2 * ROW
    lowest = highest + (tallest - len(nodes)) * ROW
    for row, (node, start) in enumerate(zip(nodes, starts, strict=True)):
        node.y = min(max(start, highest), lowest) + row * ROW
    return nodes


def _mean(block: Sequence[float]) -> float:
    return block[0] / block[1]


def _draw(ax: Axes, node: Node, token: str, best: Hypothesis, eos_id: int) -> None:
    won = node.path == best.tokens[: len(node.path)]
    finished = node.kept and node.path[-1:] == (eos_id,)
    colour = ORANGE if won else GREEN if finished else BLUE if node.kept else QUIET
    line = {"linewidth": 2.6 if won else 1.2, "linestyle": "-" if node.kept else "--"}
    corner = (node.x, node.y - HEIGHT / 2)
    for outset in (0.06, 0.0) if finished else (0.0,):
        style = f"round,pad={outset},rounding_size={0.16 if node.kept else 0.001}"
        look = {"facecolor": PAPER, "edgecolor": colour, "zorder": 2} | line
        ax.add_patch(FancyBboxPatch(corner, WIDTH, HEIGHT, boxstyle=style, **look))
    ink = {"color": INK if node.kept else QUIET, "zorder": 3, "va": "center"}
    if node.parent is None:
        ax.text(node.x + WIDTH / 2, node.y, token, ha="center", **ink)
        return
    weight = "bold" if node.kept else "normal"
    above, below = node.y - 0.15, node.y + 0.18
    if len(token) > 11:
        token = token[:10] + "…"
    ax.text(node.x + 0.08, above, token, fontsize=9, weight=weight, **ink)
    ax.text(node.x + 0.08, below, f"{node.log_prob:.2f}", fontsize=7.5, **ink)
    right = {"ha": "right", "fontsize": 8.5, "weight": weight} | ink
    ax.text(node.x + WIDTH - 0.08, below, f"{node.total:.2f}", **right)
    start, middle = (node.parent.x + WIDTH, node.parent.y), GAP * 0.55
    bend = [(start[0] + middle, start[1]), (node.x - middle, node.y)]
    way = Path([start, *bend, (node.x, node.y)], [1, 4, 4, 4])
    ax.add_patch(PathPatch(way, fill=False, edgecolor=colour, zorder=1, **line))
