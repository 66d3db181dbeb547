"""What to say tomorrow: which known mistakes a class made, the most frequent first."""

from collections.abc import Sequence
from typing import NamedTuple

from course_utils.classroom.grading import Row
from course_utils.classroom.lessons import Lesson, Task


class Known(NamedTuple):
    """A known mistake and who made it; `hint` is English."""

    hint: str
    students: tuple[str, ...]


class Summary(NamedTuple):
    """How a class stands in an exercise: how many have which status, which mistakes."""

    task: Task
    counts: dict[str, int]
    known: tuple[Known, ...]


def summary(rows: Sequence[Row], lesson: Lesson) -> list[Summary]:
    """Return how the rows of a notebook stand, exercise by exercise."""
    return [_of(rows, task) for task in lesson.tasks]


def _of(rows: Sequence[Row], task: Task) -> Summary:
    found: dict[str, list[str]] = {}
    counts = dict.fromkeys(("right", "wrong", "failed", "open"), 0)
    for row in rows:
        verdict = row.verdicts[task.number]
        counts[verdict.status] += 1
        if verdict.mistake:
            found.setdefault(verdict.mistake, []).append(row.submission.student)
    known = [Known(hint, tuple(students)) for hint, students in found.items()]
    known.sort(key=lambda each: -len(each.students))
    return Summary(task, counts, tuple(known))
