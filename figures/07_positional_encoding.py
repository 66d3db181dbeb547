"""Draw the figures of notebook 07: the table as a heat map, and the rotation."""

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from course_utils.language import N_, _
from course_utils.plots.diagram import ATTENTION, DECODER, ENCODER, arrow, note
from course_utils.plots.page import Box, canvas, shape
from course_utils.plots.style import INK, SIGNED
from course_utils.positional_encoding import frequencies, sinusoidal_encoding

POSITIONS, WIDTH, CELL = 16, 12, 19
START, DELTA, CLOCKS = 2, 3, 8  # the clocks are those of a width of 8
BASE = 100.0  # of the paper's 10000 most columns would look the same
FAST = N_("The first columns change at every\nstep, the last hardly at all.")
CLOCK = N_("So a row is like a clock with a hand\nfor seconds, one for minutes …")
LEGEND = N_(
    "green: i     blue: i + δ     the angle between them does not depend on i     "
    "(d = {width}, base {base:g})"
)


TABLE_TOLD = N_(
    "A heat map with a row for each of 16 positions and a column for each of 12 "
    "features, drawn with the base 100. The first columns change quickly from row "
    "to row, the last ones hardly at all."
)


def table() -> Axes:
    """Draw each position's row of sines and cosines as coloured cells."""
    ax = canvas(900, 400, _(TABLE_TOLD))
    left, top = 90, 356
    rows = sinusoidal_encoding(POSITIONS, WIDTH, BASE).tolist()
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            place = Box(left + 34 * (j + 0.5), top - CELL * (i + 0.5), 33, 18)
            colour = to_hex(colormaps[SIGNED]((value + 1) / 2))
            shape(ax, place, 0, fill=colour, edge=colour)
    note(ax, 298, 378, _("feature: sine, cosine, sine, cosine …"), colour=INK)
    note(ax, 76, 200, _("posi-\ntion\n↓"), colour=INK, align="right")
    note(ax, 540, 330, _("Each column is a wave."), colour=INK, size=16, align="left")
    note(ax, 540, 262, _(FAST), align="left")
    note(ax, 540, 190, _(CLOCK), align="left")
    note(ax, 540, 120, _("orange: −1      violet: +1"), align="left")
    drawn = _("here d = {width}, base {base:g}", width=WIDTH, base=BASE)
    note(ax, 540, 80, drawn, align="left")
    return ax


ROTATION_TOLD = N_(
    "Four clocks. In each, a hand at position i and a hand at position i plus "
    "delta; the angle between them is delta times the clock's frequency."
)


def rotation() -> Axes:
    """Draw four clocks with a hand at i and one at i + δ."""
    ax = canvas(900, 330, _(ROTATION_TOLD))
    for number, turn in enumerate(frequencies(CLOCKS, BASE).tolist()):
        x, y, radius = 125 + 217 * number, 175, 80
        round_ = np.linspace(0, 2 * np.pi, 120)
        ax.plot(x + radius * np.sin(round_), y + radius * np.cos(round_), color=INK)
        between = np.linspace(START * turn, (START + DELTA) * turn, 40)
        xs = [x, *(x + 46 * np.sin(between)), x]
        ys = [y, *(y + 46 * np.cos(between)), y]
        ax.fill(xs, ys, color=ATTENTION, alpha=0.3, linewidth=0)
        for position, colour in ((START, DECODER), (START + DELTA, ENCODER)):
            angle = position * turn
            tip = x + radius * np.sin(angle), y + radius * np.cos(angle)
            arrow(ax, (x, y), tip, colour=colour, dashed=position != START)
        named = _("pair {number}: ω = {turn:.3g}", number=number, turn=turn)
        note(ax, x, 290, named, colour=INK)
        note(ax, x, 60, _("turns by δ · ω = {angle:.3g}", angle=DELTA * turn))
    legend = _(LEGEND, width=CLOCKS, base=BASE)
    note(ax, 450, 26, legend, colour=INK)
    return ax


DRAWINGS = {
    "07_positional_encoding_table": table,
    "07_positional_encoding_rotation": rotation,
}
