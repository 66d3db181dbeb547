"""The mistakes that people make, and how they are recognised."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from course_utils.exercises.machinery.compare import plain, same
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
    theirs = [
        outputs_of(exercise.run, each.answer, cases) for each in exercise.mistakes
    ]
    plainly = list(map(_plain, outputs))
    for mistake, other in zip(exercise.mistakes, theirs, strict=True):
        if first_wrong(plainly, other, exercise.tolerance) is None:
            return _(mistake.hint)
    for mistake in exercise.mistakes:
        if mistake.when is not None and _holds(mistake.when, yours, target):
            return _(mistake.hint)
    secret = not callable(exercise.solution)
    seen = difference(yours, target, exercise.tolerance, discreet=secret)
    if secret or isinstance(yours, Crash):
        return seen
    for mistake, other in zip(exercise.mistakes, theirs, strict=True):
        if same(plainly[wrong], other[wrong], exercise.tolerance):
            return seen + " " + _("Is it this? {hint}", hint=_(mistake.hint))
    return seen


def _plain(output: Any) -> Any:
    """Bring an output into its plain form once; it is compared many times."""
    try:
        return plain(output)
    except Exception:  # a reader's object may do anything; then it equals nothing
        return output


def _holds(when: Callable[[Any, Any], bool], output: Any, target: Any) -> bool:
    try:
        return bool(when(output, target))
    except Exception:  # outputs may be anything; then this is not the mistake
        return False
