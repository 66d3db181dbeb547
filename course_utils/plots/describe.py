"""What a figure shows, in words: the text that stands for a picture nobody can see.

Only the figure itself is asked: its titles, the labels of its axes, its legend.
"""

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from course_utils.language import N_, _, gap, listed

_MOST = 24  # words of a list; a longer one is no help to a listener


def describe(figure: Figure) -> str:
    """Return in words what the figure shows; panels of one kind share a sentence."""
    titles = (part.get_suptitle() for part in (figure, *figure.subfigs))
    panels = {N_("Figure"): dict.fromkeys(filter(None, titles))}
    for ax in figure.axes:
        if ax.get_visible() and ax.get_label() != "<colorbar>":
            panels.setdefault(_kind(ax), {}).update(dict.fromkeys(_parts(ax)))
    sentences = [
        _("{kind}: {parts}.", kind=_(kind), parts=_("; ").join(parts))
        for kind, parts in panels.items()
        if parts
    ]
    return gap().join(sentences) or _("Figure")


def _kind(ax: Axes) -> str:
    if ax.images:
        labelled = _words(ax.get_xticklabels()) or ax.get_xlabel()
        return N_("Heat map") if labelled else N_("Picture")
    if ax.containers:
        return N_("Bar chart")
    if ax.lines:
        return N_("Line plot")
    if any(isinstance(each, PathCollection) for each in ax.collections):
        return N_("Scatter plot")
    return N_("Plot")


def _parts(ax: Axes) -> Iterable[str]:
    """Name the title, the axes, the legend and, where they are words, the ticks."""
    yield from filter(None, (ax.get_title(loc) for loc in ("left", "center", "right")))
    horizontal, vertical = ax.get_xlabel(), ax.get_ylabel()
    if horizontal and vertical:
        names = {"vertical": vertical, "horizontal": horizontal}
        yield _("{vertical} against {horizontal}", **names)
    elif horizontal or vertical:
        yield horizontal or vertical
    if legend := ax.get_legend():
        yield _("legend: {names}", names=listed(_words(legend.get_texts())))
    if columns := _words(ax.get_xticklabels()):
        yield _("from left to right: {names}", names=listed(columns))
    if rows := _words(ax.get_yticklabels()):
        downwards = rows if ax.yaxis_inverted() else rows[::-1]
        yield _("from top to bottom: {names}", names=listed(downwards))
    for image in ax.images:
        if image.colorbar and (meaning := image.colorbar.ax.get_ylabel()):
            yield _("colour: {meaning}", meaning=meaning)


def _words(texts: Iterable[Text]) -> list[str]:
    """Return the texts if any is more than a number; cut after the first few."""
    words = [text.get_text() for text in texts]
    words = [word for word in words if word and "mathdefault" not in word]
    if not any(letter.isalpha() for word in words for letter in word):
        return []
    return words if len(words) <= _MOST else [*words[:_MOST], "…"]
