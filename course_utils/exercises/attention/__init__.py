"""Exercises on attention: a mean, the function itself, its scores and axis, a look."""

from course_utils.exercises.attention.additive import check_additive
from course_utils.exercises.attention.attention import check_attention
from course_utils.exercises.attention.axis import check_axis
from course_utils.exercises.attention.context import check_context
from course_utils.exercises.attention.look import SENTENCE, check_look
from course_utils.exercises.attention.quiz import QUIZ
from course_utils.exercises.attention.scale import check_scale
from course_utils.exercises.machinery.core import show_hints, show_solution

__all__ = [
    "QUIZ",
    "SENTENCE",
    "check_additive",
    "check_attention",
    "check_axis",
    "check_context",
    "check_look",
    "check_scale",
    "show_hints",
    "show_solution",
]
