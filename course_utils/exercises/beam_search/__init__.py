"""Exercises on beam search: what is kept, the k best, the truth, the stop, a find."""

from course_utils.exercises.beam_search.best import check_best
from course_utils.exercises.beam_search.compared import SENTENCES
from course_utils.exercises.beam_search.exact import check_exact
from course_utils.exercises.beam_search.find import check_find
from course_utils.exercises.beam_search.kept import check_kept
from course_utils.exercises.beam_search.quiz import QUIZ
from course_utils.exercises.beam_search.search import check_search
from course_utils.exercises.machinery.core import show_hints, show_solution

__all__ = [
    "QUIZ",
    "SENTENCES",
    "check_best",
    "check_exact",
    "check_find",
    "check_kept",
    "check_search",
    "show_hints",
    "show_solution",
]
