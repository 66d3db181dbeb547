"""Exercises on positions: who notices, the table, its matrix, turns, steps, waves."""

from course_utils.exercises.machinery.core import show_hints, show_solution
from course_utils.exercises.positional_encoding.encoding import check_encoding
from course_utils.exercises.positional_encoding.halves_shift import check_halves_shift
from course_utils.exercises.positional_encoding.quiz import QUIZ
from course_utils.exercises.positional_encoding.rotary import check_rotary
from course_utils.exercises.positional_encoding.step import check_step
from course_utils.exercises.positional_encoding.waves import check_waves
from course_utils.exercises.positional_encoding.who_notices import check_who_notices

__all__ = [
    "QUIZ",
    "check_encoding",
    "check_halves_shift",
    "check_rotary",
    "check_step",
    "check_waves",
    "check_who_notices",
    "show_hints",
    "show_solution",
]
