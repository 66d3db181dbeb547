"""What a long experiment found, kept beside it: a row for each training.

A file `NAME.json` names the command that makes it, `python -m
course_utils.training.NAME`, and holds the rows, one a line.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

SEEDS = 0, 1, 2  # what hangs on the seed is told from three
Row = TypeVar("Row", bound=tuple)  # a NamedTuple


def command(path: Path) -> str:
    """Return the command that makes a file of findings."""
    return f"python -m course_utils.training.{path.stem}"


def read_findings(path: Path, kind: type[Row]) -> list[Row]:
    """Return the rows of a file as tuples of that kind."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    return [kind(*each) for each in stored["findings"]]


def write_findings(path: Path, rows: Iterable[tuple]) -> None:
    """Write a file anew, with the command that makes it."""
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in rows)
    text = f'{{"command": {json.dumps(command(path))},\n"findings": [\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8")
