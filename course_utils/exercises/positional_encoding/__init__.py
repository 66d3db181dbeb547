"""Exercises on positions: a row, the whole table, halves, an offset, two waves."""

from course_utils.exercises.machinery.core import show_hints, show_solution
from course_utils.exercises.positional_encoding.add import check_add
from course_utils.exercises.positional_encoding.encoding import check_encoding
from course_utils.exercises.positional_encoding.interleave import check_interleave
from course_utils.exercises.positional_encoding.quiz import QUIZ
from course_utils.exercises.positional_encoding.row import check_row
from course_utils.exercises.positional_encoding.waves import check_waves

__all__ = [
    "QUIZ",
    "check_add",
    "check_encoding",
    "check_interleave",
    "check_row",
    "check_waves",
    "show_hints",
    "show_solution",
]
