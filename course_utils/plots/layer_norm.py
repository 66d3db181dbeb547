"""Plots of notebook 06: who reaches a position, gradients by depth, losses."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from course_utils.language import _, _p
from course_utils.plots.style import DASHES, LINES, axes, house_style


@house_style()
def plot_reach(reach: Sequence[int], ax: Axes | None = None) -> Axes:
    """Draw how many sentences are long enough to have a word at each position."""
    ax = axes(ax)
    ax.bar(range(1, len(reach) + 1), reach, color=LINES[0])
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(xlabel=_("position of the word"), ylabel=_("sentences that have it"))
    return ax


@house_style()
def plot_by_depth(sizes: Mapping[str, Sequence[float]], ax: Axes | None = None) -> Axes:
    """Draw the size of each layer's gradient, one curve a network."""
    ax = axes(ax)
    for (name, each), color, dash in zip(sizes.items(), LINES, DASHES, strict=False):
        ax.plot(range(1, len(each) + 1), each, color=color, linestyle=dash, label=name)
    ax.set(xlabel=_p("axis", "layer"), ylabel=_("norm of the gradient"))
    ax.set_ylim(bottom=0)
    ax.legend()
    return ax


@house_style()
def plot_losses(losses: Mapping[str, Sequence[float]], ax: Axes | None = None) -> Axes:
    """Draw the mean loss of ten steps at a time, one curve a network."""
    ax = axes(ax)
    for (name, each), color, dash in zip(losses.items(), LINES, DASHES, strict=False):
        starts = range(0, len(each) - 9, 10)
        means = [sum(each[start : start + 10]) / 10 for start in starts]
        steps = [start + 10 for start in starts]
        ax.plot(steps, means, color=color, linestyle=dash, label=name)
    ax.set(xlabel=_p("training", "step"), ylabel=_("loss"))
    ax.set_ylim(bottom=0)
    ax.legend()
    return ax
