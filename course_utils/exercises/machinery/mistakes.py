"""The mistakes that people make, and how they are recognised."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from course_utils.exercises.machinery.compare import plain, same
from course_utils.exercises.machinery.crash import Crash
from course_utils.exercises.machinery.difference import difference
from course_utils.exercises.machinery.outputs import first_wrong
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


def explained(
    exercise: "Exercise", outputs: list[Any], targets: list[Any], wrong: int
) -> str:
    """Return the hint of the mistake that explains the outputs, or what differs.

    A mistake that does the same only on case `wrong`, which is shown, is asked after.
    """
    yours, target = outputs[wrong], targets[wrong]
    plainly = list(map(settled, outputs))
    known = list(zip(exercise.mistakes, exercise.of_mistakes, strict=True))
    for mistake, theirs in known:
        if first_wrong(plainly, theirs, exercise.tolerance) is None:
            return _(mistake.hint)
    for mistake in exercise.mistakes:
        if mistake.when is not None and _holds(mistake.when, yours, target):
            return _(mistake.hint)
    secret = not callable(exercise.solution)
    seen = difference(yours, target, exercise.tolerance, discreet=secret)
    if secret or isinstance(yours, Crash):
        return seen
    for mistake, theirs in known:
        if same(plainly[wrong], theirs[wrong], exercise.tolerance):
            return seen + " " + _("Is it this? {hint}", hint=_(mistake.hint))
    return seen


def settled(output: Any) -> Any:
    """Return an output in its plain form; it is compared many times."""
    try:
        return plain(output)
    except Exception:  # a reader's object may do anything; then it equals nothing
        return output


def _holds(when: Callable[[Any, Any], bool], output: Any, target: Any) -> bool:
    try:
        return bool(when(output, target))
    except Exception:  # outputs may be anything; then this is not the mistake
        return False
