"""The reader's memory: a file of events, one line of JSON each, only ever added to.

A check must not fail because a disk does: `note` never raises and never waits. What
cannot be written is forgotten, what cannot be read is passed over.
"""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from course_utils.language import languages

VARIABLE = "COURSE_PROGRESS"  # a file, or "off"
NAME = "progress.jsonl"
KINDS = {"check": ("right", "wrong"), "quiz": ("right", "wrong")}
KINDS |= {"hint": ("",), "solution": ("",)}
_MOST_BYTES = 2**24  # read of a file, from its end: some 150,000 events

_trouble = ""  # why the last event could not be written


class Event(NamedTuple):
    """One thing that a reader did, but nothing of what the answer was.

    `exercise` is a number such as "2.3"; a quiz has the concept's slug and the
    question's number, from 1. `when` is UTC.
    """

    when: str
    kind: str
    exercise: str = ""
    concept: str = ""
    question: int = 0
    outcome: str = ""


def place() -> Path | None:
    """Return the file of the memory; None if the reader wants none.

    It lies beside the folder of the notebooks. A notebook that was opened elsewhere
    has it at its side.
    """
    wanted = os.environ.get(VARIABLE, "").strip()
    if wanted:
        return None if wanted.lower() == "off" else Path(wanted).expanduser()
    return (course_folder() or Path.cwd()) / NAME


def course_folder() -> Path | None:
    """Return the folder that holds `notebooks/`, if this notebook is one of them."""
    folder = Path.cwd()
    if folder.name in languages():
        folder = folder.parent
    return folder.parent if folder.name == "notebooks" else None


def note(kind: str, outcome: str = "", **about: Any) -> None:
    """Remember an event, `about` an exercise or about a quiz's concept and question.

    Only outcomes that say something are kept: an untouched exercise is no event.
    """
    global _trouble
    if outcome not in KINDS[kind]:
        return
    try:
        file = place()
        if file is None:
            return
        when = datetime.now(UTC).isoformat(timespec="seconds")
        event = Event(when, kind, outcome=outcome, **about)._asdict()
        line = json.dumps({name: each for name, each in event.items() if each})
        _append(file, line)
        _trouble = ""
    except Exception as error:  # a disk, a folder or a setting may fail in any way
        _trouble = getattr(error, "strerror", None) or str(error)


def trouble() -> str:
    """Say why the last event could not be remembered; "" if it could."""
    return _trouble


def _append(file: Path, line: str) -> None:
    """Add a line in one piece, so that two kernels do not write into each other's."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    flags |= getattr(os, "O_NONBLOCK", 0)  # a pipe that nobody reads makes none wait
    handle = os.open(file, flags, 0o644)
    try:
        # It begins with the line's end: a line cut short before costs only itself.
        os.write(handle, f"\n{line}".encode())
    finally:
        os.close(handle)


def read() -> list[Event]:
    """Return what is remembered, oldest first; damaged lines cost only themselves."""
    try:
        file = place()
        if file is None or not file.is_file():
            return []
        with file.open("rb") as opened:
            opened.seek(max(0, file.stat().st_size - _MOST_BYTES))
            text = opened.read(_MOST_BYTES)
    except (OSError, ValueError, RuntimeError):
        return []
    # Of garbage there may be millions of lines: only what looks right is read as JSON.
    lines = re.findall(rb'^\{"when": ".*\}', text, re.MULTILINE)
    return [event for event in map(_event, lines) if event is not None]


def _event(line: bytes) -> Event | None:
    try:
        event = Event(**json.loads(line))
    except (ValueError, TypeError, RecursionError):
        return None
    types = [type(each) for each in event]
    fits = types == list(Event.__annotations__.values())
    return event if fits and event.outcome in KINDS.get(event.kind, ()) else None


def reset() -> Path | None:
    """Put the memory aside under another name, which is returned; then it is empty.

    Raises OSError if the file cannot be renamed.
    """
    file = place()
    if file is None or not file.is_file():
        return None
    number = 1
    while (aside := file.with_name(f"{file.stem}.{number}{file.suffix}")).exists():
        number += 1
    return file.rename(aside)
