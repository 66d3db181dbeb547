"""An exercise of several parts, each with a check of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from course_utils import progress
from course_utils.exercises.machinery.core import Exercise
from course_utils.exercises.machinery.feedback import PartsResult
from course_utils.language import _


@dataclass(frozen=True)
class Parts:
    """A task of several parts: call it with an answer for each, in their order.

    What is not given counts as not attempted. The whole is solved when all parts are.
    """

    number: str
    kind: Literal["predict", "build", "repair", "explore"]
    title: str
    parts: Sequence[Exercise]
    hints: tuple[str, str]

    def __call__(self, *answers: Any) -> PartsResult:
        """Check each part, and remember whether all were right."""
        if len(answers) > len(self.parts):
            raise TypeError(
                _(
                    "Answers given: {got}; this exercise has {want} parts.",
                    got=len(answers),
                    want=len(self.parts),
                )
            )
        filled = [*answers, *[...] * (len(self.parts) - len(answers))]
        results = tuple(
            part.check(answer) for part, answer in zip(self.parts, filled, strict=True)
        )
        result = PartsResult(self.number, _(self.title), results)
        progress.note("check", result.status, exercise=self.number)
        return result
