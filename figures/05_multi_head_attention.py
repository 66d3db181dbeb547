"""Draw the figure of notebook 05: heads side by side, like channels."""

from pathlib import Path

from matplotlib.axes import Axes

from course_utils.plots.diagram import (
    ATTENTION,
    DECODER,
    ENCODER,
    STATE,
    arrow,
    box,
    note,
)
from course_utils.plots.page import Box, canvas, save
from course_utils.plots.style import INK

HEADS = (("head 1", 250), ("head 2", 170), ("head 3", 90))


def heads() -> Axes:
    """Draw projections, three heads, and how they are put together again."""
    ax = canvas(900, 350, "Multi-head attention: several attentions side by side")
    names = (("queries", 250, DECODER), ("keys", 170, ENCODER), ("values", 90, ENCODER))
    note(ax, 90, 312, "from the sequence", colour=INK)
    note(ax, 265, 312, "project and cut", colour=INK)
    note(ax, 465, 312, "attend, each by itself", colour=INK)
    note(ax, 655, 312, "side by side", colour=INK)
    note(ax, 805, 312, "project", colour=INK)
    joined = box(ax, Box(655, 170, 60, 206), "", colour=STATE)
    for name, y, colour in names:
        given = box(ax, Box(90, y, 104, 44), name, colour=colour)
        linear = box(ax, Box(265, y, 90, 44), "linear", colour=colour)
        arrow(ax, given.right, linear.left)
        for _, height in HEADS:
            arrow(ax, linear.right, (401, height), colour=colour)
    for name, y in HEADS:
        head = box(ax, Box(465, y, 120, 50), name, colour=ATTENTION)
        arrow(ax, head.right, (joined.left[0], y), colour=ATTENTION)
        note(ax, 655, y, name[-1], colour=INK, size=16)
    output = box(ax, Box(805, 170, 90, 44), "linear", colour=STATE)
    arrow(ax, joined.right, output.left)
    note(ax, 465, 38, "width d_model / 3 each")
    note(ax, 655, 38, "width d_model")
    return ax


DRAWINGS = {"05_multi_head_attention_heads": heads}

if __name__ == "__main__":
    for name, draw in DRAWINGS.items():
        save(draw(), Path(__file__).with_name(f"{name}.svg"))
