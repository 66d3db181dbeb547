"""The tree of a beam search, as a still picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path

from course_utils.beam_search import Hypothesis, Layer
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
HEIGHT = 0.66


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
    columns = [[root]]
    kept = [root]
    for layer in layers:
        nodes = _candidates(layer, kept, pruned)
        kept = [node for node in nodes if node.kept]
        columns.append(_placed(nodes))
    tallest = max(map(len, columns))
    ax = axes(ax, size=(1.9 * len(columns), 1 + 0.5 * tallest))
    names = [*tokens, "<bos>"]
    for node in (node for column in columns for node in column):
        _draw(ax, node, names[node.path[-1] if node.path else -1], best, eos_id)
    ax.set(xlim=(-0.1, len(columns) * (WIDTH + GAP) - GAP + 0.1))
    ax.set(ylim=(tallest * ROW / 2 + 0.9, -tallest * ROW / 2 - 0.2))
    note = "token, step log p, sum  ·  dashed: pruned  ·  double: finished  ·  thick: "
    ax.text(0, tallest * ROW / 2 + 0.6, note + "winner", color=QUIET, fontsize=9)
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


def _placed(nodes: list[Node]) -> list[Node]:
    """Give the nodes of a step heights in the order of their parents."""
    nodes = sorted(nodes, key=lambda node: node.y)  # stable: the better one is above
    for row, node in enumerate(nodes):
        node.y = (row - (len(nodes) - 1) / 2) * ROW
    return nodes


def _draw(ax: Axes, node: Node, token: str, best: Hypothesis, eos_id: int) -> None:
    won = node.path == best.tokens[: len(node.path)]
    finished = node.kept and node.path[-1:] == (eos_id,)
    colour = ORANGE if won else GREEN if finished else BLUE if node.kept else QUIET
    line = {"linewidth": 2.6 if won else 1.2, "linestyle": "-" if node.kept else "--"}
    corner = (node.x, node.y - HEIGHT / 2)
    for inset in (0.0, 0.07) if finished else (0.0,):
        style = f"round,pad={-inset},rounding_size={0.2 if node.kept else 0.001}"
        look = {"facecolor": PAPER, "edgecolor": colour, "zorder": 2} | line
        ax.add_patch(FancyBboxPatch(corner, WIDTH, HEIGHT, boxstyle=style, **look))
    ink = {"color": INK if node.kept else QUIET, "zorder": 3, "va": "center"}
    if node.parent is None:
        ax.text(node.x + WIDTH / 2, node.y, token, ha="center", **ink)
        return
    weight = "bold" if node.kept else "normal"
    above, below = node.y - 0.14, node.y + 0.15
    ax.text(node.x + 0.08, above, token, fontsize=10, weight=weight, **ink)
    ax.text(node.x + 0.08, below, f"{node.log_prob:.2f}", fontsize=8, **ink)
    end = {"ha": "right", "fontsize": 9} | ink
    ax.text(node.x + WIDTH - 0.08, below, f"{node.total:.2f}", **end)
    start, middle = (node.parent.x + WIDTH, node.parent.y), GAP * 0.55
    bend = [(start[0] + middle, start[1]), (node.x - middle, node.y)]
    way = Path([start, *bend, (node.x, node.y)], [1, 4, 4, 4])
    ax.add_patch(PathPatch(way, fill=False, edgecolor=colour, zorder=1, **line))
