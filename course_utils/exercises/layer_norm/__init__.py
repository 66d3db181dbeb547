"""Exercises on layer norm: a token by hand, the function, its variance and its axis."""

from course_utils.exercises.layer_norm.axis import check_axis
from course_utils.exercises.layer_norm.norm import check_norm
from course_utils.exercises.layer_norm.pair import check_pair
from course_utils.exercises.layer_norm.quiz import QUIZ
from course_utils.exercises.layer_norm.root import check_root
from course_utils.exercises.layer_norm.touched import check_touched
from course_utils.exercises.machinery.core import show_hints, show_solution

__all__ = [
    "QUIZ",
    "check_axis",
    "check_norm",
    "check_pair",
    "check_root",
    "check_touched",
    "show_hints",
    "show_solution",
]
