"""The real nbgrader takes a hand-out: it keeps stubs, and only right answers count."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.classroom import course_folder
from course_utils.classroom.lessons import lesson_of, text_of
from course_utils.classroom.marks import Scale
from course_utils.classroom.notebooks import Wishes, made_ready
from course_utils.commands import ROOT

pytest.importorskip(
    "nbgrader", reason="nbgrader is not installed: pip install -e '.[nbgrader]'"
)
LESSON = lesson_of("06")
STEM = LESSON.stem
RIGHT = "{mine} = exercises.{check}.solution\n{call}"
KNOWN = "{mine} = exercises.{check}.mistakes[0].answer\n{call}"
NONSENSE = "{mine} = 'nonsense'\n{call}"


def nbgrader(folder: Path, *arguments: str) -> str:
    scripts = Path(sys.executable).parent  # alembic must be found, too
    path = os.pathsep.join([str(scripts), os.environ["PATH"]])
    python_path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env=os.environ | {"PATH": path, "PYTHONPATH": python_path},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


def hand_in(folder: Path, student: str, answers: list[str]) -> None:
    """Answer the released notebook, exercise by exercise; "" leaves it as it is."""
    released = folder / "release" / STEM / f"{STEM}.ipynb"
    notebook = json.loads(released.read_text(encoding="utf-8"))
    held = {cell["id"]: cell for cell in notebook["cells"]}
    for task, answer in zip(LESSON.tasks, answers, strict=True):
        mine = task.call.partition("(")[2].rstrip(")")
        filled = answer.format(mine=mine, check=task.check, call=task.call)
        if filled:
            held[task.cells[0]]["source"] = filled
    submitted = folder / "submitted" / student / STEM / f"{STEM}.ipynb"
    submitted.parent.mkdir(parents=True)
    submitted.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A course folder whose notebook has the cells that the answers need, no others."""
    folder = tmp_path_factory.mktemp("course")
    wishes = Wishes("en", Scale.of("2"), seed=5)
    notebook = made_ready(LESSON, wishes)
    kept = {name for task in LESSON.tasks for name in task.cells}
    kept |= {"setup", "import-exercises", "handed-out", "train-three"}
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] in kept]
    course_folder.write(notebook, LESSON, wishes, folder)
    nbgrader(folder, "generate_assignment", STEM)
    return folder


def test_release_keeps_stubs_and_bugs_and_hides_the_seed(folder):
    released = (folder / "release" / STEM / f"{STEM}.ipynb").read_text("utf-8")
    cells = {cell["id"]: text_of(cell) for cell in json.loads(released)["cells"]}
    for task in LESSON.tasks:
        assert [cells[name] for name in task.cells] == LESSON.source(task)
    assert "seed=5" not in released
    assert 'must_be_right("6.2", (my_layer_norm))' in cells["answer-2-test"]


def test_only_right_answers_get_points(folder):
    hand_in(folder, "right", [RIGHT] * 7)
    hand_in(folder, "other", [NONSENSE, KNOWN, KNOWN, "", NONSENSE, "", KNOWN])
    nbgrader(folder, "autograde", STEM)
    nbgrader(folder, "export", "--to", "grades.csv")
    with (folder / "grades.csv").open(encoding="utf-8") as opened:
        found = {row["student_id"]: row for row in csv.DictReader(opened)}
    assert float(found["right"]["score"]) == float(found["right"]["max_score"]) == 14
    assert float(found["other"]["score"]) == 0
