"""Exercises and quiz of notebook 01."""

from course_utils.exercises.encoder_decoder.held_out_error import check_held_out_error
from course_utils.exercises.encoder_decoder.quiz import QUIZ
from course_utils.exercises.encoder_decoder.reconstruct import check_reconstruct
from course_utils.exercises.encoder_decoder.smallest_state import check_smallest_state
from course_utils.exercises.encoder_decoder.state_shape import check_state_shape
from course_utils.exercises.encoder_decoder.write import check_write
from course_utils.exercises.machinery.core import show_hints, show_solution

__all__ = [
    "QUIZ",
    "check_held_out_error",
    "check_reconstruct",
    "check_smallest_state",
    "check_state_shape",
    "check_write",
    "show_hints",
    "show_solution",
]
