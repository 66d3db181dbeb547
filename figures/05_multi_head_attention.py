"""Draw the figures of notebook 05: a sequence that attends to itself, and heads."""

from matplotlib.axes import Axes

from course_utils.language import N_, _
from course_utils.plots.diagram import (
    ATTENTION,
    DECODER,
    ENCODER,
    STATE,
    arrow,
    box,
    note,
    panel,
    token,
)
from course_utils.plots.page import Box, canvas, shape, tint
from course_utils.plots.style import INK

WORDS = ("the", "cat", "sleeps")
SCORES = ((1.0, 0.4, 0.0), (1.5, 0.6, 0.6), (0.3, 1.6, 0.6))
WEIGHTS = ((0.52, 0.29, 0.19), (0.55, 0.22, 0.22), (0.17, 0.61, 0.22))  # softmax
HEADS = ((1, 250), (2, 170), (3, 90))


ITSELF_TOLD = N_(
    "One sequence of three words on the left. Three projections of it: queries, "
    "keys, values. Queries and keys make a table of 3 by 3 scores; the softmax "
    "makes a table of weights of it, row by row. Weights and values are mixed to a "
    "new vector for each token."
)


def itself() -> Axes:
    """Draw one sequence that is projected three times, weighed and mixed."""
    ax = canvas(900, 350, _(ITSELF_TOLD))
    rows = (235, 175, 115)
    given = panel(ax, Box(85, 175, 110, 190), ENCODER)
    for word, y in zip(WORDS, rows, strict=True):
        token(ax, 85, y, word, ENCODER)
    note(ax, 85, 300, _("one sequence"), colour=INK)
    note(ax, 85, 50, "X: n × d_model")
    parts = ((_("queries"), 255, DECODER), (_("keys"), 175, ENCODER))
    for name, y, colour in parts:
        projected = box(ax, Box(255, y, 104, 44), name, colour=colour)
        arrow(ax, (given.right[0], y), projected.left, colour=colour)
        arrow(ax, projected.right, (372, y), colour=colour)
    values = box(ax, Box(255, 85, 104, 44), _("values"), colour=STATE)
    arrow(ax, (given.right[0], 85), values.left, colour=STATE)
    note(ax, 255, 300, _("three projections"), colour=INK)
    note(ax, 255, 40, "n × d_head")
    _table(ax, 440, 215, SCORES, 2.0)
    note(ax, 440, 300, _("scores"), colour=INK)
    arrow(ax, (507, 215), (573, 215), colour=ATTENTION)
    note(ax, 540, 232, "softmax", colour=INK)
    _table(ax, 640, 215, WEIGHTS, 0.8)
    note(ax, 640, 300, _("weights"), colour=INK)
    note(ax, 540, 132, "n × n", colour=INK)
    mixed = box(ax, Box(700, 85, 96, 44), _("mix"), colour=STATE)
    arrow(ax, (700, 148), mixed.top, colour=ATTENTION)
    arrow(ax, values.right, mixed.left, colour=STATE)
    out = panel(ax, Box(835, 175, 90, 190), STATE)
    for y in rows:
        shape(ax, Box(835, y, 46, 25), 4, fill=tint(STATE), edge=STATE)
    arrow(ax, mixed.right, (out.left[0], 85), colour=STATE)
    note(ax, 835, 300, _("a new vector\nfor each token"), colour=INK)
    note(ax, 835, 50, "n × d_head")
    return ax


def _table(
    ax: Axes, x: float, y: float, numbers: tuple[tuple[float, ...], ...], most: float
) -> None:
    """Draw a table of numbers around a place, dark where they are large."""
    for row, line in enumerate(numbers):
        for column, number in enumerate(line):
            cell = Box(x + 42 * (column - 1), y - 42 * (row - 1), 40, 40)
            shape(ax, cell, 2, fill=tint(ATTENTION, number / most), edge=ATTENTION)
            note(ax, cell.x, cell.y, f"{number:.1f}", colour=INK)


HEADS_TOLD = N_(
    "Queries, keys and values each pass through a linear layer and are cut into "
    "three. Each of three heads attends by itself with its own third. The outputs "
    "are put side by side, and one more linear layer makes the output."
)


def heads() -> Axes:
    """Draw projections, three heads, and how they are put together again."""
    ax = canvas(900, 350, _(HEADS_TOLD))
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


DRAWINGS = {
    "05_multi_head_attention_itself": itself,
    "05_multi_head_attention_heads": heads,
}
