"""Heads as channels: which numbers of a table of tokens each head gets.

The table is small and everything is computed in the browser.
"""

import traitlets
from matplotlib.figure import Figure

from course_utils.language import _, listed
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
        raise ValueError(_("{count} tokens; expected 2 to 8.", count=len(tokens)))
    if num_heads not in HEADS:
        raise ValueError(
            _(
                "num_heads is {num_heads}; expected one that divides {d_model}: "
                "{known}.",
                num_heads=num_heads,
                d_model=D_MODEL,
                known=listed(map(str, HEADS)),
            )
        )
    return HeadsExplorer(tokens, num_heads)


class HeadsExplorer(Explorer):
    """A table of tokens and features; each cell says which head it belongs to."""

    _esm = front_end(__file__, "explorer.js")
    _css = style_sheet(__file__, "style.css")
    tokens = traitlets.List().tag(sync=True)
    heads = traitlets.List(list(HEADS)).tag(sync=True)
    d_model = traitlets.Int(D_MODEL).tag(sync=True)
    num_heads = traitlets.Int(3).tag(sync=True)

    def __init__(self, tokens: list[str], num_heads: int) -> None:
        super().__init__(_words(), tokens=list(tokens), num_heads=num_heads)

    def summary(self) -> str:
        """Say how the table is cut."""
        width = D_MODEL // self.num_heads
        return _(
            "{count} tokens of {D_MODEL} features, cut into {num_heads} "
            "heads of {width}: every head gets a piece of each token. "
            "Run this cell to choose the number of heads and to cut "
            "wrongly.",
            count=len(self.tokens),
            D_MODEL=D_MODEL,
            num_heads=self.num_heads,
            width=width,
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
            ax.set_yticks(range(length), self.tokens, parse_math=False)
            ax.set_xticks([])
            ax.grid(False)
            ax.set_title("view" if wrong else "view + transpose")
        return png(figure, dpi=80)


def _words() -> dict[str, str]:
    return {
        "title": _("Heads as channels"),
        "try": _(
            "Try this: choose 4 heads, then cut without the transpose. What does a "
            "head see now?"
        ),
        "heads": _("Heads"),
        "wrong": _("view without transpose"),
        "reset": _("Reset"),
        "scene": _(
            "Rows are tokens, columns features; each cell holds its head's number"
        ),
        "features": _("features"),
        "right_said": _(
            "{heads} heads of width {width}: every head gets {width} features of each "
            "of the {length} tokens. {weights} weights a sentence, {products} products "
            "for the scores."
        ),
        "wrong_said": _(
            "Wrong: head 1 gets numbers of {seen} of the {length} tokens, laid out as "
            "if they were {length}. No error is raised."
        ),
    }
