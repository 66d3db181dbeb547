"""A small batch of vectors, normalised in one of four ways, with an outlier to drag.

All numbers are computed in the browser.
"""

import torch
import traitlets
from jaxtyping import Float
from matplotlib.figure import Figure
from torch import Tensor

from course_utils.language import _, listed
from course_utils.plots.style import SIGNED, house_style
from course_utils.widgets.base import (
    Explorer,
    float_bytes,
    front_end,
    png,
    style_sheet,
)

BATCH, LENGTH, WIDTH = 3, 4, 5
NORMS = {"layer": (2,), "batch": (0, 1), "instance": (1,), "rms": (2,)}


def small_batch(seed: int = 0) -> Float[Tensor, "batch length width"]:
    """Draw the numbers that the explorer begins with, one decimal each."""
    generator = torch.Generator().manual_seed(seed)
    drawn = 2 * torch.randn(BATCH, LENGTH, WIDTH, generator=generator) + 1
    return (drawn * 10).round() / 10


def normalise(
    x: Float[Tensor, "batch length width"], kind: str
) -> Float[Tensor, "batch length width"]:
    """Normalise without weight and bias, over the axes that `kind` names."""
    axes = NORMS[kind]
    if kind == "rms":
        return x / (x.square().mean(dim=axes, keepdim=True) + 1e-5).sqrt()
    centred = x - x.mean(dim=axes, keepdim=True)
    return centred / (centred.square().mean(dim=axes, keepdim=True) + 1e-5).sqrt()


def explore_norms(kind: str = "layer") -> "NormsExplorer":
    """Change one number, a neighbour or the padding, and see who is touched by it."""
    if kind not in NORMS:
        raise ValueError(
            _(
                "kind is {kind!r}; expected one of {known}.",
                kind=kind,
                known=listed(NORMS),
            )
        )
    return NormsExplorer(kind)


class NormsExplorer(Explorer):
    """Three sentences of four tokens; the numbers before and after the norm."""

    _esm = front_end(__file__, "explorer.js")
    _css = style_sheet(__file__, "style.css")
    numbers = traitlets.Bytes().tag(sync=True)
    shape = traitlets.List([BATCH, LENGTH, WIDTH]).tag(sync=True)
    kind = traitlets.Unicode("layer").tag(sync=True)

    def __init__(self, kind: str) -> None:
        super().__init__(_words(), numbers=float_bytes(small_batch()), kind=kind)

    def summary(self) -> str:
        """Say how many numbers one outlier moves under each norm."""
        moved = listed(f"{self.words[kind]} {touched(kind)}" for kind in NORMS)
        return _(
            "Change one number of the first sentence: so many of all "
            "{all} numbers move under each norm: {moved}. Run this cell "
            "to try it.",
            all=BATCH * LENGTH * WIDTH,
            moved=moved,
        )

    @house_style()
    def picture(self) -> bytes:
        """Draw each norm's output, a table of tokens by features for each sentence."""
        names = _words()
        figure = Figure(figsize=(9, 3.6), layout="constrained")
        for ax, kind in zip(figure.subplots(1, len(NORMS)), NORMS, strict=True):
            table = normalise(small_batch(), kind).flatten(0, 1).numpy()
            ax.imshow(table, cmap=SIGNED, vmin=-2.5, vmax=2.5)
            ax.set(title=names[kind], xticks=[], yticks=[])
            ax.grid(False)
        return png(figure, dpi=80)


def touched(kind: str) -> int:
    """Count the outputs that move when the first number of all is changed."""
    before = small_batch()
    after = before.clone()
    after[0, 0, 0] += 5
    return int(((normalise(after, kind) - normalise(before, kind)).abs() > 1e-6).sum())


def _words() -> dict[str, str]:
    return {
        "title": _("Who is normalised with whom?"),
        "try": _("Try this: drag the outlier under each norm. Which numbers move?"),
        "kind": _("Norm"),
        "layer": _("layer norm"),
        "batch": _("batch norm"),
        "instance": _("instance norm"),
        "rms": _("RMS norm"),
        "outlier": _("Outlier"),
        "neighbour": _("Another sentence 2"),
        "padding": _("Sentence 3 ends with padding"),
        "reset": _("Reset"),
        "before": _("before"),
        "after": _("after"),
        "sentence": _("sentence {number}"),
        "group": _("framed: the numbers that share a mean with the outlier"),
        "said": _(
            "{kind}: {moved} of {all} numbers have moved, {others} of them in other "
            "sentences than the changed ones."
        ),
    }
