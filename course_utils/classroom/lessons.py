"""What the course's own notebook says of its exercises: which cells answer which."""

import ast
import importlib
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from course_utils.classroom.slow import slow_cells
from course_utils.commands import shipped
from course_utils.syllabus import CONCEPTS

NOTEBOOKS = shipped("notebooks")
FILES = {"start_here": "00_start_here.ipynb"}
FILES |= {concept.slug: concept.notebook for concept in CONCEPTS}


@dataclass(frozen=True)
class Cell:
    """A code cell of the course's notebook; a slow one trains."""

    id: str
    source: str
    slow: bool = False


@dataclass(frozen=True)
class Task:
    """An exercise, the ids of the cells that answer it, and the line that checks it."""

    number: str
    check: str
    cells: tuple[str, ...]
    call: str


@dataclass(frozen=True)
class Lesson:
    """A notebook of the course; `ids` are those of all its cells, text included."""

    slug: str
    cells: tuple[Cell, ...]
    tasks: tuple[Task, ...]
    ids: frozenset[str]

    @property
    def stem(self) -> str:
        return FILES[self.slug].removesuffix(".ipynb")

    @property
    def module(self) -> str:
        return f"course_utils.exercises.{self.slug}"

    def source(self, task: Task) -> list[str]:
        """Return what the answer cells of a task hold at first."""
        held = {cell.id: cell.source for cell in self.cells}
        return [held[each] for each in task.cells]

    def exercise(self, task: Task) -> Any:
        """Return the exercise of a task."""
        return getattr(importlib.import_module(self.module), task.check)


@cache
def lessons() -> tuple[Lesson, ...]:
    """Return all notebooks of the course; editions differ in their texts alone."""
    return tuple(map(_lesson, FILES))


def lesson_of(number: str) -> Lesson:
    """Return the notebook of a number such as "04"; KeyError if there is none."""
    number = number.zfill(2)
    found = [slug for slug, file in FILES.items() if file.startswith(f"{number}_")]
    if not found:
        raise KeyError(number)
    return _lesson(found[0])


def text_of(cell: dict) -> str:
    """Return a cell's text, however it is stored; "" for what is no text."""
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


@cache
def _lesson(slug: str) -> Lesson:
    notebook = json.loads((NOTEBOOKS / FILES[slug]).read_text(encoding="utf-8"))
    code = {
        cell["id"]: text_of(cell)
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    }
    slow = slow_cells(code)
    cells = tuple(Cell(name, text, name in slow) for name, text in code.items())
    tasks = tuple(_tasks(slug, code))
    ids = frozenset(cell["id"] for cell in notebook["cells"])
    return Lesson(slug, cells, tasks, ids)


def _tasks(slug: str, code: dict[str, str]) -> Any:
    module = importlib.import_module(f"course_utils.exercises.{slug}")
    for name, text in code.items():
        for line in re.findall(r"^exercises\.check_.*", text, re.MULTILINE):
            check = re.match(r"exercises\.(\w+)", line)[1]
            before = list(code)[: list(code).index(name)]
            own = set(re.findall(r"\bmy_\w+", line)) - _defined(text)
            others = [each for each in before if own & _defined(code[each])]
            yield Task(getattr(module, check).number, check, (*others, name), line)


def _defined(text: str) -> set[str]:
    """Return the names that a cell gives, at its top level, to functions or values."""
    found = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {each.id for each in node.targets if isinstance(each, ast.Name)}
    return found
