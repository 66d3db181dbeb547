"""Positions as clock hands: two positions, the rotation between them, dot products.

All numbers are computed in the browser.
"""

import traitlets
from matplotlib.figure import Figure

from course_utils.language import say
from course_utils.plots.style import SIGNED, house_style
from course_utils.positional_encoding import sinusoidal_encoding
from course_utils.widgets.base import Explorer, front_end, png, style_sheet

WIDEST, LONGEST = 32, 100  # what the sliders reach


def explore_positions(
    d_model: int = 8, base: float = 100.0, position: int = 3, delta: int = 5
) -> "PositionsExplorer":
    """Turn the hands of two positions, `position` and `position + delta`."""
    if not 2 <= d_model <= WIDEST or d_model % 2:
        raise ValueError(
            f"d_model is {d_model}; expected an even number, 2 to {WIDEST}."
        )
    if not 2 <= base <= 10_000:
        raise ValueError(f"base is {base}; expected 2 to 10000.")
    if not (0 <= position <= LONGEST and 0 <= delta <= LONGEST):
        raise ValueError(
            f"position is {position} and delta {delta}; expected 0 to {LONGEST} each."
        )
    return PositionsExplorer(d_model, base, position, delta)


class PositionsExplorer(Explorer):
    """One clock for each pair of features; below, the dot product by distance."""

    _esm = front_end("positional_encoding.js")
    _css = style_sheet("positional_encoding.css")
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
        return say(
            f"Positions {self.position} and {self.position + self.delta} as "
            f"{self.d_model // 2} clock hands (base {self.base:g}); their dot product "
            f"is {product:.2f} of {self.d_model // 2}. Run this cell to turn them.",
            f"位置 {self.position} 和 {self.position + self.delta} 用 "
            f"{self.d_model // 2} 根指针表示（底数 {self.base:g}），"
            f"点积是 {product:.2f}（最大 {self.d_model // 2}）。"
            "运行本单元格即可转动它们。",
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
        "title": say("Positions as clock hands", "把位置看成钟的指针"),
        "try": say(
            "Try this: move i and watch the angle between the two hands of each clock. "
            "Then move δ.",
            "试一试：移动 i，看每个钟上两根指针之间的夹角。再移动 δ。",
        ),
        "position": say("Position i", "位置 i"),
        "delta": say("Distance δ", "距离 δ"),
        "width": say("Width d", "宽度 d"),
        "base": say("Base", "底数"),
        "reset": say("Reset", "重置"),
        "scene": say(
            "Clocks: solid hand position i, dashed hand position i + δ",
            "钟：实线指针是位置 i，虚线指针是位置 i + δ",
        ),
        "curve": say(
            "Dot product of two positions by their distance",
            "两个位置的点积随距离的变化",
        ),
        "turn": say("{length} for a turn", "{length} 步一圈"),
        "more": say("+ {count} slower", "还有 {count} 个更慢的"),
        "across": say("distance δ", "距离 δ"),
        "up": say("dot product", "点积"),
        "said": say(
            "Positions {i} and {j}. The fastest hand has turned by {fast}° between "
            "them, the slowest by {slow}°, wherever i is. Dot product {product} of at "
            "most {most}.",
            "位置 {i} 和 {j}。最快的指针在其间转过 {fast}°，最慢的 {slow}°，与 i 无关。"
            "点积是 {product}，最大可能是 {most}。",
        ),
    }
