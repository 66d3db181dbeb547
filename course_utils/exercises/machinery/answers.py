"""Reading an answer that is a value, in whatever form people give it.

The solution says what is asked for: a number, a text, several of them in order, a set,
or a finding for each name. An answer may be typed as text with any usual separator; it
may be a tensor, an array, a list or a range.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import islice
from numbers import Real
from typing import Any

import numpy as np
from torch import Tensor

from course_utils.data.fold import fold
from course_utils.exercises.machinery.compare import MOST
from course_utils.exercises.machinery.limits import AnswerError
from course_utils.exercises.machinery.numerals import number_in
from course_utils.language import N_, _

READABLE = Real, str, tuple, list, set, frozenset, Mapping  # what a solution may be
# From the strongest to the weakest: the first that occurs separates
_SEPARATORS = (
    r"[;\n]",
    r"\)\s*,\s*\(",
    r",",
    r"\band\b|和|与|及",
    r"(?<=\d)\s*[x×]\s*(?=\d)",
    r"\s",
)
_KINDS = {
    "number": N_("a number"),
    "text": N_("a text"),
    "several": N_("a tuple"),
    "set": N_("several, in any order"),
    "chart": N_("an answer for each name"),
}


def read(answer: Any, like: Any) -> Any:
    """Return an answer in the form of `like`; AnswerError if it cannot be read so.

    Several of one kind are read whatever their number; several of different kinds are
    as many as in `like`. A part that is still `...` stays so; a
    name's `None` is read as `...`, too.
    """
    if answer is ...:
        return ...
    if answer is None:
        raise AnswerError(_("Nothing came: the answer is `None`."))
    readers = {
        "number": _number,
        "text": _text,
        "several": _several,
        "set": _set,
        "chart": _chart,
    }
    return readers[_kind(like)](answer, like)


def unfilled(answer: Any) -> list[str]:
    """Return what of an answer that `read` returned is still `...`: names or places."""
    if isinstance(answer, Mapping):
        return [str(key) for key, each in answer.items() if each in (..., "...")]
    if isinstance(answer, tuple):
        places = [number for number, each in enumerate(answer, 1) if each is ...]
        return [_("part {number}", number=number) for number in places]
    return []


def _kind(like: Any) -> str:
    if isinstance(like, Mapping):
        return "chart"
    if isinstance(like, set | frozenset):
        return "set"
    if isinstance(like, tuple | list):
        return "several"
    return "text" if isinstance(like, str) else "number"


def _unread(answer: Any, like: Any) -> AnswerError:
    """Return what to raise: what came, and what is asked for."""
    try:
        came = repr(answer)[:60]
    except Exception:  # a reader's object may have a broken repr
        came = type(answer).__name__
    wanted = _(_KINDS[_kind(like)])
    return AnswerError(
        _("Asked for is {wanted}; this is `{came}`.", wanted=wanted, came=came)
    )


def _number(answer: Any, like: Any) -> Real:
    if isinstance(answer, str):
        try:
            number = number_in(fold(answer).strip("()[]{}$`'\". "))
        except ValueError:
            raise _unread(answer, like) from None
        return int(number) if number.is_integer() else number
    if isinstance(answer, Tensor | np.ndarray | np.generic):
        answer = answer.tolist()
    if isinstance(answer, list | tuple | set | frozenset) and len(answer) == 1:
        return _number(next(iter(answer)), like)
    if isinstance(answer, Real | Decimal) and not isinstance(answer, bool):
        return answer if isinstance(answer, int) else float(answer)
    raise _unread(answer, like)


def _text(answer: Any, like: Any) -> str:
    if isinstance(answer, str | np.str_):
        return fold(str(answer)).strip("`'\" ")
    if isinstance(answer, list | tuple) and answer:  # its words or letters
        return " ".join(_text(each, like) for each in answer)
    raise _unread(answer, like)


def _several(answer: Any, like: tuple | list) -> tuple:
    kinds = {_kind(each) for each in like}
    parts = _parts(answer, like)
    if kinds == {"several"}:
        parts = _grouped(parts, len(like[0]))
    if len(kinds) == 1:
        try:
            return tuple(read(each, like[0]) for each in parts)
        except AnswerError:
            if isinstance(answer, str):  # what its parts are was only guessed
                raise _unread(answer, like) from None
            raise
    if len(parts) != len(like):
        raise AnswerError(
            _(
                "Asked for are, in this order: {kinds}.",
                kinds=_(", ").join(_(_KINDS[_kind(each)]) for each in like),
            )
        )
    return tuple(map(read, parts, like))


def _grouped(parts: list, size: int) -> list:
    """Return single values as groups of so many; what is in groups stays so."""
    single = all(
        isinstance(each, Real) or (isinstance(each, str) and len(_parts(each, ())) == 1)
        for each in parts
    )
    if not single or len(parts) % size:
        return parts
    return [parts[start : start + size] for start in range(0, len(parts), size)]


def _parts(answer: Any, like: Any) -> list:
    """Take an answer apart, a text at the strongest separator that it has."""
    if isinstance(answer, str):
        text = fold(answer)
        while len(text) > 1 and (text[0] + text[-1]) in ("()", "[]", "{}"):
            text = text[1:-1]
        found = next((each for each in _SEPARATORS if re.search(each, text)), r"\s")
        return [part for part in re.split(found, text) if part.strip("()[]'\" ")]
    if isinstance(answer, Tensor | np.ndarray):
        answer = answer.tolist()
    if isinstance(answer, Mapping | set | frozenset) or not isinstance(
        answer, Iterable
    ):
        if isinstance(answer, Real):
            return [answer]
        raise _unread(answer, like)
    return list(islice(answer, MOST))


def _set(answer: Any, like: Iterable) -> frozenset:
    if isinstance(answer, set | frozenset):
        answer = list(answer)
    return frozenset(_several(answer, list(like)))


def _chart(answer: Any, like: Mapping) -> dict:
    if not isinstance(answer, Mapping):
        raise _unread(answer, like)
    names, kind = {str(key).lower(): key for key in like}, next(iter(like.values()))
    return {
        names.get(str(key).lower(), key): ... if each is None else read(each, kind)
        for key, each in answer.items()
    }
