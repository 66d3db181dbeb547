"""Exercises on seq2seq: the shifted pair, two GRUs, a step, a batch, one lie."""

from course_utils.exercises.machinery.core import show_hints, show_solution
from course_utils.exercises.seq2seq.corruption import SENTENCE, check_corruption
from course_utils.exercises.seq2seq.counts import check_counts
from course_utils.exercises.seq2seq.quiz import QUIZ
from course_utils.exercises.seq2seq.shift import check_shift
from course_utils.exercises.seq2seq.training_step import check_step
from course_utils.exercises.seq2seq.translator import check_translator
from course_utils.exercises.seq2seq.writing import check_writing

__all__ = [
    "QUIZ",
    "SENTENCE",
    "check_corruption",
    "check_counts",
    "check_shift",
    "check_step",
    "check_translator",
    "check_writing",
    "show_hints",
    "show_solution",
]
