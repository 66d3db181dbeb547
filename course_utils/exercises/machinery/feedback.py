"""What a reader sees of an exercise: one line, or yours beside the target.

Everything here has a plain-text form too, for terminals and for tests.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from course_utils.exercises.machinery.tables import brief, side_by_side
from course_utils.language import _


class NotRightError(AssertionError):
    """An answer that counts for points is not right."""


class Marked:
    """What a teacher's tools do with the outcome of a check."""

    def share(self) -> float:
        """Return how much of the exercise is right, from 0 to 1."""
        return float(self.status == "right")

    def points(self, full: float | int = 1) -> float:
        """Return the points for it out of `full`."""
        return full * self.share()

    def must_be_right(self) -> None:
        """Raise NotRightError, which shows the outcome, unless the answer is right."""
        if self.status != "right":
            raise NotRightError(repr(self))


class Case(NamedTuple):
    """What went in, and what came out; `target` is `...` where it stays secret."""

    inputs: dict[str, Any]
    yours: Any
    target: Any
    tolerance: float

    def sides(self) -> dict[str, Any]:
        """Return yours and, unless it is secret, the target, by name."""
        sides = {_("yours"): self.yours}
        if self.target is not ...:
            sides[_("target")] = self.target
        return sides


@dataclass(frozen=True)
class Result(Marked):
    """The outcome of a check; `mistake` is the hint of a known one, in English."""

    number: str
    kind: str
    title: str
    status: Literal["open", "wrong", "right"]
    note: str = ""
    case: Case | None = field(default=None, compare=False)
    mistake: str | None = field(default=None, compare=False)

    def headline(self) -> str:
        """Return the one line that says how it stands."""
        name = f"{self.number} {self.title}"
        if self.status == "right":
            return f"✓ {name}" + (f" · {self.note}" if self.note else "")
        if self.status == "wrong":
            return f"✗ {name} · " + _("not yet")
        if self.kind == "repair":
            return f"○ {name} · " + _("the bug is still there")
        return f"○ {name} · " + (
            _("not finished yet") if self.note else _("not attempted yet")
        )

    def __repr__(self) -> str:
        lines = [self.headline()]
        if self.case is not None:
            for part in (self.case.inputs, self.case.sides()):
                lines += [
                    f"  {name}{_(': ')}{brief(value)}" for name, value in part.items()
                ]
        if self.status != "right" and self.note:
            lines.append("  → " + self.note)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        colour = {"open": "#888888", "wrong": "#d55e00", "right": "#009e73"}
        parts = [f"<div>{inline(self.headline())}</div>"]
        if self.case is not None:
            parts.append(
                side_by_side(self.case.inputs, self.case.sides(), self.case.tolerance)
            )
        if self.status != "right" and self.note:
            parts.append(f"<div>→ {inline(self.note)}</div>")
        return (
            f'<div style="border-left:3px solid {colour[self.status]};'
            f'padding:2px 10px;margin:2px 0">{"".join(parts)}</div>'
        )


@dataclass(frozen=True)
class PartsResult(Marked):
    """The outcomes of an exercise of several parts."""

    number: str
    title: str
    results: tuple[Result, ...]

    @property
    def status(self) -> Literal["open", "wrong", "right"]:
        """Return the status of the whole: right if all are, open if all are."""
        each = {result.status for result in self.results}
        return each.pop() if len(each) == 1 else "wrong"

    def share(self) -> float:
        """Return how many of the parts are right, from 0 to 1."""
        return sum(result.share() for result in self.results) / len(self.results)

    def headline(self) -> str:
        """Return the one line that says how many parts are right."""
        right = sum(result.status == "right" for result in self.results)
        mark = {"right": "✓", "wrong": "✗", "open": "○"}[self.status]
        counted = _("parts right: {right} of {all}", right=right, all=len(self.results))
        return f"{mark} {self.number} {self.title} · {counted}"

    def __repr__(self) -> str:
        if self.status != "wrong":
            return self.headline()
        return "\n".join([self.headline(), *map(repr, self.results)])

    def _repr_html_(self) -> str:
        head = f"<div>{inline(self.headline())}</div>"
        if self.status != "wrong":
            return head
        return head + "".join(result._repr_html_() for result in self.results)


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
        # Without this, `d d` on a heading would delete the cell in JupyterLab.
        return "\n".join(
            f'<details{opened}><summary data-lm-suppress-shortcuts="true">{title}'
            f"</summary>\n\n{text}\n\n</details>\n"
            for title, text in self.parts
        )


def inline(text: str) -> str:
    """Return text as HTML, with `code` set as code and *stress* stressed."""
    parts = re.split(r"`([^`]+)`", html.escape(text))  # every second one is code
    parts[1::2] = [f"<code>{part}</code>" for part in parts[1::2]]
    parts[::2] = [re.sub(r"\*(\S[^*]*)\*", r"<em>\1</em>", part) for part in parts[::2]]
    return "".join(parts)
