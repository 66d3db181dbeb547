"""Heads as channels: which numbers of a table of tokens each head gets.

The table is small and everything is computed in the browser.
"""

import traitlets
from matplotlib.figure import Figure

from course_utils.language import say
from course_utils.plots.style import HEAT, house_style
from course_utils.widgets.base import Explorer, front_end, png, style_sheet

D_MODEL = 12
HEADS = (1, 2, 3, 4, 6, 12)  # the numbers that divide it


def head_of(token: int, feature: int, length: int, num_heads: int, wrong: bool) -> int:
    """Return the head, from 0, that gets a feature of a token.

    `wrong` is the bare `view(num_heads, length, d_head)`, which counts the numbers off
    as they lie, token after token.
    """
    if wrong:
        return (token * D_MODEL + feature) // (length * D_MODEL // num_heads)
    return feature // (D_MODEL // num_heads)


def explore_heads(tokens: list[str], num_heads: int = 3) -> "HeadsExplorer":
    """Cut the vectors of some tokens into heads, rightly and wrongly."""
    if not 2 <= len(tokens) <= 8:
        raise ValueError(f"{len(tokens)} tokens; expected 2 to 8.")
    if num_heads not in HEADS:
        raise ValueError(
            f"num_heads is {num_heads}; expected one that divides {D_MODEL}: "
            f"{', '.join(map(str, HEADS))}."
        )
    return HeadsExplorer(tokens, num_heads)


class HeadsExplorer(Explorer):
    """A table of tokens and features; each cell says which head it belongs to."""

    _esm = front_end("multi_head_attention.js")
    _css = style_sheet("multi_head_attention.css")
    tokens = traitlets.List().tag(sync=True)
    heads = traitlets.List(list(HEADS)).tag(sync=True)
    d_model = traitlets.Int(D_MODEL).tag(sync=True)
    num_heads = traitlets.Int(3).tag(sync=True)

    def __init__(self, tokens: list[str], num_heads: int) -> None:
        super().__init__(_words(), tokens=list(tokens), num_heads=num_heads)

    def summary(self) -> str:
        """Say how the table is cut."""
        width = D_MODEL // self.num_heads
        return say(
            f"{len(self.tokens)} tokens of {D_MODEL} features, cut into "
            f"{self.num_heads} heads of {width}: every head gets a piece of each "
            "token. Run this cell to choose the number of heads and to cut wrongly.",
            f"{len(self.tokens)} 个词元，每个 {D_MODEL} 个特征，切成 {self.num_heads} "
            f"个宽 {width} 的头：每个头得到每个词元的一片。"
            "运行本单元格即可选择头数，并看看切错的样子。",
        )

    @house_style()
    def picture(self) -> bytes:
        """Draw the table cut rightly and wrongly."""
        length = len(self.tokens)
        figure = Figure(figsize=(9, 0.9 + 0.32 * length), layout="constrained")
        for ax, wrong in zip(figure.subplots(1, 2), (False, True), strict=True):
            table = [
                [
                    head_of(token, feature, length, self.num_heads, wrong)
                    for feature in range(D_MODEL)
                ]
                for token in range(length)
            ]
            ax.imshow(table, cmap=HEAT, aspect="auto")
            ax.set_yticks(range(length), self.tokens)
            ax.set_xticks([])
            ax.grid(False)
            ax.set_title("view" if wrong else "view + transpose")
        return png(figure, dpi=80)


def _words() -> dict[str, str]:
    return {
        "title": say("Heads as channels", "头即通道"),
        "try": say(
            "Try this: choose 4 heads, then cut without the transpose. What does a "
            "head see now?",
            "试一试：选 4 个头，再不转置地切。现在一个头看到的是什么？",
        ),
        "heads": say("Heads", "头数"),
        "wrong": say("view without transpose", "只用 view，不转置"),
        "reset": say("Reset", "重置"),
        "scene": say(
            "Rows are tokens, columns features; each cell holds its head's number",
            "行是词元，列是特征；每格写着它所属的头",
        ),
        "features": say("features", "特征"),
        "right_said": say(
            "{heads} heads of width {width}: every head gets {width} features of each "
            "of the {length} tokens. {weights} weights a sentence, {products} products "
            "for the scores.",
            "{heads} 个宽 {width} 的头：每个头得到全部 {length} 个词元各 {width} "
            "个特征。每句 {weights} 个权重，算分数要 {products} 次乘法。",
        ),
        "wrong_said": say(
            "Wrong: head 1 gets numbers of {seen} of the {length} tokens, laid out as "
            "if they were {length}. No error is raised.",
            "错误：头 1 得到的是 {length} 个词元中 {seen} 个的数，却排成 {length} "
            "个的样子。而且不会报错。",
        ),
    }
