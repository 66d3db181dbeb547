"""Draw the figures of notebook 08: the Transformer, norm last and norm first."""

from functools import partial
from typing import NamedTuple

from matplotlib.axes import Axes

from course_utils.language import N_, _
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

LEFT, RIGHT, GROUND = 240, 660, 128
WIDE, ASIDE = 190, 118  # ASIDE: how far out the ways past run


class Places(NamedTuple):
    """How far above a sublayer's foot its parts stand, and how high it is in all."""

    norm: int
    sublayer: int
    add: int
    pitch: int


POST, PRE = Places(116, 62, 116, 142), Places(40, 104, 156, 178)


POST_TOLD = N_(
    "Left, the encoder: embedding with position, then self-attention and "
    "feed-forward, each followed by add and norm, N layers. Right, the decoder: "
    "embedding with position, then masked self-attention, cross-attention and "
    "feed-forward, each with add and norm, N layers, then a linear layer and "
    "softmax to the next word. The encoder's output, the memory, enters the "
    "cross-attention as keys and values."
)
PRE_TOLD = N_(
    "The same two halves with the norm first. In each layer a norm stands before "
    "self-attention, cross-attention and feed-forward, and the residual path ends "
    "in a plain sum. One last norm stands above each stack: at the encoder's it "
    "makes the memory, at the decoder's it comes before linear and softmax."
)


def transformer(*, norm_first: bool) -> Axes:
    """Draw encoder and decoder, and where the one feeds the other."""
    high = PRE.pitch if norm_first else POST.pitch
    top = GROUND + 3 * high + (50 if norm_first else 0)
    ax = canvas(900, top + 90, _(PRE_TOLD if norm_first else POST_TOLD))
    look, feed = _("self-attention"), _("feed-forward")
    masked, cross = _("masked\nself-attention"), _("cross-attention")
    encoder = _side(ax, LEFT, _("source tokens"), (look, feed), norm_first)
    target = _("target tokens so far")
    decoder = _side(ax, RIGHT, target, (masked, cross, feed), norm_first)
    _memory(ax, encoder[-1], decoder[1])
    out = box(ax, Box(RIGHT, top + 48, WIDE, 40), _("linear, softmax"), colour=STATE)
    arrow(ax, decoder[-1].top, out.bottom)
    arrow(ax, out.right, (798, out.y))
    note(ax, 846, out.y, _("next word"), colour=INK)
    return ax


def _side(
    ax: Axes, x: int, words: str, names: tuple[str, ...], norm_first: bool
) -> list[Box]:
    """Draw one half from its tokens up; return its sublayers and its last block."""
    colour, out = (ENCODER, -1) if x == LEFT else (DECODER, 1)
    high = (PRE if norm_first else POST).pitch
    tall = len(names) * high
    panel(ax, Box(x, GROUND + tall / 2, 300, tall), colour)
    note(ax, x + 186 * out, GROUND + tall / 2, _("N layers"), colour=INK)
    told = _("embedding · √d + position")
    last = box(ax, Box(x, 88, 240, 40), told, colour=colour, size=14)
    arrow(ax, token(ax, x, 34, words).top, last.bottom)
    drawn = []
    for i, name in enumerate(names):
        draw = _norm_first if norm_first else _norm_last
        sublayer, last = draw(ax, last, x, GROUND + i * high, name)
        drawn.append(sublayer)
    if norm_first:
        place = Box(x, GROUND + tall + 28, WIDE, 28)
        end = box(ax, place, _("last norm"), colour=NORM, size=14)
        arrow(ax, last.top, end.bottom)
        last = end
    return [*drawn, last]


def _norm_last(ax: Axes, under: Box, x: int, foot: int, name: str) -> tuple[Box, Box]:
    """Draw a sublayer of the paper: what it adds is normed with what went past."""
    sublayer = _sublayer(ax, x, foot + POST.sublayer, name)
    place = Box(x, foot + POST.add, WIDE, 30)
    add = box(ax, place, _("add & norm"), colour=NORM, size=14)
    _into(ax, under, sublayer, name)
    arrow(ax, sublayer.top, add.bottom)
    _past(ax, (x, foot + 8), add)
    return sublayer, add


def _norm_first(ax: Axes, under: Box, x: int, foot: int, name: str) -> tuple[Box, Box]:
    """Draw a sublayer that reads a norm; what went past is only added to."""
    norm = box(ax, Box(x, foot + PRE.norm, WIDE, 28), _("norm"), colour=NORM, size=14)
    sublayer = _sublayer(ax, x, foot + PRE.sublayer, name)
    place = Box(x, foot + PRE.add, 26, 26)
    add = box(ax, place, "+", colour=STATE, round_ends=True, size=14)
    arrow(ax, under.top, norm.bottom)
    _into(ax, norm, sublayer, name)
    arrow(ax, sublayer.top, add.bottom)
    _past(ax, (x, foot + 8), add)
    return sublayer, add


def _sublayer(ax: Axes, x: int, y: int, name: str) -> Box:
    colour = STATE if name == _("feed-forward") else ATTENTION
    return box(ax, Box(x, y, WIDE, 46), name, colour=colour, size=14)


def _into(ax: Axes, under: Box, sublayer: Box, name: str) -> None:
    """Lead into a sublayer: into self-attention as queries, keys and values."""
    arrow(ax, under.top, sublayer.bottom)
    if name == _("feed-forward"):
        return
    x, foot = sublayer.x, sublayer.bottom[1]
    note(ax, x - 12, foot - 10, "q", size=13)
    if name == _("cross-attention"):
        return
    for aside, letter in ((46, "k"), (78, "v")):
        arrow(ax, (x, foot - 17), (x + aside, foot - 17), (x + aside, foot))
        note(ax, x + aside - 12, foot - 10, letter, size=13)


def _past(ax: Axes, start: tuple[int, int], add: Box) -> None:
    """Draw the residual connection."""
    out = -1 if start[0] == LEFT else 1
    side, end = start[0] + ASIDE * out, add.left if out < 0 else add.right
    arrow(ax, start, (side, start[1]), (side, add.y), end, colour=STATE)


def _memory(ax: Axes, encoder: Box, cross: Box) -> None:
    """Lead the encoder's output into cross-attention: as keys and as values."""
    top, left = encoder.top[1] + 26, cross.left[0]
    for y, letter in ((cross.y + 11, "k"), (cross.y - 11, "v")):
        arrow(ax, encoder.top, (LEFT, top), (450, top), (450, y), (left, y))
        note(ax, left - 24, y + 9, letter, size=13)
    note(ax, 350, top + 18, _("memory"), colour=INK)


DRAWINGS = {
    "08_transformer_architecture": partial(transformer, norm_first=False),
    "08_transformer_norm_first": partial(transformer, norm_first=True),
}
