"""A hand-out as nbgrader (0.9) takes it: a course folder with its settings.

nbgrader runs a whole notebook in one kernel, so an answer could meddle with the check
that grades it; `grade` of this course does not have that weakness.
"""

import json
from pathlib import Path

from course_utils.classroom.lessons import Lesson, Task
from course_utils.classroom.notebooks import SLOW, Wishes, lines

SETTINGS = f'''\
# nbgrader reads this in the folder in which it is started.
c = get_config()
c.CourseDirectory.course_id = "course"
# The stubs and planted bugs of the exercises are what students start from.
c.ClearSolutions.enabled = False
# What trains is no part of any answer.
c.Execute.skip_cells_with_tag = "{SLOW}"
c.Execute.timeout = 120
'''


def write(notebook: dict, lesson: Lesson, wishes: Wishes, folder: Path) -> Path:
    """Write settings and source; return the path of the source.

    Raises FileExistsError if the source is there: nbgrader keeps its marks by it.
    """
    settings = folder / "nbgrader_config.py"
    source = folder / "source" / lesson.stem / f"{lesson.stem}.ipynb"
    source.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(SETTINGS, encoding="utf-8")
    with source.open("x", encoding="utf-8") as opened:
        json.dump(with_tests(notebook, lesson, wishes), opened, indent=1)
    return source


def with_tests(notebook: dict, lesson: Lesson, wishes: Wishes) -> dict:
    """Return a notebook whose answers nbgrader knows, each with a locked test."""
    tests = {task.cells[-1]: task for task in lesson.tasks}
    answers = {name for task in lesson.tasks for name in task.cells}
    cells = []
    for cell in notebook["cells"]:
        about = dict(cell["metadata"])
        if cell["id"] in answers:
            about["nbgrader"] = _nbgrader(cell["id"], solution=True)
        cells.append(cell | {"metadata": about})
        if cell["id"] in tests:
            task = tests[cell["id"]]
            cells.append(_test(task, wishes.scale.full(task.number), wishes.seed))
    return notebook | {"cells": cells}


def _nbgrader(name: str, *, solution: bool = False) -> dict:
    return {
        "grade": not solution,
        "grade_id": name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }


def _test(task: Task, full: float, seed: int) -> dict:
    """Return the cell that raises unless an answer is right, on hidden cases too."""
    given = task.call.removeprefix(f"exercises.{task.check}")
    code = (
        "from course_utils.classroom.nbgrader import must_be_right\n\n"
        f'must_be_right("{task.number}", {given})\n'
    )
    if seed:
        code += (
            "### BEGIN HIDDEN TESTS\n"
            f'must_be_right("{task.number}", {given}, seed={seed})\n'
            "### END HIDDEN TESTS\n"
        )
    name = f"{task.cells[-1]}-test"
    points = int(full) if full == int(full) else full
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {"nbgrader": _nbgrader(name) | {"points": points}},
        "outputs": [],
        "source": lines(code.rstrip("\n")),
    }
