"""What a student's own computer remembers: tries and days, claimed and not proven.

`progress().export("mine.csv")` writes it. Whoever hands in a notebook may put the file
beside it: in the student's folder, or named like the notebook (`ann.ipynb`, `ann.csv`).
"""

import csv
from pathlib import Path
from typing import NamedTuple

from course_utils.progress.claimed import COLUMNS

LARGEST = 100_000  # bytes


class Claim(NamedTuple):
    """What a student claims of an exercise, cut to what a table can hold."""

    tries: str
    solved: str
    hints: str
    solution: str


def beside(notebook: Path) -> dict[str, Claim]:
    """Return the claims that lie beside a notebook, by exercise; {} if there are none.

    Never raises: what cannot be read is not there.
    """
    own = notebook.with_suffix(".csv")
    alone = len(list(notebook.parent.glob("*.ipynb"))) == 1
    others = sorted(notebook.parent.glob("*.csv")) if alone else []
    for file in [own, *others]:
        if found := _read(file):
            return found
    return {}


def _read(file: Path) -> dict[str, Claim]:
    try:
        if not file.is_file() or file.stat().st_size > LARGEST:
            return {}
        text = file.read_text(encoding="utf-8-sig")
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        rows = list(csv.DictReader(lines))
    except (OSError, ValueError, csv.Error):
        return {}
    number, *others = COLUMNS
    return {
        row[number]: Claim(*((row[name] or "")[:25] for name in others))
        for row in rows
        if row.keys() >= set(COLUMNS) and row[number]
    }
