"""Kernel regression with a bandwidth to drag: attention with nothing to learn.

The points go to the browser once; weights, curve and error are computed there.
"""

import torch
import traitlets
from jaxtyping import Float
from matplotlib.figure import Figure
from torch import Tensor

from course_utils.attention import kernel_attention
from course_utils.language import _
from course_utils.plots.style import BLUE, GREEN, QUIET, house_style
from course_utils.widgets.base import (
    Explorer,
    float_bytes,
    front_end,
    out_of_range,
    png,
    style_sheet,
)

SPAN = 6.0  # the keys lie between 0 and this


def true_curve(x: Float[Tensor, " n"]) -> Float[Tensor, " n"]:
    """Return the heights that the noisy points are drawn around."""
    return 2 * torch.sin(1.4 * x) + 0.4 * x


def noisy_points(
    count: int = 40, noise: float = 0.7, seed: int = 0
) -> tuple[Float[Tensor, " count"], Float[Tensor, " count"]]:
    """Draw keys between 0 and SPAN, and their values: the true heights with noise."""
    generator = torch.Generator().manual_seed(seed)
    keys = (torch.rand(count, generator=generator) * SPAN).sort().values
    return keys, true_curve(keys) + noise * torch.randn(count, generator=generator)


def explore_bandwidth(
    bandwidth: float = 0.1, query: float = 2.0
) -> "BandwidthExplorer":
    """Drag the bandwidth and the query, and see weights, guess and curve move."""
    if not 0.01 <= bandwidth <= 10:
        raise ValueError(out_of_range("bandwidth", bandwidth, 0.01, 10))
    if not 0 <= query <= SPAN:
        raise ValueError(out_of_range("query", query, 0, SPAN))
    return BandwidthExplorer(bandwidth, query)


class BandwidthExplorer(Explorer):
    """Noisy points, a curve guessed from them, and the weights of one query."""

    _esm = front_end(__file__, "explorer.js")
    _css = style_sheet(__file__, "style.css")
    places = traitlets.Bytes().tag(sync=True)
    heights = traitlets.Bytes().tag(sync=True)
    span = traitlets.Float(SPAN).tag(sync=True)
    truth = traitlets.Bytes().tag(sync=True)  # heights at 121 places from 0 to span
    bandwidth = traitlets.Float(0.1).tag(sync=True)
    query = traitlets.Float(2.0).tag(sync=True)

    def __init__(self, bandwidth: float, query: float) -> None:
        self._points = noisy_points()
        self._grid = torch.linspace(0, SPAN, 121)
        super().__init__(
            _words(),
            places=float_bytes(self._points[0]),
            heights=float_bytes(self._points[1]),
            truth=float_bytes(true_curve(self._grid)),
            bandwidth=bandwidth,
            query=query,
        )

    def summary(self) -> str:
        """Say what the guess at the query is, and how sharp the look."""
        place = torch.tensor([self.query])
        guess, weights = kernel_attention(place, *self._points, self.bandwidth)
        return _(
            "Bandwidth {bandwidth:g}: at {query:g} the weighted mean of "
            "{count} points is {estimate:.2f}; the largest weight is "
            "{most:.2f}. Run this cell to drag bandwidth and query.",
            bandwidth=self.bandwidth,
            query=self.query,
            count=len(self._points[0]),
            estimate=guess.item(),
            most=weights.max(),
        )

    @house_style()
    def picture(self) -> bytes:
        """Draw points, truth and guess, beside those of three times the bandwidth."""
        figure = Figure(figsize=(9, 3.2), layout="constrained")
        widths = self.bandwidth, 3 * self.bandwidth
        for ax, width in zip(figure.subplots(1, 2, sharey=True), widths, strict=True):
            guess, _weights = kernel_attention(self._grid, *self._points, width)
            ax.plot(*self._points, "o", color=QUIET, markersize=4)
            ax.plot(self._grid, true_curve(self._grid), "--", color=GREEN)
            ax.plot(self._grid, guess, color=BLUE)
            ax.set_title(f"h = {width:g}")
        return png(figure, dpi=80)


def _words() -> dict[str, str]:
    return {
        "title": _("Attention pooling"),
        "try": _(
            "Try this: drag the bandwidth from one end to the other, and find the "
            "smallest error."
        ),
        "bandwidth": _("Bandwidth h"),
        "query": _("Query"),
        "show": _("Show the true curve"),
        "reset": _("Reset"),
        "scene": _("Points, the guessed curve, and the query's weights as bars below"),
        "points": _("points (key, value)"),
        "guess": _("guess"),
        "true": _("truth"),
        "weights": _("weights of the query"),
        "said": _(
            "h = {h}. At {q} the guess is {guess}. The largest weight is {peak}, the "
            "entropy {entropy} of at most {most}. Mean error of the curve: {error}."
        ),
        "sharp": _("Nearly all weight is on one point."),
        "flat": _("All points weigh nearly the same."),
        "between": _("Some near points share the weight."),
    }
