"""The look of every plot and figure: colours, sizes and thin lines.

Nothing here acts on import. Plots wear the style for as long as they draw; a notebook
may put it on for a whole session with `apply()`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import matplotlib as mpl
import matplotlib.pyplot as plt
from cycler import cycler
from matplotlib.axes import Axes

from course_utils.language import speaking
from course_utils.plots.fonts import families, legible_language

# Okabe and Ito's palette: eight colours that colour-blind readers tell apart.
BLACK = "#000000"
WHITE = "#ffffff"
ORANGE = "#e69f00"
SKY = "#56b4e9"
GREEN = "#009e73"
YELLOW = "#f0e442"
BLUE = "#0072b2"
VERMILION = "#d55e00"
PURPLE = "#cc79a7"

INK = "#22272e"  # text and outlines
QUIET = "#5b6470"  # second voice: axes, notes; still 5 : 1 on PAPER
GRID = "#dfe1e4"
PAPER = "#fdfdfb"  # opaque, so that a plot reads on a dark page too

HEAT = "cividis"  # amounts from nothing to much: weights, probabilities
SIGNED = "PuOr"  # values on both sides of zero: states, differences

LINES = (BLUE, VERMILION, GREEN, PURPLE, INK)  # each 3 : 1 or more on PAPER
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v")

STYLE: Mapping[str, object] = {
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.labelsize": 11,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "legend.fontsize": 10,
    "legend.frameon": False,
    "figure.figsize": (6.4, 3.8),
    "figure.facecolor": PAPER,
    "figure.constrained_layout.use": True,
    "savefig.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=LINES) + cycler(linestyle=DASHES),
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "lines.linewidth": 1.8,
    "lines.markersize": 6,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "image.cmap": HEAT,
    "image.interpolation": "nearest",
}


@contextmanager
def house_style() -> Iterator[None]:
    """Wear the style within a `with` block, or, as `@house_style()`, in a function.

    A font that the reader has set is kept. Where no font has the letters of the
    reader's language, the words are English.
    """
    look = {**STYLE, "font.family": families()}
    with mpl.rc_context(look), speaking(legible_language()):
        yield


def apply() -> None:
    """Wear the style for the rest of the session."""
    mpl.rcParams.update({**STYLE, "font.family": families()})


def axes(ax: Axes | None = None, size: tuple[float, float] | None = None) -> Axes:
    """Return the axes given or, if none, those of a new figure.

    `size` is the new figure's width and height in inches.
    """
    return plt.subplots(figsize=size)[1] if ax is None else ax
