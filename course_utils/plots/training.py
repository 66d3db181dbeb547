"""Plots of a training run."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from course_utils.language import _
from course_utils.plots.style import BLUE, GREEN, QUIET, VERMILION, axes, house_style

Values = Sequence[int | float] | np.ndarray


@house_style()
def plot_history(
    step_losses: Values,
    validation_losses: Values = (),
    exact_matches: Values = (),
    *,
    step_tokens: Values | None = None,
    steps_per_epoch: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the losses and, on a second axis at the right, exact match from 0 to 1.

    One training loss a step; the other values come after each whole epoch. The line of
    the training loss is a mean over tokens, of which each step has `step_tokens`
    (as many in all, if nothing is said). Without `steps_per_epoch` the run is taken to
    have ended with an epoch. The axes of exact match are the newest of the figure.
    """
    done = np.arange(1, len(validation_losses) + 1)
    if len(exact_matches) not in (0, len(done)):
        raise ValueError(
            f"{len(exact_matches)} exact matches and {len(done)} validation losses; "
            "expected one of each for every epoch."
        )
    if steps_per_epoch is None:
        steps_per_epoch = max(1, len(step_losses) // max(1, len(done)))
    if step_tokens is None:
        step_tokens = np.ones(len(step_losses))
    if len(step_tokens) != len(step_losses):
        raise ValueError(
            f"{len(step_tokens)} numbers of tokens and {len(step_losses)} losses; "
            "expected one of each for every step."
        )
    ax = axes(ax)
    steps = np.arange(1, len(step_losses) + 1) / steps_per_epoch
    # Batches differ in length and so in loss: behind the mean stands every step
    window = max(1, steps_per_epoch // 10)
    ax.plot(steps, step_losses, "-", color=BLUE, lw=0.6, alpha=0.25)
    smooth = _running_mean(step_losses, step_tokens, window)
    lines = ax.plot(steps, smooth, "-", color=BLUE, label=_("train loss"))
    if len(done):
        look = {"color": VERMILION, "linestyle": "--", "marker": "s"}
        lines += ax.plot(done, validation_losses, label=_("validation loss"), **look)
    ax.set(xlabel=_("epoch"), ylabel=_("loss (nats per token)"))
    ax.set(xlim=(0, None), ylim=(0, None))
    if len(exact_matches):
        lines.append(_score_at_right(ax, done, exact_matches))
    above = {"loc": "lower left", "bbox_to_anchor": (0, 1), "borderaxespad": 0.4}
    ax.legend(handles=lines, ncols=len(lines), **above)
    return ax


def _running_mean(values: Values, weights: Values, window: int) -> np.ndarray:
    """Weighted mean of each value with up to `window - 1` before it."""
    values, weights = np.asarray(values, float), np.asarray(weights, float)

    def last(each: np.ndarray) -> np.ndarray:
        sums = np.cumsum([0.0, *each])
        end = np.arange(1, len(sums))
        return sums[end] - sums[np.maximum(end - window, 0)]

    return last(values * weights) / last(weights)


def _score_at_right(ax: Axes, epochs: np.ndarray, scores: Values) -> Line2D:
    right = ax.twinx()
    look = {"color": GREEN, "linestyle": "-.", "marker": "^"}
    name = _("exact match")
    (line,) = right.plot(epochs, scores, label=name, clip_on=False, **look)
    right.set(ylabel=name, ylim=(0, 1))
    right.grid(False)
    right.spines["right"].set(visible=True, color=QUIET)
    return line
