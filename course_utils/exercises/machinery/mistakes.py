"""The mistakes that people make, and how they are recognised."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from course_utils.exercises.machinery.compare import same
from course_utils.exercises.machinery.crash import Crash
from course_utils.exercises.machinery.difference import difference
from course_utils.exercises.machinery.outputs import first_wrong, outputs_of
from course_utils.language import _

if TYPE_CHECKING:
    from course_utils.exercises.machinery.core import Exercise


class Mistake(NamedTuple):
    """A wrong answer that people do give, and the hint that mends it.

    It is recognised where an answer gives the same outputs as this one or, if `when`
    is given, where `when(output, target)` is true of the first case that fails: then
    the hint says no more than `when` has seen.
    """

    answer: Any
    hint: str
    when: Callable[[Any, Any], bool] | None = None


def known(
    exercise: "Exercise", outputs: list, targets: list, cases: Sequence[tuple]
) -> str:
    """Return the hint of the mistake that explains the outputs, or what differs.

    A mistake that does the same only on the case that is shown is asked after.
    """
    wrong = first_wrong(outputs, targets, exercise.tolerance)
    yours, target = outputs[wrong], targets[wrong]
    for mistake in exercise.mistakes:
        if _does_so(exercise, mistake, outputs, cases):
            return _(mistake.hint)
    for mistake in exercise.mistakes:
        if mistake.when is not None and _holds(mistake.when, yours, target):
            return _(mistake.hint)
    secret = not callable(exercise.solution)
    seen = difference(yours, target, exercise.tolerance, discreet=secret)
    if secret or isinstance(yours, Crash):
        return seen
    for mistake in exercise.mistakes:
        if _does_so(exercise, mistake, [yours], [cases[wrong]]):
            return seen + " " + _("Is it this? {hint}", hint=_(mistake.hint))
    return seen


def _does_so(
    exercise: "Exercise", mistake: Mistake, outputs: list, cases: Sequence[tuple]
) -> bool:
    """Say whether a mistake gives these outputs; it is run until it does not."""
    return all(
        same(
            outputs_of(exercise.run, mistake.answer, [case])[0],
            output,
            exercise.tolerance,
        )
        for case, output in zip(cases, outputs, strict=True)
    )


def _holds(when: Callable[[Any, Any], bool], output: Any, target: Any) -> bool:
    try:
        return bool(when(output, target))
    except Exception:  # outputs may be anything; then this is not the mistake
        return False
