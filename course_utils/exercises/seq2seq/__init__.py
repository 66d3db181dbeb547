"""Exercises on seq2seq: the shifted pair, two GRUs, the loss, the state, one lie."""

from course_utils.exercises.machinery.core import show_hints, show_solution
from course_utils.exercises.seq2seq.corruption import SENTENCE, check_corruption
from course_utils.exercises.seq2seq.counts import check_counts
from course_utils.exercises.seq2seq.last_state import check_last_state
from course_utils.exercises.seq2seq.loss import check_loss
from course_utils.exercises.seq2seq.quiz import QUIZ
from course_utils.exercises.seq2seq.shift import check_shift
from course_utils.exercises.seq2seq.translator import check_translator

__all__ = [
    "QUIZ",
    "SENTENCE",
    "check_corruption",
    "check_counts",
    "check_last_state",
    "check_loss",
    "check_shift",
    "check_translator",
    "show_hints",
    "show_solution",
]
