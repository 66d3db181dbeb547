"""The attention explorer: see where a model looks, meddle with it, let it write again.

The browser draws, sharpens and compares; only decoding again asks the kernel.
"""

from collections.abc import Sequence

import traitlets
from matplotlib.figure import Figure
from torch import Tensor

from course_utils.language import _
from course_utils.plots.seq2seq import plot_alignment
from course_utils.plots.style import house_style
from course_utils.widgets.base import Explorer, front_end, png, style_sheet


class AttentionExplorer(Explorer):
    """Attention as lines and as a heat map: every layer, every head, every row.

    `maps` lists the attentions: kind, layer, number of heads, the tokens of rows and
    columns; `weights` holds all their numbers in that order.
    """

    _esm = front_end(
        __file__,
        "numbers.js",
        "text.js",
        "view.js",
        "steps.js",
        "explorer.js",
    )
    _css = style_sheet(__file__, "style.css")
    maps = traitlets.List().tag(sync=True)
    weights = traitlets.Bytes().tag(sync=True)
    examples = traitlets.List().tag(sync=True)
    pairs = traitlets.List().tag(sync=True)  # the rest of the examples, for the site
    answer = traitlets.Dict().tag(sync=True)
    request = traitlets.Dict().tag(sync=True)  # written by the browser
    causal = traitlets.Bool(False).tag(sync=True)  # is there a causal mask to lift?
    ask = traitlets.Bool(False).tag(sync=True)  # is there a model to ask?

    _first: Tensor

    def summary(self) -> str:
        """Say how many attentions there are, and where the first row looks."""
        first = self.maps[0]
        column = int(self._first[0, 0].argmax())
        query, key = first["rows"][0], first["columns"][column]
        heads = sum(each["heads"] for each in self.maps)
        return _(
            "Attention heads to see: {heads}. For “{query}” the first "
            "looks most at “{key}”. Run this cell to explore layers, "
            "heads, masks and temperature.",
            heads=heads,
            query=query,
            key=key,
        )

    @house_style()
    def picture(self) -> bytes:
        """Draw the heat map of the first head."""
        first = self.maps[0]
        rows, columns = first["rows"], first["columns"]
        size = (2.4 + 0.36 * len(columns), 1.8 + 0.3 * len(rows))
        figure = Figure(figsize=size, layout="constrained")
        ax = plot_alignment(self._first[0], columns, rows, ax=figure.subplots())
        if first["kind"] != "cross":
            ax.set(xlabel=_("keys"), ylabel=_("queries"))
        return png(figure, dpi=80)


def map_entry(
    kind: str, layer: int, heads: int, rows: Sequence[str], columns: Sequence[str]
) -> dict[str, object]:
    return {
        "kind": kind,
        "layer": layer,
        "heads": heads,
        "rows": list(rows),
        "columns": list(columns),
    }
