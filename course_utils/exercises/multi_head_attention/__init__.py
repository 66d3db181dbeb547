"""Exercises on multi-head attention: shapes, heads, leaks, the whole of it."""

from course_utils.exercises.machinery.core import show_hints, show_solution
from course_utils.exercises.multi_head_attention.leak import check_leak
from course_utils.exercises.multi_head_attention.leak_test import check_leak_test
from course_utils.exercises.multi_head_attention.merge import check_merge
from course_utils.exercises.multi_head_attention.quiz import QUIZ
from course_utils.exercises.multi_head_attention.shape import check_shape
from course_utils.exercises.multi_head_attention.split import check_split
from course_utils.exercises.multi_head_attention.tokens import check_tokens
from course_utils.exercises.multi_head_attention.whole import check_whole

__all__ = [
    "QUIZ",
    "check_leak",
    "check_leak_test",
    "check_merge",
    "check_shape",
    "check_split",
    "check_tokens",
    "check_whole",
    "show_hints",
    "show_solution",
]
