"""The exercises that ask for a function, and their right answers in other styles."""

import importlib
import importlib.util
from collections.abc import Callable
from types import ModuleType

from course_utils.exercises.machinery.core import Exercise
from course_utils.syllabus import CONCEPTS

SLUGS = {"0": "start_here"} | {str(each.number): each.slug for each in CONCEPTS}
STYLES = 5  # of the right answers are mutated, besides the solution


def exercises() -> list[Exercise]:
    """Return every build and repair exercise of every concept."""
    found = [
        each
        for slug in SLUGS.values()
        if (module := _module(f"course_utils.exercises.{slug}"))
        for each in vars(module).values()
        if isinstance(each, Exercise) and each.kind in ("build", "repair")
    ]
    return sorted(found, key=lambda each: each.number)


def right_answers(number: str) -> tuple[Callable, ...]:
    """Return the right answers in other styles that are kept for an exercise."""
    module = _module(f"right_answers.{SLUGS[number.partition('.')[0]]}")
    return tuple(module.RIGHT.get(number, ())) if module else ()


def sources(exercise: Exercise) -> list[Callable]:
    """Return what is mutated: the solution, and the first of the other styles."""
    return [exercise.solution, *right_answers(exercise.number)[:STYLES]]


def _module(name: str) -> ModuleType | None:
    parent = name.rpartition(".")[0]
    if not (importlib.util.find_spec(parent) and importlib.util.find_spec(name)):
        return None
    return importlib.import_module(name)
