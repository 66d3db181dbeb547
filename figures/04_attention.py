"""Draw the figures of notebook 04: attention pooling, and a decoder that looks back."""

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

WEIGHTS = (0.1, 0.7, 0.2)
LOOKS = (0.05, 0.15, 0.75, 0.05)
SRC = ("the", "black", "cat", "sleeps")


POOLING_TOLD = N_(
    "A query on the left, three keys above, their three values below. Query and "
    "keys lead into a box: the softmax of the scores gives the weights 0.1, 0.7 "
    "and 0.2, drawn as bars. The values come in from below, and their weighted sum "
    "on the right is the context."
)


def pooling() -> Axes:
    """Draw a query, three keys with their values, the weights and the context."""
    ax = canvas(900, 380, _(POOLING_TOLD))
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


SEQ2SEQ_TOLD = N_(
    "On the left the encoder's states h1 to h4 over the words of the source, "
    "joined by arrows in both directions. Its last state is where the decoder "
    "begins: s1, and from it s2. The state s2 is the query; a dashed line leads "
    "from it to every encoder state. Lines of different width lead from these "
    "states to the context; context and s2 together write the next word."
)


def seq2seq() -> Axes:
    """Draw one step of a decoder that looks at every state of the encoder."""
    ax = canvas(900, 390, _(SEQ2SEQ_TOLD))
    panel(ax, Box(220, 130, 400, 190), ENCODER)
    panel(ax, Box(672, 130, 420, 190), DECODER)
    note(ax, 220, 56, _("Encoder: read from both ends"), size=15, colour=INK)
    note(ax, 672, 56, _("Decoder, at its second step"), size=15, colour=INK)
    states = _encoder(ax)
    first = box(ax, Box(510, 170, 60, 46), "s1", colour=DECODER, round_ends=True)
    query = box(ax, Box(630, 170, 60, 46), "s2", colour=DECODER, round_ends=True)
    arrow(ax, token(ax, 510, 98, "<bos>").top, first.bottom)
    arrow(ax, token(ax, 630, 98, "le").top, query.bottom)
    arrow(ax, states[-1].right, first.left, colour=ENCODER)
    note(ax, 441, 184, _("last state"), colour=ENCODER, size=13)
    arrow(ax, first.right, query.left, colour=DECODER)
    context = _looks(ax, states, query)
    write = box(ax, Box(800, 170, 96, 46), _("write"), colour=DECODER)
    arrow(ax, query.right, write.left)
    arrow(ax, context.right, (800, 345), write.top, colour=STATE)
    arrow(ax, write.bottom, token(ax, 800, 98, "chat").top)
    return ax


def _encoder(ax: Axes) -> list[Box]:
    """Draw a state for each word; each has read those on either side."""
    states = []
    for i, word in enumerate(SRC):
        place = Box(70 + 100 * i, 170, 60, 46)
        state = box(ax, place, f"h{i + 1}", colour=ENCODER, round_ends=True)
        arrow(ax, token(ax, place.x, 98, word).top, state.bottom)
        if states:
            left, right = states[-1].right[0], state.left[0]
            arrow(ax, (left, 179), (right, 179), colour=ENCODER)
            arrow(ax, (right, 161), (left, 161), colour=ENCODER)
        states.append(state)
    return states


def _looks(ax: Axes, states: list[Box], query: Box) -> Box:
    """Draw the question to every state, and how much of each is taken."""
    context = box(ax, Box(220, 345, 120, 44), _("context"), colour=STATE)
    asked = 236
    line = {"color": DECODER, "linestyle": (0, (4, 3)), "linewidth": 1.4, "zorder": 1.8}
    from_query = [query.x, query.x, states[0].x + 18]
    ax.plot(from_query, [query.top[1], asked, asked], **line)
    note(ax, 530, asked + 18, _("asks every state"), colour=DECODER)
    for state, weight in zip(states, LOOKS, strict=True):
        arrow(ax, (state.x + 18, asked), (state.x + 18, 191), colour=DECODER)
        ax.plot(
            [state.x - 6, context.x],
            [196, 321],
            color=ATTENTION,
            linewidth=0.8 + 8 * weight,
            solid_capstyle="round",
            zorder=1.6,
        )
        half = (state.x - 6 + context.x) / 2
        beside = -29 if state.x < context.x else 30
        note(ax, half + beside, 258, f"{weight}", colour=INK)
    return context


DRAWINGS = {
    "04_attention_pooling": pooling,
    "04_attention_seq2seq": seq2seq,
}
