"""Draw the map of the course: one road through its concepts.

The stops, their order and their names are those of the syllabus. Here stands what each
one asks, what it leaves open for the next to mend, and its pictogram.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch

from course_utils.language import N_, _
from course_utils.plots.diagram import (
    ALERT,
    ATTENTION,
    DECODER,
    ENCODER,
    NORM,
    STATE,
    arrow,
    box,
    note,
)
from course_utils.plots.page import (
    LINE,
    Box,
    Point,
    canvas,
    rounded,
    shape,
    tint,
)
from course_utils.plots.style import GRID, INK, PAPER, QUIET
from course_utils.syllabus import CONCEPTS, Concept


def line(
    ax: Axes, *points: Point, colour: str = QUIET, width: float = LINE, style: str = "-"
) -> None:
    """Draw a line without a head."""
    ax.plot(*np.transpose(points), style, color=colour, linewidth=width, zorder=1.5)


def dot(ax: Axes, x: float, y: float, colour: str, size: float = 13) -> Box:
    """Draw a round unit."""
    return box(ax, Box(x, y, size, size), colour=colour, round_ends=True)


def square(ax: Axes, x: float, y: float, colour: str, size: float = 15) -> Box:
    """Draw a square unit."""
    return shape(ax, Box(x, y, size, size), 3, fill=tint(colour), edge=colour)


def encoder_decoder(ax: Axes, x: float, y: float) -> None:
    """Two blocks with a state between them."""
    first = box(ax, Box(x - 54, y, 38, 32), colour=ENCODER)
    state = dot(ax, x, y, STATE, 24)
    second = box(ax, Box(x + 54, y, 38, 32), colour=DECODER)
    arrow(ax, first.right, state.left)
    arrow(ax, state.right, second.left)


def seq2seq(ax: Axes, x: float, y: float) -> None:
    """Three steps that read, one state, two steps that write."""
    line(ax, (x - 68, y), (x + 62, y))
    for step in range(3):
        square(ax, x - 68 + 25 * step, y, ENCODER)
        line(ax, (x - 68 + 25 * step, y - 8), (x - 68 + 25 * step, y - 22))
    dot(ax, x + 8, y, STATE, 22)
    for step in range(2):
        square(ax, x + 40 + 25 * step, y, DECODER)
        line(ax, (x + 40 + 25 * step, y + 8), (x + 40 + 25 * step, y + 22))


def beam_search(ax: Axes, x: float, y: float) -> None:
    """A tree with two branches kept and the others pruned."""
    root = x - 60, y
    for height, kept in ((18, True), (0, False), (-18, True)):
        grow(ax, root, (x - 14, y + height), kept)
    for start, height, kept in (
        (18, 24, False),
        (18, 9, True),
        (-18, -9, True),
        (-18, -24, False),
    ):
        grow(ax, (x - 14, y + start), (x + 48, y + height), kept)
    dot(ax, *root, DECODER)


def grow(ax: Axes, start: Point, end: Point, kept: bool) -> None:
    """Draw one branch of the tree: pruned ones are dashed and hollow."""
    colour = DECODER if kept else "#a9afb7"
    line(ax, start, end, colour=colour, width=LINE, style="-" if kept else ":")
    fill = tint(DECODER, 0.6) if kept else PAPER
    shape(ax, Box(*end, 11, 11), 5.5, fill=fill, edge=colour)


def attention(ax: Axes, x: float, y: float) -> None:
    """One query that looks at five keys, at one of them most of all."""
    for key, weight in enumerate((0.08, 0.15, 1.0, 0.3, 0.08)):
        top = x + 32 * (key - 2), y + 17
        line(ax, top, (x - 32, y - 17), colour=ATTENTION, width=0.6 + 3.4 * weight)
        square(ax, *top, ENCODER)
    dot(ax, x - 32, y - 17, ATTENTION, 16)


def multi_head_attention(ax: Axes, x: float, y: float) -> None:
    """Every word looks at every word; two heads each have their favourites."""
    places = [x + 40 * (place - 1.5) for place in range(4)]
    for query, below in enumerate(places):
        for key, above in enumerate(places):
            ends = (below, y - 17), (above, y + 17)
            line(ax, *ends, colour=tint(ATTENTION, 0.45), width=0.6)
            if key == query - 1:
                line(ax, *ends, colour=ATTENTION, width=2.2)
            if key == query + 1:
                line(ax, *ends, colour=ENCODER, width=1.6, style="--")
    for place in places:
        square(ax, place, y + 17, ENCODER)
        square(ax, place, y - 17, ENCODER)


def layer_norm(ax: Axes, x: float, y: float) -> None:
    """Bars of any height become bars around one level."""
    before, after = (8, 46, 18, 30), (-14, 15, -6, 4)
    for bar, (much, little) in enumerate(zip(before, after, strict=True)):
        left, right = x - 72 + 16 * bar, x + 26 + 16 * bar
        shape(ax, Box(left, y - 24 + much / 2, 9, much), 1, fill=tint(NORM), edge=NORM)
        place = Box(right, y + little / 2, 9, abs(little))
        shape(ax, place, 1, fill=tint(NORM), edge=NORM)
    line(ax, (x - 82, y - 24), (x - 14, y - 24))
    line(ax, (x + 16, y), (x + 84, y))
    arrow(ax, (x - 12, y + 10), (x + 14, y + 10))


def positional_encoding(ax: Axes, x: float, y: float) -> None:
    """A fast and a slow wave, read off at five places."""
    across = np.linspace(-76, 76, 49)
    places = np.linspace(-64, 64, 5)
    for wave, colour, style in ((14, DECODER, "-"), (38, STATE, "--")):
        ax.plot(x + across, y + 18 * np.sin(across / wave), style, color=colour, lw=1.3)
        for place in places:
            dot(ax, x + place, y + 18 * np.sin(place / wave), colour, 8)
    line(ax, (x - 80, y - 26), (x + 80, y - 26), width=0.8)


def transformer(ax: Axes, x: float, y: float) -> None:
    """Two stacks of layers, the second reading what the first has found."""
    for colour, side in ((ENCODER, -1), (DECODER, 1)):
        for layer in range(3):
            place = Box(x + 38 * side, y + 18 * (layer - 1), 44, 13)
            shape(ax, place, 3, fill=tint(colour), edge=colour)
    arrow(ax, (x - 16, y + 18), (x, y + 18), (x, y), (x + 16, y), colour=ATTENTION)


class Stop(NamedTuple):
    """What a concept asks, what it leaves open, and its pictogram."""

    question: str
    leaves_open: str
    draw: Callable[[Axes, float, float], None]


STOPS = {
    "encoder_decoder": Stop(
        N_("What do all models\nthat turn one thing\ninto another share?"),
        N_("but sentences come\nin every length"),
        encoder_decoder,
    ),
    "seq2seq": Stop(
        N_("How do you turn a\nsentence into one\nof another length?"),
        N_("but best words may not\nmake the best sentence"),
        seq2seq,
    ),
    "beam_search": Stop(
        N_("How do you find the\nbest sentence when\nyou write word by word?"),
        N_("but one state must\nhold every word read"),
        beam_search,
    ),
    "attention": Stop(
        N_("Which words should\nthe decoder look at\nright now?"),
        N_("but it still reads one\nword after another"),
        attention,
    ),
    "multi_head_attention": Stop(
        N_("Can all words look at\nall words at once, in\nmore ways than one?"),
        N_("but many such layers\nare hard to train"),
        multi_head_attention,
    ),
    "layer_norm": Stop(
        N_("What keeps the numbers\nsteady in a deep stack\nof layers?"),
        N_("but attention cannot\nsee the word order"),
        layer_norm,
    ),
    "positional_encoding": Stop(
        N_("How does a word know\nwhere in the sentence\nit stands?"),
        N_("but all of this has yet\nto become one model"),
        positional_encoding,
    ),
    "transformer": Stop(
        N_("What do you get from\nall of it, without a\nrecurrent network?"),
        N_("the model behind\ntoday’s language models"),
        transformer,
    ),
}


COURSE_MAP_TOLD = N_(
    "A road with eight numbered stops: encoder–decoder, seq2seq, beam search, "
    "attention, multi-head attention, layer normalisation, positional encoding and "
    "Transformer. Each stop asks a question and says what it leaves open for the "
    "next one."
)


def course_map() -> Axes:
    """Draw the road, four stops to a row."""
    ax = canvas(900, 588, _(COURSE_MAP_TOLD))
    rows, lane, (left, right) = (552, 256), 295, (24, 872)
    turns = [(right, rows[0]), (right, lane), (left, lane), (left, rows[1])]
    way = rounded([(left, rows[0]), *turns, (right, rows[1])], 19)
    for colour, width, dashes in ((GRID, 9, "-"), ("#ffffff", 1.2, (0, (4, 4)))):
        look = {"edgecolor": colour, "linewidth": width, "linestyle": dashes}
        ax.add_patch(PathPatch(way, fill=False, capstyle="butt", zorder=0.5, **look))
    note(ax, right, rows[1], "★", size=28, colour=STATE)
    for place, concept in enumerate(CONCEPTS):
        card(ax, 144 + 204 * (place % 4), rows[place // 4], concept)
    return ax


def card(ax: Axes, x: float, y: float, concept: Concept) -> None:
    """Draw one stop: its number on the road, the rest below it."""
    stop, last = STOPS[concept.slug], concept == CONCEPTS[-1]
    shape(ax, Box(x, y - 130, 192, 212), 9, fill="#ffffff", edge=GRID, zorder=1)
    shape(ax, Box(x, y, 34, 34), 17, fill=INK, edge=PAPER)
    note(ax, x, y, str(concept.number), size=17, colour=PAPER, bold=True)
    note(ax, x, y - 42, _(concept.title), size=15, colour=INK, bold=True)
    stop.draw(ax, x, y - 88)
    note(ax, x, y - 150, _(stop.question), size=13.5, colour=INK)
    colour = DECODER if last else ALERT
    strip = Box(x, y - 209, 180, 42)
    shape(ax, strip, 6, fill=tint(colour, 0.1), edge=tint(colour, 0.1))
    note(ax, *strip[:2], _(stop.leaves_open), size=13.5, colour=INK)


DRAWINGS = {"00_course_map": course_map}
