"""What a reader sees of an exercise: one line, or yours beside the target.

Everything here has a plain-text form too, for terminals and for tests.
"""

import html
import re
import reprlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import torch
from torch import Tensor

from course_utils.exercises.compare import Crash, as_tensor, close, is_numeric
from course_utils.language import say

MOST = 8  # rows and columns shown of a table

_SHORT = reprlib.Repr()
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = 12
_SHORT.maxstring = _SHORT.maxother = 120


class Case(NamedTuple):
    """What went in, and what came out; `target` is `...` where it stays secret."""

    inputs: dict[str, Any]
    yours: Any
    target: Any


@dataclass(frozen=True)
class Result:
    """The outcome of a check."""

    number: str
    kind: str
    title: str
    status: Literal["open", "wrong", "right"]
    note: str = ""
    case: Case | None = field(default=None, compare=False)

    def headline(self) -> str:
        """Return the one line that says how it stands."""
        name = f"{self.number} {self.title}"
        if self.status == "right":
            return f"✓ {name}" + (f" · {self.note}" if self.note else "")
        if self.status == "wrong":
            return f"✗ {name} · " + say("not yet", "还不对")
        if self.kind == "repair":
            return f"○ {name} · " + say("the bug is still there", "错误还在")
        return f"○ {name} · " + say("not attempted yet", "尚未作答")

    def __repr__(self) -> str:
        lines = [self.headline()]
        if self.case is not None:
            lines += [
                f"  {name} = {brief(value)}" for name, value in self.case.inputs.items()
            ]
            for name, value in _sides(self.case):
                lines.append(f"  {name}: {brief(value)}")
        if self.status == "wrong" and self.note:
            lines.append("  → " + self.note)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        colour = {"open": "#888888", "wrong": "#d55e00", "right": "#009e73"}
        parts = [f"<div>{_inline(self.headline())}</div>"]
        if self.case is not None:
            views = [_panel(*each) for each in self.case.inputs.items()]
            mark = _marks(self.case)
            views += [_panel(name, value, mark) for name, value in _sides(self.case)]
            parts.append(
                '<div style="display:flex;flex-wrap:wrap;gap:8px 24px;'
                f'align-items:flex-start;margin:6px 0">{"".join(views)}</div>'
            )
        if self.status == "wrong" and self.note:
            parts.append(f"<div>→ {_inline(self.note)}</div>")
        return (
            f'<div style="border-left:3px solid {colour[self.status]};'
            f'padding:2px 10px;margin:2px 0">{"".join(parts)}</div>'
        )


@dataclass(frozen=True)
class Folded:
    """Texts behind headings that a reader opens one by one; shown as Markdown."""

    parts: Sequence[tuple[str, str]]
    unfolded: bool = False

    def __repr__(self) -> str:
        if self.unfolded:
            return "\n\n".join(f"{title}\n{text}" for title, text in self.parts)
        return " · ".join(f"▸ {title}" for title, _ in self.parts)

    def _repr_markdown_(self) -> str:
        opened = " open" if self.unfolded else ""
        # JupyterLab takes Enter and Space for itself unless the element itself objects.
        return "\n".join(
            f'<details{opened}><summary data-lm-suppress-shortcuts="true">{title}'
            f"</summary>\n\n{text}\n\n</details>\n"
            for title, text in self.parts
        )


def brief(value: Any) -> str:
    """Return a value in one line; never fails, whatever the value is."""
    try:
        if isinstance(value, Tensor) and value.numel() > 12:
            return f"{str(value.dtype)[6:]} {tuple(value.shape)}"
        if isinstance(value, Tensor):
            return f"{_rounded(as_tensor(value).tolist())} {tuple(value.shape)}"
        if isinstance(value, Crash):
            return str(value)
        return _SHORT.repr(_rounded(value))
    except Exception:  # a reader's object may have a broken repr
        return f"<{type(value).__name__}>"


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    if isinstance(value, tuple):  # torch.Size and named tuples too
        return tuple(_rounded(each) for each in value)
    return round(value, 4) if isinstance(value, float) else value


def _sides(case: Case) -> list[tuple[str, Any]]:
    sides = [(say("yours", "你的结果"), case.yours)]
    if case.target is not ...:
        sides.append((say("target", "目标"), case.target))
    return sides


def _marks(case: Case) -> Tensor | None:
    """Return where yours differs from the target, if they can be laid side by side."""
    if not (is_numeric(case.yours) and is_numeric(case.target)):
        return None
    yours, target = as_tensor(case.yours), as_tensor(case.target)
    return ~close(yours, target) if yours.shape == target.shape else None


def _panel(name: str, value: Any, marks: Tensor | None = None) -> str:
    """Return a value under its name: a small table for tensors, else one line."""
    head = f"<b>{html.escape(name)}</b>"
    if not isinstance(value, Tensor) or value.dim() == 0 or not value.numel():
        return f"<div>{head}<br><code>{html.escape(brief(value))}</code></div>"
    table, where = _window(as_tensor(value), marks)
    size = " × ".join(str(n) for n in value.shape)
    return f"<div>{head} <small>{size}{where}</small>{table}</div>"


def _window(value: Tensor, marks: Tensor | None) -> tuple[str, str]:
    """Return an HTML table of the first rows and columns, and which slice they are of.

    Of more than two axes, the slice with the first difference is shown.
    """
    wrong = torch.zeros_like(value, dtype=torch.bool) if marks is None else marks
    slices, where = (), ""
    if value.dim() > 2:
        first = wrong.nonzero()[0] if wrong.any() else torch.zeros(value.dim())
        slices = tuple(int(i) for i in first[:-2])
        where = " · [" + ", ".join(str(i) for i in slices) + "]"
    grid, wrong = (torch.atleast_2d(each[slices]) for each in (value, wrong))
    cut = grid.shape[0] > MOST or grid.shape[1] > MOST
    grid, wrong = grid[:MOST, :MOST], wrong[:MOST, :MOST]
    peak = float(grid.double().abs().nan_to_num(posinf=0, neginf=0).max()) or 1.0
    rows = "".join(
        "<tr>"
        + "".join(_cell(x, x / peak, bad) for x, bad in zip(row, bads, strict=True))
        + "</tr>"
        for row, bads in zip(grid.tolist(), wrong.tolist(), strict=True)
    )
    return f'<table style="margin:2px 0">{rows}</table>', where + (" …" if cut else "")


def _cell(value: float, share: float, wrong: bool) -> str:
    """Return one entry; its tint is the size, its outline says that it differs."""
    text = f"{value:.2f}" if isinstance(value, float) else str(value)
    tint = min(abs(share), 1) * 0.35 if share == share else 0
    colour = "0,114,178" if share >= 0 else "230,159,0"
    style = f"text-align:right;padding:2px 6px;background:rgba({colour},{tint:.2f})"
    if wrong:
        style += ";outline:2px solid #d55e00;outline-offset:-2px;font-weight:bold"
    return f'<td style="{style}">{text}</td>'


def _inline(text: str) -> str:
    """Return text as HTML, with `code` set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
