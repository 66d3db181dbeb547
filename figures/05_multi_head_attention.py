"""Draw the figure of notebook 05: heads side by side, like channels."""

from matplotlib.axes import Axes

from course_utils.language import _
from course_utils.plots.diagram import (
    ATTENTION,
    DECODER,
    ENCODER,
    STATE,
    arrow,
    box,
    note,
)
from course_utils.plots.page import Box, canvas
from course_utils.plots.style import INK

HEADS = ((1, 250), (2, 170), (3, 90))


def heads() -> Axes:
    """Draw projections, three heads, and how they are put together again."""
    ax = canvas(900, 350, _("Multi-head attention: several attentions side by side"))
    names = (
        (_("queries"), 250, DECODER),
        (_("keys"), 170, ENCODER),
        (_("values"), 90, ENCODER),
    )
    note(ax, 90, 312, _("from the sequence"), colour=INK)
    note(ax, 265, 312, _("project and cut"), colour=INK)
    note(ax, 465, 312, _("attend, each by itself"), colour=INK)
    note(ax, 655, 312, _("side by side"), colour=INK)
    note(ax, 805, 312, _("project"), colour=INK)
    joined = box(ax, Box(655, 170, 60, 206), "", colour=STATE)
    for name, y, colour in names:
        given = box(ax, Box(90, y, 104, 44), name, colour=colour)
        linear = box(ax, Box(265, y, 90, 44), _("linear"), colour=colour)
        arrow(ax, given.right, linear.left)
        for _number, height in HEADS:
            arrow(ax, linear.right, (401, height), colour=colour)
    for number, y in HEADS:
        name = _("head {number}", number=number)
        head = box(ax, Box(465, y, 120, 50), name, colour=ATTENTION)
        arrow(ax, head.right, (joined.left[0], y), colour=ATTENTION)
        note(ax, 655, y, str(number), colour=INK, size=16)
    output = box(ax, Box(805, 170, 90, 44), _("linear"), colour=STATE)
    arrow(ax, joined.right, output.left)
    note(ax, 465, 38, _("width d_model / 3 each"))
    note(ax, 655, 38, _("width d_model"))
    return ax


DRAWINGS = {"05_multi_head_attention_heads": heads}
