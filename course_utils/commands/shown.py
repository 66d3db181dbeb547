"""The code that notebooks show: by show_source, in the map, as solutions."""

import ast
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course_utils.commands import ROOT
from course_utils.syllabus import CONCEPTS

# In a cell of code, or in the text as something to try.
_CALL = re.compile(r"\bshow_source\(([\w.,\s]+)\)")


def shown_code() -> Iterator[tuple[str, str]]:
    """Yield each piece of code that a notebook shows, and the module it is from."""
    for thing in [*_sources(), *_mapped(), *_solutions()]:
        thing = inspect.unwrap(thing)
        place = Path(inspect.getsourcefile(thing)).relative_to(ROOT).as_posix()
        yield inspect.getsource(thing).rstrip(), place


def _sources() -> Iterator[Any]:
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        imported = _imported("\n".join(map("".join, code)))
        for cell in cells:
            for names in _CALL.findall("".join(cell["source"])):
                for name in re.findall(r"[\w.]+", names):
                    first, point, rest = name.partition(".")
                    yield pkgutil.resolve_name(imported[first] + point + rest)


def _imported(code: str) -> dict[str, str]:
    """Return what each name that the code imports stands for."""
    python = re.sub(r"^\s*[%!].*$", "pass", code, flags=re.MULTILINE)
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(ast.parse(python))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _mapped() -> Iterator[Any]:
    blocks = importlib.import_module("course_utils.widgets.transformer.blocks")
    for things in blocks.SOURCES.values():
        yield from things


def _solutions() -> Iterator[Any]:
    for concept in CONCEPTS:
        module = importlib.import_module(f"course_utils.exercises.{concept.slug}")
        for name, exercise in vars(module).items():
            if name.startswith("check_") and callable(exercise.solution):
                yield exercise.solution
