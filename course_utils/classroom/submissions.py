"""Notebooks as students hand them in: whole, renamed, damaged or meant to do harm.

Reading never runs, changes or follows anything; what cannot be read says why.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_utils.classroom.lessons import FILES, Lesson, Task, lessons, text_of
from course_utils.language import _

LARGEST = 30_000_000  # bytes of a notebook
LONGEST = 50_000  # letters of an answer
ALIKE = 3  # cells of which the ids agree, so that a notebook is one of the course's


@dataclass(frozen=True)
class Submission:
    """A file, who it is of, and the notebook it answers, or else what is wrong."""

    student: str
    file: Path
    lesson: Lesson | None = None
    answers: Mapping[str, str] = field(default_factory=dict)  # by cell
    fault: str = ""
    remark: str = ""

    def code(self, task: Task) -> str | None:
        """Return the answer to a task; None if a cell of it is missing."""
        found = [self.answers.get(each) for each in task.cells]
        return None if None in found else "\n\n".join(found)


def find(places: Iterable[Path]) -> list[Path]:
    """Return the notebooks in folders, and those that are named."""
    found = []
    for place in places:
        inside = sorted(place.rglob("*.ipynb")) if place.is_dir() else [place]
        hidden = [p for p in inside if ".ipynb_checkpoints" in p.parts]
        found += [path for path in inside if path not in hidden]
    return list(dict.fromkeys(found))


def names(files: list[Path]) -> list[str]:
    """Name the students: by file or, where files have the course's names, by folder."""
    course = {Path(file).stem for file in FILES.values()}
    found = []
    for file in files:
        parts = [p for p in reversed(file.resolve().parent.parts) if p not in course]
        own = file.stem not in course and file.stem[3:] not in FILES
        found.append(file.stem if own else parts[0])
    repeated = {name for name in found if found.count(name) > 1}
    return [
        f"{name} ({file.parent.name}/{file.name})" if name in repeated else name
        for name, file in zip(found, files, strict=True)
    ]


def read(student: str, file: Path) -> Submission:
    """Read a notebook; never raises."""
    try:
        cells = _cells(file)
    except (OSError, RecursionError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        fault = _("It cannot be read: {reason}.", reason=reason)
        return Submission(student, file, fault=fault)
    except ValueError as error:
        return Submission(student, file, fault=str(error))
    lesson, remark = _lesson(cells), ""
    if lesson is None:
        return Submission(student, file, fault=_("It is no notebook of the course."))
    answers = _by_id(cells, lesson)
    if not answers:
        answers = _by_check(cells, lesson)
        remark = _(
            "Its cells have lost their ids; the answers were found by their checks."
        )
    long = [name for name, text in answers.items() if len(text) > LONGEST]
    for name in long:
        answers[name] = ""
        remark = _("An answer that is longer than a book was not read.")
    return Submission(student, file, lesson, answers, remark=remark)


def _cells(file: Path) -> list[dict]:
    """Return the cells of a file; ValueError, which says so, if it is no notebook."""
    if not file.is_file():
        raise ValueError(_("It is no file."))
    if file.stat().st_size > LARGEST:
        raise ValueError(_("It is larger than any notebook of the course; not read."))
    if not file.stat().st_size:
        raise ValueError(_("The file is empty."))
    try:
        notebook = json.loads(file.read_bytes().decode("utf-8-sig"))
    except ValueError:
        damaged = _("The file is damaged: it is no notebook that could be read.")
        raise ValueError(damaged) from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise ValueError(_("It is no notebook of today's format (nbformat 4)."))
    return [cell for cell in cells if isinstance(cell, dict)]


def _id(cell: dict) -> Any:
    """Return a cell's id; Colab keeps it among the metadata."""
    about = cell.get("metadata")
    found = cell.get("id") or (about.get("id") if isinstance(about, dict) else None)
    return found if isinstance(found, str) else None


def _lesson(cells: list[dict]) -> Lesson | None:
    """Return the notebook with which most cells agree, or else most checks."""
    ids = {_id(cell) for cell in cells}
    found = max(lessons(), key=lambda lesson: len(ids & lesson.ids))
    if len(ids & found.ids) >= ALIKE:
        return found
    text = "\n".join(map(text_of, cells))

    def checks(lesson: Lesson) -> int:
        return sum(f".{task.check}(" in text for task in lesson.tasks)

    found = max(lessons(), key=checks)
    return found if checks(found) else None


def _by_id(cells: list[dict], lesson: Lesson) -> dict[str, str]:
    wanted = {name for task in lesson.tasks for name in task.cells}
    return {
        _id(cell): text_of(cell)
        for cell in cells
        if cell.get("cell_type") == "code" and _id(cell) in wanted
    }


def _by_check(cells: list[dict], lesson: Lesson) -> dict[str, str]:
    """Find the answers whose check stands in the same cell; the last one counts."""
    found = {}
    for cell in cells:
        for task in lesson.tasks:
            if f".{task.check}(" in text_of(cell) and len(task.cells) == 1:
                found[task.cells[0]] = text_of(cell)
    return found
