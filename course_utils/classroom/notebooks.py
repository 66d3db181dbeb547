"""A notebook of the course made ready for students."""

import json
from dataclasses import dataclass
from datetime import date

from course_utils.classroom.lessons import FILES, NOTEBOOKS, Lesson, text_of
from course_utils.classroom.marks import Scale
from course_utils.language import _, speaking

SLOW = "slow"  # the tag of cells that train
_HELP = ("exercises.show_hints(", "exercises.show_solution(")


@dataclass(frozen=True)
class Wishes:
    """What a teacher wants of a hand-out."""

    language: str
    scale: Scale
    solutions_after: date | None = None
    seed: int = 0


def made_ready(lesson: Lesson, wishes: Wishes) -> dict:
    """Return a student's notebook: the course's own, with what the teacher wishes.

    Stubs, planted bugs and all other cells stay as they are, ids included.
    """
    folder = NOTEBOOKS / ("" if wishes.language == "en" else wishes.language)
    text = (folder / FILES[lesson.slug]).read_text(encoding="utf-8")
    notebook = json.loads(text)
    slow = {cell.id for cell in lesson.cells if cell.slow}
    with speaking(wishes.language):
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                _fit(cell, cell["id"] in slow, wishes)
        notebook["cells"].insert(1, _sheet(lesson, wishes))
    return notebook


def lines(text: str) -> list[str]:
    """Return a text as a notebook stores it."""
    return text.splitlines(keepends=True)


def _fit(cell: dict, slow: bool, wishes: Wishes) -> None:
    """Say the day of the solutions, take stored ones away, mark what trains."""
    source = text_of(cell)
    if wishes.solutions_after:
        day = wishes.solutions_after.isoformat()
        plain = f'setup("{wishes.language}")'
        dated = f'setup("{wishes.language}", solutions_after="{day}")'
        source = source.replace(plain, dated)
        if any(each in source for each in _HELP):
            cell["outputs"], cell["execution_count"] = [], None
    if slow:
        warning = _("Slow: this cell trains.")
        source = f"# {warning}\n{source}"
        tags = cell["metadata"].setdefault("tags", [])
        cell["metadata"]["tags"] = [*tags, SLOW]
    cell["source"] = lines(source)


def _sheet(lesson: Lesson, wishes: Wishes) -> dict:
    """Return the cell that tells students what they were handed."""
    worth = " | ".join(
        f"{task.number}: {wishes.scale.full(task.number):g}" for task in lesson.tasks
    )
    said = [
        _(
            "**Handed out.** Write your answers into the cells of the exercises and "
            "hand in this file. Only these cells are graded, each by itself: what they "
            "need must stand in them, or further up in the notebook as you were given "
            "it. Leave the cells where they are; a cell that you add is yours."
        ),
        _("Points: {worth}", worth=worth),
    ]
    if wishes.solutions_after:
        day = wishes.solutions_after.isoformat()
        said.append(_("The solutions open on {day}.", day=day))
    source = lines("\n\n".join(said))
    return {
        "cell_type": "markdown",
        "id": "handed-out",
        "metadata": {},
        "source": source,
    }
