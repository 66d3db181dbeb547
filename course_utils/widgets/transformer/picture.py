"""The walk through the Transformer on paper: what enters and leaves both sides."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.colors import CenteredNorm
from matplotlib.figure import Figure
from torch import Tensor

from course_utils.language import _
from course_utils.plots.style import BLUE, HEAT, SIGNED, house_style
from course_utils.widgets.transformer.walk import Step


@house_style()
def draw_walk(steps: Sequence[Step], answer: Mapping[str, object]) -> Figure:
    """Draw the vectors of both sides, where the last layer looked, and the next words.

    `answer` holds the words: `src`, `tgt` and `likely`, as the explorer sends them.
    """
    flows = {step.block: step.flows for step in steps}  # the last layer's stay
    placed = "positions" if "source.positions" in flows else "embedding"
    src, tgt = answer["src"], answer["tgt"]
    figure = Figure(figsize=(9.6, 5.4), layout="constrained")
    above, below = figure.subplots(2, 3, width_ratios=(3, 3, 2))
    for ax, block, name, tokens, title in (
        (above[0], f"source.{placed}", "out", src, _("source, embedded")),
        (above[1], "target.cross", "memory", src, _("memory")),
        (below[0], f"target.{placed}", "out", tgt, _("target, embedded")),
        (below[1], "target.linear", "in", tgt, _("decoder's output")),
    ):
        _strip(ax, flows[block][name].tensor, tokens, title)
    weights = flows["target.cross"]["weights"].tensor.mean(dim=0)
    above[2].imshow(weights.cpu().numpy(), cmap=HEAT, vmin=0, vmax=1, aspect="auto")
    _words(above[2], tgt, _("cross-attention (mean)"))
    above[2].set_xticks(range(len(src)), src, rotation=90, parse_math=False)
    words, probs = zip(*answer["likely"][::-1], strict=True)
    below[2].barh(words, probs, color=BLUE)
    below[2].set(title=_("next word"), xlabel=_("probability"))
    below[2].set(xlim=(0, 1), xticks=(0, 0.5, 1))
    return figure


def _strip(ax: Axes, vectors: Tensor, tokens: Sequence[str], title: str) -> None:
    ax.imshow(vectors[0].cpu().numpy(), cmap=SIGNED, norm=CenteredNorm(), aspect="auto")
    ax.set(xticks=[], xlabel=_("{count} features", count=vectors.shape[-1]))
    _words(ax, tokens, title)


def _words(ax: Axes, tokens: Sequence[str], title: str) -> None:
    ax.set_yticks(range(len(tokens)), tokens, parse_math=False)
    ax.set_title(title)
    ax.grid(False)
