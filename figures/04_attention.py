"""Draw the figures of notebook 04: attention pooling, and a decoder that looks back."""

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
    panel,
    token,
)
from course_utils.plots.page import Box, canvas, shape, tint
from course_utils.plots.style import INK

WEIGHTS = (0.1, 0.7, 0.2)
LOOKS = (0.05, 0.15, 0.75, 0.05)
SRC = ("the", "black", "cat", "sleeps")


def pooling() -> Axes:
    """Draw a query, three keys with their values, the weights and the context."""
    title = _("Attention: a query weighs the values by how well keys agree")
    ax = canvas(900, 380, title)
    xs, row = (330, 480, 630), 200
    query = box(ax, Box(110, row, 130, 56), _("query"), colour=DECODER)
    note(ax, 110, row + 50, _("what I want"), colour=INK)
    note(ax, 110, row - 50, _("volitional cue"))
    note(ax, 715, 325, _("what stands out:\nnon-volitional cues"), align="left")
    note(ax, 715, 52, _("what is held there"), align="left")
    context = box(ax, Box(820, row, 110, 56), _("context"), colour=STATE)
    for x, weight in zip(xs, WEIGHTS, strict=True):
        i = xs.index(x) + 1
        key = box(ax, Box(x, 325, 90, 44), _("key {number}", number=i), colour=ENCODER)
        held = _("value {number}", number=i)
        value = box(ax, Box(x, 52, 90, 44), held, colour=ENCODER)
        scale = Box(x, row - 36 + 90 * weight / 2, 34, 90 * weight)
        shape(ax, scale, 2, fill=tint(ATTENTION, 0.7), edge=ATTENTION)
        note(ax, x + 38, row - 22, f"{weight}", colour=INK, size=16)
        arrow(ax, key.bottom, (x, row + 60), colour=ATTENTION)
        arrow(ax, value.top, (x, row - 44), colour=ENCODER)
        if i == 1:
            arrow(ax, query.right, (x - 60, row), colour=DECODER)
    panel(ax, Box(480, row, 460, 116), ATTENTION)
    told = _("weights: softmax of the scores")
    note(ax, 264, row + 42, told, colour=INK, align="left")
    arrow(ax, (710, row), context.left)
    note(ax, 820, row - 62, _("weighted sum\nof the values"))
    return ax


def seq2seq() -> Axes:
    """Draw one step of a decoder that looks at every state of the encoder."""
    title = _("A decoder that looks back at every state of the encoder")
    ax = canvas(900, 360, title)
    panel(ax, Box(260, 130, 440, 190), ENCODER)
    panel(ax, Box(720, 130, 290, 190), DECODER)
    note(ax, 260, 56, _("Encoder: every state is kept"), size=15, colour=INK)
    note(ax, 720, 56, _("Decoder, at one step"), size=15, colour=INK)
    context = box(ax, Box(260, 315, 120, 44), _("context"), colour=STATE)
    for i, (word, weight) in enumerate(zip(SRC, LOOKS, strict=True)):
        x = 95 + 110 * i
        state = box(
            ax, Box(x, 170, 60, 46), f"h{i + 1}", colour=ENCODER, round_ends=True
        )
        arrow(ax, token(ax, x, 98, word).top, state.bottom)
        ax.plot(
            [x, 260],
            [196, 290],
            color=ATTENTION,
            linewidth=0.8 + 8 * weight,
            solid_capstyle="round",
            zorder=1.6,
        )
        note(ax, x + (-26 if i < 2 else 34), 214, f"{weight}", colour=INK)
    query = box(ax, Box(640, 170, 60, 46), "s", colour=DECODER, round_ends=True)
    note(ax, 640, 212, _("query"), colour=DECODER)
    arrow(ax, token(ax, 640, 98, "le").top, query.bottom)
    write = box(ax, Box(795, 170, 96, 46), _("write"), colour=DECODER)
    arrow(ax, query.right, write.left)
    arrow(ax, (640, 226), (640, 315), context.right, colour=DECODER, dashed=True)
    note(ax, 470, 335, _("asks every state"), colour=DECODER)
    arrow(ax, context.at(1, -0.6), (700, 302), (795, 302), write.top, colour=STATE)
    out = token(ax, 795, 98, "chat")
    arrow(ax, write.bottom, out.top)
    return ax


DRAWINGS = {
    "04_attention_pooling": pooling,
    "04_attention_seq2seq": seq2seq,
}
