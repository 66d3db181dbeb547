"""Exercises on the Transformer: its size, its parts, its cache, and how it fails."""

from course_utils.exercises.machinery.core import show_hints, show_solution
from course_utils.exercises.transformer.cache import check_cache
from course_utils.exercises.transformer.cross import check_cross
from course_utils.exercises.transformer.diagnosis import WARDS, check_diagnosis, patient
from course_utils.exercises.transformer.forward import check_forward
from course_utils.exercises.transformer.head import SENTENCE, check_head
from course_utils.exercises.transformer.quiz import QUIZ
from course_utils.exercises.transformer.size import check_size

__all__ = [
    "QUIZ",
    "SENTENCE",
    "WARDS",
    "check_cache",
    "check_cross",
    "check_diagnosis",
    "check_forward",
    "check_head",
    "check_size",
    "patient",
    "show_hints",
    "show_solution",
]
