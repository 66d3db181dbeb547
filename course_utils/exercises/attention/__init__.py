"""Exercises on attention: a mean, a look, scores, links, reading backwards."""

from course_utils.exercises.attention.additive import check_additive
from course_utils.exercises.attention.backwards import check_backwards
from course_utils.exercises.attention.context import check_context
from course_utils.exercises.attention.decoder_look import check_decoder_look
from course_utils.exercises.attention.error_rate import check_error_rate
from course_utils.exercises.attention.look import SENTENCE, check_look
from course_utils.exercises.attention.quiz import QUIZ
from course_utils.exercises.attention.transplant import train_with, translate_with
from course_utils.exercises.machinery.core import show_hints, show_solution

__all__ = [
    "QUIZ",
    "SENTENCE",
    "check_additive",
    "check_backwards",
    "check_context",
    "check_decoder_look",
    "check_error_rate",
    "check_look",
    "show_hints",
    "show_solution",
    "train_with",
    "translate_with",
]
