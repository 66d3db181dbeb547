"""Plots of notebook 07: where a head looks."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Float
from torch import Tensor

from course_utils.language import _
from course_utils.plots.style import HEAT, VERMILION, house_style


@house_style()
def plot_looks(
    maps: Mapping[str, Float[Tensor, "length length"]], edge: int
) -> np.ndarray:
    """Draw where each place looks, a square for each head; lines at the place `edge`.

    Rows are the places that look (queries), columns those that are looked at (keys).
    """
    size = (4.2 * len(maps) + 0.6, 4.2)
    figure, places = plt.subplots(
        1, len(maps), figsize=size, squeeze=False, layout="constrained"
    )
    for ax, (name, weights) in zip(places[0], maps.items(), strict=True):
        image = ax.imshow(weights.detach().numpy(), cmap=HEAT, vmin=0, vmax=1)
        for line in (ax.axvline, ax.axhline):
            line(edge - 0.5, color=VERMILION, linestyle="--", linewidth=1.5)
        ax.set(title=name, xlabel=_("place looked at"), ylabel=_("place that looks"))
        ax.grid(False)
    bar = figure.colorbar(image, ax=places[0], label=_("weight"), pad=0.02)
    bar.outline.set_visible(False)
    return places[0]
