"""A quiz that explains every option."""

from course_utils.widgets.quiz.explorer import (
    Quiz,
)

__all__ = ["Quiz"]
