"""In what an output differs from the target, in one or two true sentences."""

from typing import Any

from torch import Tensor

from course_utils.exercises.machinery.compare import plain, same
from course_utils.exercises.machinery.crash import Crash
from course_utils.exercises.machinery.relations import (
    length_difference,
    number_difference,
)
from course_utils.language import _


def difference(
    yours: Any, target: Any, tolerance: float = 1e-4, *, discreet: bool = False
) -> str:
    """Return what a reader should look at first; never empty, never untrue.

    The two must differ. Where the target is to stay a secret, `discreet` leaves out
    what it could be computed from.
    """
    if isinstance(yours, Crash):
        return yours.sentence()
    if type(yours) is type(target) and hasattr(yours, "sentence"):
        return yours.sentence()  # it knows best
    if callable(target) and not callable(yours):
        got = type(yours).__name__
        return _(
            "Give the function itself, without brackets; this is of type `{got}`.",
            got=got,
        )
    if yours is None:
        return _("Nothing came back. Does your function end with `return`?")
    if callable(yours) and not isinstance(yours, type):
        return _("A function came back. Is a pair of brackets missing?")
    try:
        return _several(yours, target, tolerance) or _one(
            yours, target, tolerance, discreet
        )
    except Exception:  # a reader's object may do anything when it is looked at
        return _types(yours, target)


def _several(yours: Any, target: Any, tolerance: float) -> str:
    """Return which of several results is wrong, and in what; "" if there is one."""
    if not (
        isinstance(target, tuple) and any(isinstance(each, Tensor) for each in target)
    ):
        return ""
    yours = list(yours) if isinstance(yours, tuple | list | Tensor) else [yours]
    if len(yours) != len(target):
        return _(
            "Results that came back: {got}; expected {want}.",
            got=len(yours),
            want=len(target),
        )
    wrong = [
        number
        for number, pair in enumerate(zip(yours, target, strict=True), 1)
        if not same(*pair, tolerance)
    ]
    first = difference(yours[wrong[0] - 1], target[wrong[0] - 1], tolerance)
    if len(wrong) == len(target):
        return _("All results differ. The first: {first}", first=first)
    return _(
        "Of {count} results, these are wrong: {numbers}. The others are right. {first}",
        numbers=_(", ").join(map(str, wrong)),
        count=len(target),
        first=first,
    )


def _one(yours: Any, target: Any, tolerance: float, discreet: bool) -> str:
    a, b = plain(yours), plain(target)
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        # Of a value, a number is a part; "the shape is right" would mislead there
        if a.dim() == b.dim() == 1 and (discreet or len(a) != len(b)):
            return _items(tuple(a), tuple(b), tolerance)
        return number_difference(a, b, tolerance, discreet=discreet)
    a, b = (
        tuple(each) if isinstance(each, Tensor) and each.dim() else each
        for each in (a, b)
    )
    if isinstance(a, tuple) and isinstance(b, tuple):
        return _items(a, b, tolerance)
    if isinstance(a, dict) and isinstance(b, dict):
        return _entries(a, b, tolerance)
    if isinstance(a, str) and isinstance(b, str):
        return _("It is another text that is asked for.")
    return _types(yours, target)


def _types(yours: Any, target: Any) -> str:
    got, want = type(yours).__name__, type(target).__name__
    if got == want:
        return _("It is of the right type, `{got}`, but another one.", got=got)
    return _("The type is `{got}`; expected `{want}`.", got=got, want=want)


def _items(yours: tuple, target: tuple, tolerance: float) -> str:
    """Compare sequences item by item; places count from 0, as in code."""
    if not yours:
        return _("It is empty; items expected: {want}.", want=len(target))
    if not target:
        return _("It should be empty; items that came: {got}.", got=len(yours))
    pairs = enumerate(zip(yours, target, strict=False))
    first = next((i for i, pair in pairs if not same(*pair, tolerance)), None)
    if first is not None:
        sentence = _("They differ first at {first}, counted from 0.", first=first)
        if len(yours) == len(target):
            return sentence
        return (
            _("Items: {got}; expected {want}.", got=len(yours), want=len(target))
            + " "
            + sentence
        )
    return length_difference(len(yours), len(target))


def _entries(yours: dict, target: dict, tolerance: float) -> str:
    if missing := [str(key) for key in target if key not in yours]:
        return _("Missing: {keys}.", keys=_(", ").join(missing))
    if more := [str(key) for key in yours if key not in target]:
        return _("Not asked for: {keys}.", keys=_(", ").join(more))
    right = sum(same(yours[key], target[key], tolerance) for key in target)
    return _("{right} of {all} are right.", right=right, all=len(target))
