"""The check and the quiz with which notebook 00 shows what checks and quizzes are.

Their subject is what every notebook agrees on, not a concept.
"""

from course_utils.exercises.machinery.core import show_hints, show_solution
from course_utils.exercises.start_here.quiz import QUIZ
from course_utils.exercises.start_here.real_tokens import (
    check_real_tokens,
    real_tokens,
)

__all__ = ["QUIZ", "check_real_tokens", "real_tokens", "show_hints", "show_solution"]
