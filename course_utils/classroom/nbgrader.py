"""What the locked cells of an nbgrader notebook call."""

from typing import Any

from course_utils.classroom.judging import drawn
from course_utils.exercises.machinery.hints import find


def must_be_right(number: str, answer: Any, *, seed: int = 0) -> None:
    """Raise unless an answer is right on the cases of a seed; nbgrader counts that."""
    drawn(find(number), seed).check(answer).must_be_right()
