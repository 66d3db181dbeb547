"""The mistakes that people make, and how they are recognised."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from course_utils.exercises.machinery.compare import plain, same
from course_utils.exercises.machinery.crash import Crash
from course_utils.exercises.machinery.difference import difference
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


class Explanation(NamedTuple):
    """What is wrong; `hint` is that of the known mistake for certain, if it is one."""

    note: str
    hint: str = ""


def explained(
    exercise: "Exercise", outputs: list[Any], targets: list[Any], wrong: int
) -> Explanation:
    """Return the hint of the mistake that explains the outputs, or what differs.

    A mistake that does the same only on case `wrong`, which is shown, is asked after.
    """
    yours, target = outputs[wrong], targets[wrong]
    plainly = list(map(settled, outputs))

    def like(number: int, case: int) -> bool:
        theirs = exercise.of_mistake(number, case)
        return same(plainly[case], theirs, exercise.tolerance)

    alike = [number for number in range(len(exercise.mistakes)) if like(number, wrong)]
    for number in alike:
        if all(like(number, case) for case in range(len(outputs))):
            hint = _(exercise.mistakes[number].hint)
            asked = hint if exercise.telling else _("Is it this? {hint}", hint=hint)
            return Explanation(asked, exercise.mistakes[number].hint)
    for mistake in exercise.mistakes:
        if mistake.when is not None and _holds(mistake.when, yours, target):
            return Explanation(_(mistake.hint), mistake.hint)
    secret = not callable(exercise._solution)
    seen = difference(yours, target, exercise.tolerance, discreet=secret)
    if secret or isinstance(yours, Crash) or not alike:
        return Explanation(seen)
    hint = _(exercise.mistakes[alike[0]].hint)
    return Explanation(seen + " " + _("Is it this? {hint}", hint=hint))


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
