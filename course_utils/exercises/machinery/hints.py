"""Help for an exercise: two hints and the solution, each behind a fold."""

import importlib
import inspect
from typing import Any

from course_utils import progress
from course_utils.exercises.machinery import locked
from course_utils.exercises.machinery.feedback import Folded
from course_utils.language import _, listed
from course_utils.source import in_language
from course_utils.syllabus import CONCEPTS


def find(number: str | float) -> Any:
    """Return an exercise by its number, whose first part is its notebook's."""
    number = str(number)  # whoever forgets the quotes is understood too
    first, _point, second = number.partition(".")
    slugs = {"0": "start_here"} | {str(each.number): each.slug for each in CONCEPTS}
    if not second or first not in slugs:
        raise ValueError(
            _(
                "{number!r} is not the number of an exercise. Write it as '2.1', in "
                "quotes; the first part is a notebook's, 0 to {last}.",
                number=number,
                last=len(CONCEPTS),
            )
        )
    module = importlib.import_module(f"course_utils.exercises.{slugs[first]}")
    known = {
        each.number: each
        for name, each in vars(module).items()
        if name.startswith("check_")
    }
    if number not in known:
        raise ValueError(
            _(
                "There is no exercise {number!r}. Notebook {first} has {known}.",
                number=number,
                first=first,
                known=listed(sorted(known)),
            )
        )
    return known[number]


def show_hints(number: str | float) -> Folded:
    """Return the two hints and the solution, folded, to be opened one by one."""
    exercise = find(number)
    progress.note("hint", exercise=exercise.number)
    first, second = exercise.hints
    return Folded(
        [
            (_("Hint 1"), _(first)),
            (_("Hint 2"), _(second)),
            (_("Solution"), _solution(exercise)),
        ]
    )


def show_solution(number: str | float) -> Folded:
    """Return the solution, unfolded."""
    exercise = find(number)
    progress.note("solution", exercise=exercise.number)
    parts = [(_("Solution"), _solution(exercise))]
    return Folded(parts, unfolded=True)


def _solution(exercise: Any) -> str:
    """Return as Markdown the right function's source, or the right value and why.

    While a teacher keeps it locked, say until when.
    """
    if locked.locked():
        return locked.sentence()
    if parts := getattr(exercise, "parts", ()):
        return "\n\n".join(map(_solution, parts))
    why = _(exercise.why)
    if callable(exercise.solution):
        source = in_language(inspect.getsource(exercise.solution).strip())
        return f"```python\n{source}\n```\n\n{why}".strip()
    return f"`{exercise.solution!r}`\n\n{why}".strip()
