"""From what an answer's process told to a verdict, in the teacher's process."""

import dataclasses
import re
from typing import Any, NamedTuple

from course_utils.classroom import wire
from course_utils.classroom.pool import Ended
from course_utils.exercises.machinery.crash import Crash
from course_utils.language import _, gap, listed

# What an honest answer does not name: whoever grades should read it
_ODD = re.compile(
    r"\.?_?solution\b|\bmistakes\b|course_utils\.exercises\.\w+|\bgc\b|"
    r"sys\.modules|_getframe|\bctypes\b|\bsubprocess\b|\bos\.\w+|\bsocket\b|"
    r"lock_until|\bsetattr\b|__globals__|__closure__|\bexec\b|\beval\b|__import__"
)


_kept: dict[tuple[str, int], Any] = {}


class Verdict(NamedTuple):
    """How an exercise stands in a notebook.

    `status` is "right", "wrong", "open" (not attempted) or "failed" (it gave nothing
    that could be judged). `mistake` is the hint of a known one, in English, or "".
    """

    status: str
    note: str = ""
    mistake: str = ""
    code: str = ""
    odd: str = ""  # what in the code should be read by somebody


def judged(ended: Ended, exercise: Any) -> Verdict:
    """Return the verdict on what a job told of an exercise."""
    verdict = _verdict(ended, exercise)
    found = dict.fromkeys(each.group() for each in _ODD.finditer(ended.job.code))
    return verdict._replace(code=ended.job.code, odd=listed(found))


def _verdict(ended: Ended, exercise: Any) -> Verdict:
    if ended.fault:
        return Verdict("failed", fault(ended.fault))
    try:
        ((kind, told),) = wire.read(ended.told).items()
    except (ValueError, AttributeError, TypeError):
        return Verdict("failed", fault("unreadable"))
    if kind == "outputs" and isinstance(told, list):
        return _compared(told, exercise, ended.job.seeds)
    if kind == "value":
        return _of(exercise.check(told))
    if kind == "open":
        return Verdict("open")
    if kind == "stopped" and isinstance(told, Crash):
        return Verdict("failed", _crashed(told))
    if kind == "told":
        return Verdict("wrong", str(told))
    return Verdict("failed", fault("large" if kind == "large" else "unreadable"))


def _compared(outputs: list, exercise: Any, seeds: tuple[int, ...]) -> Verdict:
    """Judge seed by seed; the first that is not right decides."""
    for place, seed in enumerate(seeds):
        own = drawn(exercise, seed)
        count = len(own._cases)
        here, outputs = outputs[:count], outputs[count:]
        if len(here) != count:
            return Verdict("failed", fault("unreadable"))
        verdict = _of(own.judge(here))
        if verdict.status == "right":
            continue
        if place and verdict.status == "wrong":
            fitted = _("Right on the notebook's cases, wrong on others.")
            return verdict._replace(note=f"{fitted} {verdict.note}")
        return verdict
    return Verdict("right")


def drawn(exercise: Any, seed: int) -> Any:
    """Return the exercise with the cases of another seed as its own, always the same.

    It computes its targets once, for the whole class.
    """
    key = exercise.number, seed
    if key not in _kept:
        cases = exercise.cases
        own = dataclasses.replace(exercise, cases=lambda nothing: cases(seed))
        _kept[key] = own if seed else exercise
    return _kept[key]


def _of(result: Any) -> Verdict:
    note = "" if result.status == "right" else result.note
    if result.case is not None and isinstance(result.case.yours, Crash):
        note = _crashed(result.case.yours)
    return Verdict(result.status, note, result.mistake or "")


def _crashed(crash: Crash) -> str:
    """Say what stopped an answer, and what it could not know of a missing name."""
    if not crash.error.startswith("NameError"):
        return crash.told or str(crash)
    alone = _(
        "Here are only the cells of answers, and what the course's notebook defines "
        "before them."
    )
    return f"{crash}{gap()}{alone}"


def fault(kind: str) -> str:
    """Say why there is nothing to judge."""
    return {
        "time": _("It ran for too long, or took too much memory, and was ended."),
        "ended": _("It ended its own process without an answer."),
        "large": _("What it returned is too large to be looked at."),
        "unreadable": _("What came out cannot be read."),
    }[kind]
