"""The parts of block diagrams: boxes, tokens, arrows, brackets, notes.

One data unit is one pixel of the page and y points up, so parts compose by plain sums.
What a part means is said by its label and shape first, and by its colour second.
"""

import re
from collections.abc import Sequence
from html import escape
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyArrowPatch, PathPatch
from matplotlib.path import Path as Curve
from matplotlib.textpath import TextPath

from course_utils.plots import style

# What colours stand for, in every figure of the course.
ENCODER, DECODER, STATE = style.BLUE, style.GREEN, style.ORANGE
ATTENTION, NORM, ALERT = style.PURPLE, style.SKY, style.VERMILION

PIXEL = 0.75  # in points
LINE = 1.6 * PIXEL
GAP = 3  # pixels between an arrow and what it touches
SANS, MONO = "DejaVu Sans", "DejaVu Sans Mono"

Number = int | float
Point = tuple[Number, Number]


class Box(NamedTuple):
    """Where a part lies: its centre and size, with points for arrows at its sides."""

    x: Number
    y: Number
    width: Number
    height: Number

    def at(self, right: Number, up: Number) -> Point:
        """Point in the box, from (-1, -1) at the lower left to (1, 1)."""
        return self.x + right * self.width / 2, self.y + up * self.height / 2

    left = property(lambda self: self.at(-1, 0))
    right = property(lambda self: self.at(1, 0))
    top = property(lambda self: self.at(0, 1))
    bottom = property(lambda self: self.at(0, -1))


def canvas(width: Number, height: Number, title: str) -> Axes:
    """Return an empty card, opaque so that it reads on a dark page.

    The title is not drawn: it is what the SVG tells a screen reader.
    """
    ax = Figure((width / 96, height / 96), facecolor="none").add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height), label=title)
    ax.set_axis_off()
    card = Box(width / 2, height / 2, width - 2, height - 2)
    shape(ax, card, 12, fill=style.PAPER, edge=style.GRID, zorder=0)
    return ax


def tint(colour: str, strength: Number = 0.16) -> str:
    """Mix some of a colour into the paper."""
    paper = np.array(to_rgb(style.PAPER))
    return to_hex(paper + strength * (np.array(to_rgb(colour)) - paper))


def shape(
    ax: Axes,
    place: Box,
    radius: Number,
    *,
    fill: str,
    edge: str,
    dashed: bool = False,
    zorder: Number = 2,
) -> Box:
    """Draw a rectangle with round corners; all other parts are made of it."""
    vertices = []
    for start, right, up in ((0, 1, 1), (90, -1, 1), (180, -1, -1), (270, 1, -1)):
        corner = np.array(place.at(right, up)) - radius * np.array([right, up])
        vertices.extend(corner + radius * Curve.arc(start, start + 90, n=1).vertices)
    arc = Curve.arc(0, 90, n=1).codes[1:]
    codes = [Curve.MOVETO, *arc, *[Curve.LINETO, *arc] * 3, Curve.CLOSEPOLY]
    patch = PathPatch(
        Curve([*vertices, vertices[0]], codes),
        facecolor=fill,
        edgecolor=edge,
        linewidth=LINE,
        linestyle=(0, (4, 2.5)) if dashed else "-",
        zorder=zorder,
    )
    ax.add_patch(patch)
    return place


def text_width(text: str, size: Number = 14, font: str = SANS) -> float:
    """Width in pixels of the longest line of a text."""
    face = FontProperties(family=font)
    lines = [TextPath((0, 0), line, size, prop=face) for line in text.split("\n")]
    return float(max(line.get_extents().width for line in lines))


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
    look = {"size": size * PIXEL, "color": colour, "family": font, "weight": weight}
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


def rounded(points: Sequence[Point] | np.ndarray, radius: Number) -> Curve:
    """Return the way through some points, with round corners at those between."""
    path = np.array(points, dtype=float)
    vertices, codes = [path[0]], [Curve.MOVETO]
    for before, corner, after in zip(path, path[1:], path[2:], strict=False):
        into = corner + radius * _direction(corner, before)
        out = corner + radius * _direction(corner, after)
        vertices += [into, corner, out]
        codes += [Curve.LINETO, Curve.CURVE3, Curve.CURVE3]
    return Curve([*vertices, path[-1]], [*codes, Curve.LINETO])


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
    path[0] += GAP * _direction(path[0], path[1])
    path[-1] += GAP * _direction(path[-1], path[-2])
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
    along = _direction(*ends)
    outwards = np.array([along[1], -along[0]])
    corners = [ends[0], *(ends + 7 * outwards), ends[1]]
    ax.plot(*np.transpose(corners), "-", color=style.QUIET, linewidth=LINE)
    note(ax, *(ends.mean(axis=0) + 20 * outwards), text)


def save(ax: Axes, path: Path) -> None:
    """Write a diagram as SVG: the same bytes every time, letters as outlines.

    Numbers keep five digits, a hundredth of a pixel: enough to see, and the same on
    every machine.
    """
    for part in ax.get_children():
        part.set_clip_on(False)
    svg = StringIO()
    with mpl.rc_context({"svg.hashsalt": path.stem, "svg.fonttype": "path"}):
        ax.figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    title = f"<title>{escape(ax.get_label())}</title>\n<metadata>"
    text = svg.getvalue().replace("<metadata>", title, 1)
    text = re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.5g}", text)
    text = text.replace("DejaVuSans", "g")  # the names of the outlines
    text = re.sub(r"^ +| +$", "", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8", newline="\n")


def _direction(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    return (end - start) / np.linalg.norm(end - start)
