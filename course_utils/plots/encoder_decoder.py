"""Plots of notebook 01: images, weights, errors by state size, feature maps."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_utils.language import _, _p
from course_utils.plots.style import (
    BLUE,
    HEAT,
    LINES,
    MARKERS,
    QUIET,
    SIGNED,
    VERMILION,
    axes,
    house_style,
)


@house_style()
def plot_images(
    images: np.ndarray, titles: Sequence[str] = (), columns: int = 8
) -> np.ndarray:
    """Draw images (num_images, height, width), 0 = paper and 1 = ink, as a table.

    Returns the array of axes, one for each place of the table.
    """
    if np.ndim(images) != 3:
        raise ValueError(
            f"The images have shape {np.shape(images)}; expected (num_images, height, "
            "width). Drop the channel axis with images[:, 0]."
        )
    if len(titles) not in (0, len(images)):
        raise ValueError(f"{len(images)} images, but {len(titles)} titles.")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    size = (1.05 * columns, (1.3 if len(titles) else 1.05) * rows)
    places = plt.figure(figsize=size).subplots(rows, columns, squeeze=False)
    for place in places.flat:
        place.axis("off")
    for i, (place, image) in enumerate(zip(places.flat, images, strict=False)):
        _show(place, image)
        if len(titles):
            place.set_title(titles[i], fontsize=10, loc="center")
    return places


@house_style()
def plot_error_by_state_size(
    errors: Sequence[float] | np.ndarray,
    marked: Sequence[int] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw the share of the variance that a state of 0, 1, 2, … numbers loses.

    The state sizes in `marked` get a dot and their value.
    """
    ax = axes(ax)
    ax.plot(np.arange(len(errors)), errors, color=BLUE)
    for size in marked:
        ax.plot(size, errors[size], "o", color=VERMILION)
        place = {"xytext": (7, 4), "textcoords": "offset points"}
        ax.annotate(f"{size}: {errors[size]:.2f}", (size, errors[size]), **place)
    ax.set(xlabel=_("state size"), ylabel=_("error (share of variance)"))
    ax.set(xlim=(0, len(errors) - 1), ylim=(0, None))
    return ax


@house_style()
def plot_losses(losses: Sequence[float] | np.ndarray, ax: Axes | None = None) -> Axes:
    """Draw the loss of every step, and a running mean of 20 steps over it."""
    ax = axes(ax)
    losses = np.asarray(losses)
    ax.plot(np.arange(1, len(losses) + 1), losses, "-", color=QUIET, lw=0.6)
    if len(losses) >= 20:
        smooth = np.convolve(losses, np.full(20, 1 / 20), mode="valid")
        ax.plot(np.arange(20, len(losses) + 1), smooth, "-", color=BLUE)
    ax.set(xlabel=_p("training", "step"), ylabel=_("loss (nats)"))
    ax.set(xlim=(0, None), ylim=(0, None))
    return ax


@house_style()
def plot_state(
    image: np.ndarray,
    maps: np.ndarray,
    probs: np.ndarray,
    names: Sequence[str],
    figure: Figure | None = None,
) -> np.ndarray:
    """Draw image → feature maps (num_maps, height, width) → probabilities by name.

    The largest number of each map, its share in the state, stands above it. All maps
    share one colour scale. Returns the axes: image, maps, bars.
    """
    if len(probs) != len(names):
        raise ValueError(f"{len(probs)} probabilities, but {len(names)} names.")
    columns = -(-len(maps) // 2)
    figure = plt.figure(figsize=(7.6, 2.5)) if figure is None else figure
    left, middle, right = figure.subfigures(1, 3, width_ratios=(2, columns, 2.6))
    titles = _("input"), _("state"), "p"
    for part, title in zip((left, middle, right), titles, strict=True):
        part.suptitle(title, fontsize=11)
    places = [left.subplots(), *np.ravel(middle.subplots(2, columns)), right.subplots()]
    _show(places[0], image)
    for place in places[1:-1]:
        place.axis("off")
    for place, one in zip(places[1:], maps, strict=False):
        place.imshow(one, cmap=HEAT, vmin=0, vmax=max(float(np.max(maps)), 1e-6))
        place.set_title(f"{np.max(one):.1f}", fontsize=9, loc="center", pad=2)
    bars = places[-1].barh(names, probs, color=BLUE)
    places[-1].bar_label(bars, fmt="%.2f", padding=2, fontsize=10)
    places[-1].set(xlim=(0, 1.25), xticks=(0, 0.5, 1))
    places[-1].invert_yaxis()
    places[-1].grid(False)
    return np.array(places)


@house_style()
def plot_bottleneck(
    image: np.ndarray,
    reconstruction: np.ndarray,
    errors: np.ndarray,
    size: int,
    figure: Figure | None = None,
) -> np.ndarray:
    """Draw image, reconstruction and the error curve with the state size marked."""
    figure = plt.figure(figsize=(7.6, 2.4)) if figure is None else figure
    places = figure.subplots(1, 3, width_ratios=(1, 1, 2))
    titles = _("input"), _("state size {size}", size=size)
    for place, title, one in zip(places, titles, (image, reconstruction), strict=False):
        _show(place, one)
        place.set_title(title, fontsize=11, loc="center")
        place.set_anchor("N")  # else the layout misjudges the title's room
    plot_error_by_state_size(errors, [size], places[2])
    return places


@house_style()
def plot_states(
    states: Sequence[np.ndarray],
    labels: np.ndarray,
    names: Sequence[str],
    titles: Sequence[str],
) -> np.ndarray:
    """Draw states of two numbers (num_images, 2) as dots; a name has its own mark.

    One panel for each array of states. Returns the axes.
    """
    figure = plt.figure(figsize=(3.2 * len(states) + 1.2, 3))
    places = figure.subplots(1, len(states), squeeze=False)[0]
    for place, some, title in zip(places, states, titles, strict=True):
        for label, name in enumerate(names):
            dots = some[labels == label]
            mark = {"marker": MARKERS[label], "color": LINES[label], "alpha": 0.5}
            place.scatter(*dots.T, s=9, linewidths=0, label=name, **mark)
        place.set_title(title, fontsize=11)
        place.set(xlabel=_("first number"), ylabel=_("second number"))
        place.locator_params(nbins=5)
    marks, words = places[-1].get_legend_handles_labels()
    figure.legend(marks, words, markerscale=2.5, loc="outside right center")
    return places


@house_style()
def plot_filters(filters: np.ndarray, titles: Sequence[str]) -> np.ndarray:
    """Draw weights (num_filters, height, width): orange is above zero, purple below."""
    size = (1.6 * len(filters), 1.9)
    places = plt.figure(figsize=size).subplots(1, len(filters), squeeze=False)
    most = float(np.abs(filters).max())
    for place, one, title in zip(places[0], filters, titles, strict=True):
        place.imshow(one, cmap=f"{SIGNED}_r", vmin=-most, vmax=most)
        place.set_title(title, fontsize=10, loc="center")
        place.axis("off")
    return places[0]


def _show(place: Axes, image: np.ndarray) -> None:
    place.imshow(image, cmap="gray_r", vmin=0, vmax=1)
    place.set(xticks=(), yticks=())
    place.grid(False)
    for spine in place.spines.values():
        spine.set(visible=True, color=QUIET, linewidth=0.5)
