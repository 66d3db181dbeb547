"""Positions as clock hands: two positions, the rotation between them, dot products.

All numbers are computed in the browser.
"""

import traitlets
from matplotlib.figure import Figure

from course_utils.language import _
from course_utils.plots.style import SIGNED, house_style
from course_utils.positional_encoding import sinusoidal_encoding
from course_utils.widgets.base import (
    Explorer,
    front_end,
    out_of_range,
    png,
    style_sheet,
)

WIDEST, LONGEST = 32, 100  # what the sliders reach


def explore_positions(
    d_model: int = 8, base: float = 100.0, position: int = 3, delta: int = 5
) -> "PositionsExplorer":
    """Turn the hands of two positions, `position` and `position + delta`."""
    if not 2 <= d_model <= WIDEST or d_model % 2:
        raise ValueError(
            _(
                "d_model is {d_model}; expected an even number, 2 to {widest}.",
                d_model=d_model,
                widest=WIDEST,
            )
        )
    if not 2 <= base <= 10_000:
        raise ValueError(out_of_range("base", base, 2, 10000))
    if not (0 <= position <= LONGEST and 0 <= delta <= LONGEST):
        raise ValueError(
            _(
                "position is {position} and delta {delta}; expected 0 to {longest} "
                "each.",
                position=position,
                delta=delta,
                longest=LONGEST,
            )
        )
    return PositionsExplorer(d_model, base, position, delta)


class PositionsExplorer(Explorer):
    """One clock for each pair of features; below, the dot product by distance."""

    _esm = front_end(__file__, "explorer.js")
    _css = style_sheet(__file__, "style.css")
    d_model = traitlets.Int().tag(sync=True)
    base = traitlets.Float().tag(sync=True)
    position = traitlets.Int().tag(sync=True)
    delta = traitlets.Int().tag(sync=True)
    widest = traitlets.Int(WIDEST).tag(sync=True)
    longest = traitlets.Int(LONGEST).tag(sync=True)

    def __init__(self, d_model: int, base: float, position: int, delta: int) -> None:
        super().__init__(
            _words(), d_model=d_model, base=base, position=position, delta=delta
        )

    def summary(self) -> str:
        """Say how far apart the two positions look to a dot product."""
        table = sinusoidal_encoding(
            self.position + self.delta + 1, self.d_model, self.base
        )
        product = float(table[self.position] @ table[-1])
        return _(
            "Positions {position} and {other} as {clocks} clock hands "
            "(base {base:g}); their dot product is {product:.2f} of "
            "{clocks}. Run this cell to turn them.",
            position=self.position,
            other=self.position + self.delta,
            clocks=self.d_model // 2,
            base=self.base,
            product=product,
        )

    @house_style()
    def picture(self) -> bytes:
        """Draw the table as a heat map, and the dot product by distance."""
        table = sinusoidal_encoding(60, self.d_model, self.base)
        figure = Figure(figsize=(9, 3), layout="constrained")
        left, right = figure.subplots(1, 2)
        left.imshow(table.T.numpy(), cmap=SIGNED, vmin=-1, vmax=1, aspect="auto")
        left.set(xlabel="i")
        left.grid(False)
        right.plot(range(60), (table @ table[0]).numpy())
        right.set(xlabel="δ")
        return png(figure, dpi=80)


def _words() -> dict[str, str]:
    return {
        "title": _("Positions as clock hands"),
        "try": _(
            "Try this: move i and watch the angle between the two hands of each clock. "
            "Then move δ."
        ),
        "position": _("Position i"),
        "delta": _("Distance δ"),
        "width": _("Width d"),
        "base": _("Base"),
        "reset": _("Reset"),
        "scene": _("Clocks: solid hand position i, dashed hand position i + δ"),
        "curve": _("Dot product of two positions by their distance"),
        "turn": _("{length} for a turn"),
        "more": _("+ {count} slower"),
        "across": _("distance δ"),
        "up": _("dot product"),
        "said": _(
            "Positions {i} and {j}. The fastest hand has turned by {fast}° between "
            "them, the slowest by {slow}°, wherever i is. Dot product {product} of at "
            "most {most}."
        ),
    }
