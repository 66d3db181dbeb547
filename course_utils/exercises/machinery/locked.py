"""Solutions that open on a day that a teacher chose.

A notebook that was handed out says the day to `setup(…, solutions_after="2026-12-01")`.
Until then `show_solution`, the fold of the solution below the hints and
`check_x.solution` name the day and nothing else.

This is a curtain and not a safe: whoever deletes the day from the first cell, changes
the computer's date or reads the course's open source finds every solution.
"""

from datetime import date
from typing import Any

from course_utils.language import _

_opens: date | None = None


class SolutionLockedError(RuntimeError):
    """A solution was asked for too early; shown as one sentence, without traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Lockable:
    """A field of a dataclass that cannot be read while solutions are locked.

    The course's own checks read it by its name with an underscore before it.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = f"_{name}"

    def __get__(self, thing: Any, owner: type | None = None) -> Any:
        if thing is None:
            raise AttributeError(self.name)  # so that the field has no default
        if locked():
            raise SolutionLockedError(sentence())
        return vars(thing)[self.name]

    def __set__(self, thing: Any, value: Any) -> None:
        vars(thing)[self.name] = value


def lock_until(day: str | date | None) -> None:
    """Lock the solutions until a day such as "2026-12-01"; None opens them.

    Raises ValueError if it is no such day.
    """
    global _opens
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            told = _("{day!r} is no day; write one such as 2026-12-01.", day=day)
            raise ValueError(told) from None
    _opens = day


def locked() -> bool:
    """Return whether the day has not come yet."""
    return _opens is not None and date.today() < _opens


def sentence() -> str:
    """Say when the solutions open."""
    return _("The solution opens on {day}.", day=_opens.isoformat())
