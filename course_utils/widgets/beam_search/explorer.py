"""The beam explorer: steer a beam search over a table or over a model, and see it all.

The browser ranks, stops and draws; over a table it searches too. A model is asked once
for each sentence: first for the widths on the screen, then for all others.
"""

import traitlets
from matplotlib.figure import Figure

from course_utils.beam_search import Hypothesis, Layer, State, Step, beam_search
from course_utils.language import _
from course_utils.plots.beam_search import plot_beam_tree
from course_utils.widgets.base import (
    Explorer,
    front_end,
    out_of_range,
    png,
    style_sheet,
)
from course_utils.widgets.beam_search.trace import WIDTHS

ALPHA = 0.75


class BeamExplorer(Explorer):
    """A beam search, step by step: its tree, its work and the ranking of what ended."""

    _esm = front_end(__file__, "run.js", "layout.js", "panel.js", "explorer.js")
    _css = style_sheet(__file__, "style.css")
    tokens = traitlets.List().tag(sync=True)
    eos_id = traitlets.Int().tag(sync=True)
    max_len = traitlets.Int().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)  # k, other, alpha, form, longest
    table = traitlets.Dict().tag(sync=True)  # empty where a model is searched
    wanted = traitlets.List().tag(sync=True)  # the table's “right” sentence
    examples = traitlets.List().tag(sync=True)
    pairs = traitlets.List().tag(sync=True)  # the rest of the examples, for the site
    traces = traitlets.Bytes().tag(sync=True)  # of all widths: see beam_trace
    answer = traitlets.Dict().tag(sync=True)
    request = traitlets.Dict().tag(sync=True)  # written by the browser

    _layers: list[Layer]
    _best: Hypothesis

    def summary(self) -> str:
        """Say what the first search finds."""
        words = " ".join(self.tokens[token] for token in self._best.tokens)
        k, score = self.settings["k"], f"{self._best.score:.2f}"
        return _(
            "A beam search with k = {k} finds “{words}”, score {score}. "
            "Run this cell to steer it: width, length penalty, steps, "
            "forced tokens.",
            k=k,
            words=words,
            score=score,
        )

    def picture(self) -> bytes:
        """Draw the tree of the first search."""
        wide = 1.6 * (len(self._layers) + 1)
        tall = 0.5 * (self.settings["k"] + 6)
        figure = Figure(figsize=(wide, tall), layout="constrained")
        plot_beam_tree(
            self._layers, self.tokens, self._best, self.eos_id, ax=figure.subplots()
        )
        return png(figure, dpi=80)

    def _search(self, step: Step, state: State, bos_id: int) -> None:
        """Search once in Python, for the picture and the words."""
        self._layers = []
        found = beam_search(
            step,
            state,
            1,
            beam_size=self.settings["k"],
            max_len=self.settings["longest"],
            length_penalty=self.settings["alpha"],
            bos_id=bos_id,
            eos_id=self.eos_id,
            n_best=1,  # stops where the browser stops
            watch=self._layers.append,
        )
        self._best = found[0][0]


def first_settings(beam_size: int, longest: int) -> dict[str, object]:
    other = 1 if beam_size > 1 else 5
    return {
        "k": beam_size,
        "other": other,
        "alpha": ALPHA,
        "form": "power",
        "longest": longest,
    }


def check_width(beam_size: int) -> None:
    if beam_size not in WIDTHS:
        raise ValueError(
            out_of_range("beam_size", beam_size, WIDTHS.start, WIDTHS.stop - 1)
        )
