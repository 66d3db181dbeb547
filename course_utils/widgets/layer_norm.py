"""A small batch of vectors, normalised in one of four ways, with an outlier to drag.

All numbers are computed in the browser.
"""

import torch
import traitlets
from jaxtyping import Float
from matplotlib.figure import Figure
from torch import Tensor

from course_utils.language import say
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
        raise ValueError(f"kind is {kind!r}; expected one of {', '.join(NORMS)}.")
    return NormsExplorer(kind)


class NormsExplorer(Explorer):
    """Three sentences of four tokens; the numbers before and after the norm."""

    _esm = front_end("layer_norm.js")
    _css = style_sheet("layer_norm.css")
    numbers = traitlets.Bytes().tag(sync=True)
    shape = traitlets.List([BATCH, LENGTH, WIDTH]).tag(sync=True)
    kind = traitlets.Unicode("layer").tag(sync=True)

    def __init__(self, kind: str) -> None:
        super().__init__(_words(), numbers=float_bytes(small_batch()), kind=kind)

    def summary(self) -> str:
        """Say how many numbers one outlier moves under each norm."""
        moved = ", ".join(f"{kind} {touched(kind)}" for kind in NORMS)
        return say(
            f"Change one number of the first sentence: so many of all "
            f"{BATCH * LENGTH * WIDTH} numbers move under each norm: {moved}. Run this "
            "cell to try it.",
            f"改动第一句中的一个数：在各种归一化下，全部 {BATCH * LENGTH * WIDTH} "
            f"个数中变动的个数：{moved}。运行本单元格即可尝试。",
        )

    @house_style()
    def picture(self) -> bytes:
        """Draw each norm's output, a table of tokens by features for each sentence."""
        figure = Figure(figsize=(9, 3.6), layout="constrained")
        for ax, kind in zip(figure.subplots(1, len(NORMS)), NORMS, strict=True):
            table = normalise(small_batch(), kind).flatten(0, 1).numpy()
            ax.imshow(table, cmap=SIGNED, vmin=-2.5, vmax=2.5)
            ax.set(title=kind, xticks=[], yticks=[])
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
        "title": say("Who is normalised with whom?", "谁和谁一起归一化？"),
        "try": say(
            "Try this: drag the outlier under each norm. Which numbers move?",
            "试一试：在每种归一化下拖动离群值。哪些数会动？",
        ),
        "kind": say("Norm", "归一化"),
        "layer": say("layer norm", "层归一化"),
        "batch": say("batch norm", "批量归一化"),
        "instance": say("instance norm", "实例归一化"),
        "rms": say("RMS norm", "RMS 归一化"),
        "outlier": say("Outlier", "离群值"),
        "neighbour": say("Another sentence 2", "换一个句子 2"),
        "padding": say("Sentence 3 ends with padding", "句子 3 末尾是填充"),
        "reset": say("Reset", "重置"),
        "before": say("before", "之前"),
        "after": say("after", "之后"),
        "sentence": say("sentence {number}", "句子 {number}"),
        "group": say(
            "framed: the numbers that share a mean with the outlier",
            "加框：与离群值共用均值的数",
        ),
        "said": say(
            "{kind}: {moved} of {all} numbers have moved, {others} of them in other "
            "sentences than the changed ones.",
            "{kind}：{all} 个数中有 {moved} 个变了，其中 {others} 个在未改动的句子里。",
        ),
    }
