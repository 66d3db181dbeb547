"""Do the tests notice the mistakes that courses make?

`python -m benchmarks.mistakes [WORD]` plants each mistake of
tests/classic_mistakes.toml, or each whose name holds WORD, in a copy of the course and
runs the tests that are to notice it: all of them must fail. It takes a few minutes, and
the exit status is 1 if a mistake went unnoticed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from benchmarks import print_table

ROOT = Path(__file__).parents[1]
FAILED = 1  # pytest's exit status for "tests ran, and some failed"


def notices(copy: Path, guard: str) -> bool:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", f"tests/{guard}"],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    if run.returncode not in (0, FAILED):
        raise RuntimeError(f"{guard} could not be run:\n{run.stdout}{run.stderr}")
    return run.returncode == FAILED


def main(word: str = "") -> int:
    table = ROOT / "tests" / "classic_mistakes.toml"
    mistakes = tomllib.loads(table.read_text(encoding="utf-8"))["mistake"]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("course_utils", "tests", "benchmarks"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, copy / name, ignore=ignored)
        for name in ("pyproject.toml", "conftest.py"):
            shutil.copy(ROOT / name, copy)
        for mistake in mistakes:
            if "file" not in mistake or word not in mistake["name"]:
                continue
            path = copy / "course_utils" / mistake["file"]
            source = path.read_text(encoding="utf-8")
            planted = source.replace(mistake["right"], mistake["wrong"])
            path.write_text(planted, encoding="utf-8")
            for guard in mistake["guards"]:
                noticed = "noticed" if notices(copy, guard) else "NOT NOTICED"
                rows.append([mistake["name"], noticed, guard.partition("::")[2]])
            path.write_text(source, encoding="utf-8")
    print_table("Planted mistakes", ["mistake", "result", "by"], rows)
    return int(any(row[1] != "noticed" for row in rows))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
