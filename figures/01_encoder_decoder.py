"""Draw the figures of notebook 01: the architecture, and a CNN seen as one."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from course_utils.language import N_, _
from course_utils.plots.diagram import (
    DECODER,
    ENCODER,
    STATE,
    arrow,
    box,
    note,
    panel,
)
from course_utils.plots.page import (
    LINE,
    Box,
    canvas,
    shape,
    tint,
)
from course_utils.plots.style import GRID, INK, QUIET

EXAMPLES = (
    (
        N_("a picture"),
        N_("convolutions"),
        N_("eight numbers"),
        N_("dense layer"),
        N_("“circle”"),
    ),
    (
        "“the black cat”",
        N_("one GRU"),
        N_("one vector"),
        N_("another GRU"),
        "“le chat noir”",
    ),
)


ARCHITECTURE_TOLD = N_(
    "An input goes into the encoder, the encoder makes a state, the decoder turns "
    "the state into the output; a dashed arrow shows that the decoder may take an "
    "input of its own"
)


def architecture() -> Axes:
    """Draw input, encoder, state, decoder, output, and two examples below."""
    ax = canvas(900, 290, _(ARCHITECTURE_TOLD))
    columns, y = (90, 265, 450, 635, 810), 178
    encoder = Box(columns[1], y, 150, 72)
    state = Box(columns[2], y, 116, 56)
    decoder = Box(columns[3], y, 150, 72)
    box(ax, encoder, _("Encoder"), colour=ENCODER, size=18)
    box(ax, state, _("State"), colour=STATE, round_ends=True, size=18)
    box(ax, decoder, _("Decoder"), colour=DECODER, size=18)
    note(ax, columns[0], y, _("input"), size=18, colour=INK)
    note(ax, columns[4], y, _("output"), size=18, colour=INK)
    arrow(ax, (118, y), encoder.left)
    arrow(ax, encoder.right, state.left)
    arrow(ax, state.right, decoder.left)
    arrow(ax, decoder.right, (776, y))
    arrow(ax, (columns[3], 250), decoder.top, dashed=True)
    note(ax, columns[3], 263, _("input of its own, if it needs any"))
    for row, words in enumerate(EXAMPLES):
        height = 84 - 46 * row
        ax.plot([24, 876], [height + 23] * 2, color=GRID, linewidth=LINE)
        for x, word in zip(columns, words, strict=True):
            note(ax, x, height, _(word), size=15)
    return ax


def picture_of_circle() -> np.ndarray:
    """Return a ring on a grid of 16 × 16 pixels, 1 where there is ink."""
    across = np.arange(16) - 7.5
    distance = np.hypot(across[:, None], across[None, :])
    return np.clip(1.4 - np.abs(distance - 5.3), 0, 1).round(1)


STRENGTHS = (0.9, 0.2, 0.6, 0.05, 0.75, 0.35, 0.5, 0.15)  # an example of a state


def pixels(ax: Axes, values: np.ndarray, place: Box, colour: str) -> None:
    """Draw a small picture, darker for more, row 0 on top."""
    side = place.width / len(values)
    left, top = place.at(-1, 1)
    shape(ax, place, 0, fill="#ffffff", edge=tint(colour, 0.5))
    for (row, column), value in np.ndenumerate(values):
        if value > 0:
            at = left + column * side, top - (row + 1) * side
            look = {"color": tint(colour, value), "linewidth": 0.3}
            ax.add_patch(Rectangle(at, side, side, zorder=2.5, **look))


CNN_TOLD = N_(
    "A small image passes through convolutions and a maximum, the encoder; they "
    "leave eight numbers, the state; a dense layer, the decoder, turns these into "
    "four probabilities"
)


def cnn() -> Axes:
    """Draw a CNN with its layers under the names encoder, state and decoder."""
    ax = canvas(900, 290, _(CNN_TOLD))
    y, below = 142, 38
    parts = (
        (ENCODER, _("Encoder"), 254, 188, _("convolutions, maximum")),
        (STATE, _("State"), 461, 130, _("eight numbers")),
        (DECODER, _("Decoder"), 652, 156, _("dense layer")),
    )
    for colour, name, x, width, what in parts:
        panel(ax, Box(x, 130, width, 224), colour)
        note(ax, x, 264, name, size=18, colour=INK)
        note(ax, x, below, what)
    picture = picture_of_circle()
    pixels(ax, picture, Box(78, y, 112, 112), INK)
    note(ax, 78, below, _("16 × 16 pixels"))
    for layer in range(3):
        for depth in range(3, -1, -1):
            plane = Box(192 + 58 * layer + 5 * depth, y - 8 + 5 * depth, 20, 0)
            plane = plane._replace(height=112 / 2**layer)
            shape(ax, plane, 2, fill=tint(ENCODER), edge=ENCODER)
    for row, strength in enumerate(STRENGTHS):
        cell = Box(461, y + 20 * (3.5 - row), 20, 20)
        shape(ax, cell, 0, fill=tint(STATE, strength), edge=tint(STATE, 0.5))
    dense_layer(ax, 652, y)
    answers(ax, 774, y)
    note(ax, 822, below, _("probabilities"))
    for start, end in ((134, 160), (348, 396), (526, 574), (730, 764)):
        arrow(ax, (start, y), (end, y))
    return ax


def dense_layer(ax: Axes, x: float, y: float) -> None:
    """Draw six units joined to four."""
    before = [(x - 36, y + 24 * (unit - 2.5)) for unit in range(6)]
    after = [(x + 36, y + 24 * (unit - 1.5)) for unit in range(4)]
    for start in before:
        for end in after:
            xs, ys = zip(start, end, strict=True)
            ax.plot(xs, ys, "-", color=tint(DECODER, 0.4), linewidth=0.7)
    for unit in (*before, *after):
        box(ax, Box(*unit, 15, 15), colour=DECODER, round_ends=True)


def answers(ax: Axes, x: float, y: float) -> None:
    """Draw a bar of probability for each shape that the picture may show."""
    chances = (("circle", 0.91), ("square", 0.05), ("triangle", 0.01), ("cross", 0.03))
    for row, (name, chance) in enumerate(chances):
        height = y + 50 - 33 * row
        colour = INK if row == 0 else QUIET
        note(ax, x, height + 6, _(name), colour=colour, align="left")
        bar = Box(x + 50 * chance + 2, height - 8, 100 * chance + 4, 7)
        shape(ax, bar, 1, fill=tint(DECODER, 0.6), edge=DECODER)


DRAWINGS = {
    "01_encoder_decoder_architecture": architecture,
    "01_encoder_decoder_cnn": cnn,
}
