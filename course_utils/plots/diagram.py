"""The parts of block diagrams: boxes, tokens, arrows, brackets, notes.

What a part means is said by its label and shape first, and by its colour second. Places
are in pixels, as in `page`.
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, PathPatch

from course_utils.plots import style
from course_utils.plots.fonts import MONO, SANS, with_chinese
from course_utils.plots.page import (
    LINE,
    PIXEL,
    Box,
    Number,
    Point,
    direction,
    rounded,
    shape,
    text_width,
    tint,
)

# What colours stand for, in every figure of the course.
ENCODER, DECODER, STATE = style.BLUE, style.GREEN, style.ORANGE
ATTENTION, NORM, ALERT = style.PURPLE, style.SKY, style.VERMILION

GAP = 3  # pixels between an arrow and what it touches


def note(
    ax: Axes,
    x: Number,
    y: Number,
    text: str,
    *,
    size: Number = 14,
    colour: str = style.QUIET,
    font: str = SANS,
    bold: bool = False,
    align: str = "center",
) -> None:
    """Write text around the height y; `align` says which side of it lies at x.

    Lines are placed by their baselines, so that neighbours stand level.
    """
    weight = "bold" if bold else "normal"
    look = {"size": size * PIXEL, "color": colour, "weight": weight}
    look["family"] = with_chinese(font)
    lines = text.split("\n")
    first = y + 1.35 * size * (len(lines) - 1) / 2 - 0.35 * size
    for row, line in enumerate(lines):
        baseline = first - 1.35 * size * row
        ax.text(x, baseline, line, ha=align, va="baseline", zorder=4, **look)


def box(
    ax: Axes,
    place: Box,
    text: str = "",
    *,
    colour: str = style.INK,
    round_ends: bool = False,
    size: Number = 15,
) -> Box:
    """Draw a labelled block; round ends tell a state from a layer."""
    radius = place.height / 2 if round_ends else 7
    shape(ax, place, radius, fill=tint(colour), edge=colour)
    if not text:
        return place
    needed = text_width(text, size) + 8
    if needed > place.width:
        raise ValueError(
            f"{text!r} needs {needed:.0f} pixels, its box is {place.width:.0f} wide; "
            "widen the box or break the text into lines."
        )
    note(ax, place.x, place.y, text, size=size, colour=style.INK)
    return place


def token(ax: Axes, x: Number, y: Number, text: str, colour: str = style.QUIET) -> Box:
    """Draw a token: a chip as wide as its text, in typewriter letters."""
    place = Box(x, y, text_width(text, 13.5, MONO) + 14, 25)
    note(ax, x, y, text, size=13.5, colour=style.INK, font=MONO)
    return shape(ax, place, 4, fill=style.WHITE, edge=colour)


def panel(ax: Axes, place: Box, colour: str = style.QUIET) -> Box:
    """Draw a pale ground behind parts that belong together."""
    fill, edge = tint(colour, 0.06), tint(colour, 0.35)
    return shape(ax, place, 10, fill=fill, edge=edge, zorder=1)


def frame(ax: Axes, place: Box, colour: str = ALERT) -> Box:
    """Draw a dashed outline around parts to look at."""
    return shape(ax, place, 8, fill="none", edge=colour, dashed=True, zorder=3)


def arrow(
    ax: Axes,
    *points: Point,
    colour: str = style.INK,
    dashed: bool = False,
    over: str | None = None,
) -> None:
    """Draw an arrow through two or more points, with round corners at those between.

    One that crosses others passes over them on a rim in the colour `over`, that of the
    ground.
    """
    path = np.array(points, dtype=float)
    path[0] += GAP * direction(path[0], path[1])
    path[-1] += GAP * direction(path[-1], path[-2])
    way = rounded(path, 8)
    if over:
        rim = PathPatch(way, fill=False, edgecolor=over, linewidth=5, zorder=1.6)
        ax.add_patch(rim)
    patch = FancyArrowPatch(
        path=way,
        arrowstyle="-|>,head_length=4.2,head_width=2.4",
        mutation_scale=1,
        color=colour,
        linewidth=LINE,
        linestyle=(0, (3.5, 2)) if dashed else "-",
        joinstyle="miter",
        zorder=1.7 if over else 1.5,
    )
    ax.add_patch(patch)


def bracket(ax: Axes, start: Point, end: Point, text: str) -> None:
    """Embrace what lies to the left of the way from start to end, and name it."""
    ends = np.array([start, end], dtype=float)
    along = direction(*ends)
    outwards = np.array([along[1], -along[0]])
    corners = [ends[0], *(ends + 7 * outwards), ends[1]]
    ax.plot(*np.transpose(corners), "-", color=style.QUIET, linewidth=LINE)
    note(ax, *(ends.mean(axis=0) + 20 * outwards), text)
