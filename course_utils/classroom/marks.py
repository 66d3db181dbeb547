"""Points: how many an exercise is worth, and how many a row has."""

import re
from collections.abc import Mapping

from course_utils.classroom.grading import Row
from course_utils.classroom.judging import Verdict
from course_utils.classroom.lessons import Lesson
from course_utils.language import N_, _

STATUS = {
    "right": N_("right"),
    "wrong": N_("not right"),
    "open": N_("not attempted"),
    "failed": N_("could not be judged"),
}


class Scale:
    """What each exercise is worth: one number for all, or some by number."""

    def __init__(self, otherwise: float, own: Mapping[str, float]) -> None:
        self.otherwise, self.own = otherwise, dict(own)

    @classmethod
    def of(cls, text: str) -> "Scale":
        """Read "2" or "4.2=3,4.5=1" or "1,4.2=3"; ValueError for anything else."""
        otherwise, own = 1.0, {}
        for part in re.split(r"[,;\s]+", text.strip()):
            found = re.fullmatch(r"(?:(\d+\.\d+)=)?(\d+(?:\.\d+)?)", part)
            if found is None:
                raise ValueError(
                    _(
                        "{part!r} are no points; write 2 for every exercise, or "
                        "4.2=3,4.5=1 for some.",
                        part=part,
                    )
                )
            if found[1]:
                own[found[1]] = float(found[2])
            else:
                otherwise = float(found[2])
        return cls(otherwise, own)

    def full(self, number: str) -> float:
        """Return what an exercise is worth."""
        return self.own.get(number, self.otherwise)

    def points(self, number: str, verdict: Verdict | None) -> float:
        """Return the points of a verdict."""
        right = verdict is not None and verdict.status == "right"
        return self.full(number) if right else 0.0

    def total(self, row: Row) -> float:
        """Return all points of a row."""
        return sum(self.points(*each) for each in row.verdicts.items())

    def most(self, lesson: Lesson) -> float:
        """Return the points that a notebook can bring."""
        return sum(self.full(task.number) for task in lesson.tasks)


def order(number: str) -> list[int]:
    """Return by what the numbers of exercises are sorted: 4.10 comes after 4.9."""
    return [int(part) for part in number.split(".")]
