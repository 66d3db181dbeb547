"""The page that diagrams are drawn on: places, widths, round corners, saving.

One data unit is one pixel of the page and y points up, so parts compose by plain sums.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Curve
from matplotlib.textpath import TextPath

from course_utils.plots import style
from course_utils.plots.fonts import SANS, with_chinese
from course_utils.plots.small import small_png

PIXEL = 0.75  # in points
LINE = 1.6 * PIXEL

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


def canvas(width: Number, height: Number, told: str) -> Axes:
    """Return an empty card, opaque so that it reads on a dark page.

    What is told is not drawn: it describes the diagram to whoever cannot see it.
    """
    ax = Figure((width / 96, height / 96), facecolor="none").add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height), label=told)
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
    face = FontProperties(family=with_chinese(font))
    lines = [TextPath((0, 0), line, size, prop=face) for line in text.split("\n")]
    return float(max(line.get_extents().width for line in lines))


def rounded(points: Sequence[Point] | np.ndarray, radius: Number) -> Curve:
    """Return the way through some points, with round corners at those between."""
    path = np.array(points, dtype=float)
    vertices, codes = [path[0]], [Curve.MOVETO]
    for before, corner, after in zip(path, path[1:], path[2:], strict=False):
        into = corner + radius * direction(corner, before)
        out = corner + radius * direction(corner, after)
        vertices += [into, corner, out]
        codes += [Curve.LINETO, Curve.CURVE3, Curve.CURVE3]
    return Curve([*vertices, path[-1]], [*codes, Curve.LINETO])


def direction(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the step of one pixel from start towards end."""
    return (end - start) / np.linalg.norm(end - start)


def save(ax: Axes, path: Path) -> None:
    """Write a diagram and its description as PNG, two pixels for each of its own."""
    for part in ax.get_children():
        part.set_clip_on(False)
    drawn = BytesIO()
    ax.figure.savefig(drawn, dpi=2 * 96)
    path.write_bytes(small_png(drawn.getvalue(), ax.get_label()))
