"""No wrong answer passes a check, and none is rejected without a true word.

Small mutants of the solutions, and of right answers in another style, are handed to the
check: some hundred an exercise, at even distances. `python -m benchmarks.exercises`
takes all of them, of six answers each, prints the figures, and with an exercise's
number what is to be mended.
"""

import functools

import pytest
from mutation.answers import exercises, right_answers, sources
from mutation.judge import PROBES, Judge, Verdict, twins
from mutation.reasons import ENTRIES, unexplained

from course_utils.exercises.machinery.core import Exercise

EXERCISES = {each.number: each for each in exercises()}
MUTANTS = 100  # of an exercise, at most
REJECTED = 0.98  # of the mutants that differ from the solution
STYLES = 8
each_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


@functools.cache
def verdicts(number: str) -> list[Verdict]:
    judge = Judge(EXERCISES[number])
    return judge.all(sources(EXERCISES[number])[:2], MUTANTS)


def listed(some: list[Verdict]) -> list[str]:
    return [f"{each.source}: {each.mutant.description}" for each in some]


@each_exercise
def test_right_answers_in_many_styles_pass(exercise: Exercise) -> None:
    styles = right_answers(exercise.number)
    assert len(styles) >= STYLES
    assert [each.__name__ for each in styles if exercise(each).status != "right"] == []


@each_exercise
def test_wrong_answers_are_rejected(exercise: Exercise) -> None:
    found = verdicts(exercise.number)
    survived = [each for each in found if each.status == "survived"]
    differing = [each for each in found if each.status != "equivalent"]
    assert len(differing) - len(survived) >= REJECTED * len(differing), listed(survived)


@each_exercise
def test_what_is_rejected_gets_a_note(exercise: Exercise) -> None:
    killed = [each for each in verdicts(exercise.number) if each.status == "killed"]
    assert listed([each for each in killed if not each.note]) == []


@each_exercise
def test_no_mutant_is_accused_of_a_mistake_it_did_not_make(exercise: Exercise) -> None:
    assert listed([each for each in verdicts(exercise.number) if each.accused]) == []


@each_exercise
def test_what_is_accepted_changes_nothing_and_is_listed(exercise: Exercise) -> None:
    assert listed(unexplained(exercise.number, verdicts(exercise.number))) == []


@each_exercise
def test_known_mistakes_are_told_apart_by_the_cases(exercise: Exercise) -> None:
    assert twins(exercise) == []


def test_every_exercise_has_probes_and_reasons_name_exercises() -> None:
    assert PROBES.keys() == EXERCISES.keys()
    for entry in ENTRIES:
        assert set(entry["exercises"]) <= EXERCISES.keys()
        assert entry["reason"]
