"""Exercises on layer norm: a token by hand, the function, its faults, its place."""

from course_utils.exercises.layer_norm.add_and_norm import check_add_and_norm
from course_utils.exercises.layer_norm.axis import check_axis
from course_utils.exercises.layer_norm.by_hand import check_by_hand
from course_utils.exercises.layer_norm.norm import check_norm
from course_utils.exercises.layer_norm.placements import check_placements
from course_utils.exercises.layer_norm.quiz import QUIZ
from course_utils.exercises.layer_norm.root import check_root
from course_utils.exercises.layer_norm.touched import check_touched
from course_utils.exercises.machinery.core import show_hints, show_solution

__all__ = [
    "QUIZ",
    "check_add_and_norm",
    "check_axis",
    "check_by_hand",
    "check_norm",
    "check_placements",
    "check_root",
    "check_touched",
    "show_hints",
    "show_solution",
]
