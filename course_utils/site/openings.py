"""Which notebooks there are, and what each says in its first cell."""

import json
import re
from pathlib import Path

from course_utils.commands.lab import NOTEBOOKS
from course_utils.language import languages

_LESSON = re.compile(r"\*\*[^*]*45[^*]*\*\*")


def editions() -> dict[str, list[Path]]:
    """Return the notebooks of each language that has some, in the course's order."""
    folders = {code: NOTEBOOKS / (code if code != "en" else "") for code in languages()}
    found = {code: sorted(path.glob("*.ipynb")) for code, path in folders.items()}
    return {code: notebooks for code, notebooks in found.items() if notebooks}


def title(notebook: Path) -> str:
    """Return a notebook's title, such as "4 · Attention"."""
    return _paragraphs(notebook)[0].removeprefix("# ")


def question(notebook: Path) -> str:
    """Return the question that a notebook answers."""
    return _paragraphs(notebook)[1].strip("*")


def hours(notebook: Path) -> str:
    """Return the paragraph that says how long a notebook takes."""
    return _paragraphs(notebook)[2]


def lesson(notebook: Path) -> str:
    """Return the plan for a lesson of 45 minutes; "" where there is none."""
    return next(filter(_LESSON.match, _paragraphs(notebook)), "")


def _paragraphs(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "".join(cells[0]["source"]).split("\n\n")
