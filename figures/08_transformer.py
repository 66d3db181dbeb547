"""Draw the figure of notebook 08: the Transformer, block by block."""

from matplotlib.axes import Axes

from course_utils.language import _
from course_utils.plots.diagram import (
    ATTENTION,
    DECODER,
    ENCODER,
    NORM,
    STATE,
    arrow,
    box,
    note,
    panel,
    token,
)
from course_utils.plots.page import Box, canvas
from course_utils.plots.style import INK

LEFT, RIGHT = 240, 660
WIDE = 190


def transformer() -> Axes:
    """Draw encoder and decoder, and where the one feeds the other."""
    title = _("The Transformer: encoder on the left, decoder on the right")
    ax = canvas(900, 640, title)
    panel(ax, Box(LEFT, 285, 300, 270), ENCODER)
    panel(ax, Box(RIGHT, 345, 300, 390), DECODER)
    note(ax, 46, 285, _("N layers"), colour=INK)
    note(ax, 846, 345, _("N layers"), colour=INK)
    look, masked = _("self-attention"), _("masked\nself-attention")
    encoder = stack(ax, LEFT, 190, (look,))
    decoder = stack(ax, RIGHT, 190, (masked, _("cross-attention")))
    for x, words, first, colour in (
        (LEFT, _("source tokens"), encoder[0], ENCODER),
        (RIGHT, _("target tokens so far"), decoder[0], DECODER),
    ):
        place = Box(x, 88, 240, 40)
        told = _("embedding · √d + position")
        embed = box(ax, place, told, colour=colour, size=14)
        arrow(ax, token(ax, x, 34, words).top, embed.bottom)
        arrow(ax, embed.top, first.bottom)
    arrow(ax, encoder[-1].top, (LEFT, 470), (450, 470), (450, 310), (564, 310))
    note(ax, 372, 492, _("memory: keys and values"), colour=INK)
    out = box(ax, Box(RIGHT, 590, 190, 40), _("linear, softmax"), colour=STATE)
    arrow(ax, decoder[-1].top, out.bottom)
    note(ax, 846, 590, _("next word"), colour=INK)
    return ax


def stack(ax: Axes, x: float, bottom: float, looks: tuple[str, ...]) -> list[Box]:
    """Draw attentions and a feed-forward network, each with its add & norm."""
    drawn: list[Box] = []
    parts = [(name, ATTENTION) for name in looks]
    for i, (name, colour) in enumerate([*parts, (_("feed-forward"), STATE)]):
        y = bottom + 120 * i
        sublayer = box(ax, Box(x, y, WIDE, 46), name, colour=colour, size=14)
        norm = box(ax, Box(x, y + 58, WIDE, 30), _("add & norm"), colour=NORM, size=14)
        if drawn:
            arrow(ax, drawn[-1].top, sublayer.bottom)
        arrow(ax, sublayer.top, norm.bottom)
        side = x + 118
        start = (x, y - 36)
        arrow(ax, start, (side, y - 36), (side, y + 58), norm.right, colour=STATE)
        drawn += [sublayer, norm]
    return drawn


DRAWINGS = {"08_transformer_architecture": transformer}
