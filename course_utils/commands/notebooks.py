"""Check the notebooks, bring them into their one form, or run them again.

--check changes nothing and fails on any fault; --fix rewrites what a machine can mend,
the code of the other editions included; --run runs each notebook from top to bottom,
stores its outputs, then does what --fix does. Names such as 02 or zh/02_seq2seq choose;
without any, all notebooks are meant. --done zh/02 CELL … records that these cells, or
all of the notebook, translate what the English edition says today.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from course_utils.commands import ROOT, environment
from course_utils.commands.editions import follow, mark_done, translation_faults
from course_utils.commands.lab import NOTEBOOKS, find_notebook
from course_utils.commands.lesson import with_slides
from course_utils.commands.notebook_form import form_faults
from course_utils.commands.notebook_format import (
    MAX_TOTAL_KB,
    faults,
    normalise,
    text_of,
)
from course_utils.commands.problem import Problem, need_clone
from course_utils.language import edition_of


def main(arguments: list[str]) -> int:
    """Return 1 if a fault remains."""
    options = _options(arguments)
    need_clone()
    paths = [ROOT / find_notebook(name) for name in options.notebook]
    paths = paths or all_notebooks()
    if options.run and not _run(paths):
        return 1
    if options.done:
        mark_done(paths[0], options.cells)
    elif not options.check:
        for path in paths:
            fix(path)
            if path.parent == NOTEBOOKS:
                follow(path)
    found = [fault for path in paths for fault in check(path)]
    if not options.notebook:
        found += total_faults()
    print(*found, sep="\n", end="\n" if found else "")
    counted = f"{len(paths)} notebook{'s' * (len(paths) != 1)}"
    print(f"{counted}: {len(found) or 'no'} fault{'s' * (len(found) != 1)}.")
    return 1 if found else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m course_utils notebooks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    task = parser.add_mutually_exclusive_group(required=True)
    for name in ("check", "fix", "run", "done"):
        task.add_argument(f"--{name}", action="store_true")
    parser.add_argument("notebook", nargs="*")
    options = parser.parse_args(arguments)
    if options.done:
        if not options.notebook:
            parser.error("--done needs a notebook, such as zh/02")
        options.notebook, options.cells = options.notebook[:1], options.notebook[1:]
    return options


def all_notebooks() -> list[Path]:
    """Every notebook of the course, in every language."""
    every = sorted(NOTEBOOKS.rglob("*.ipynb"))
    return [path for path in every if ".ipynb_checkpoints" not in path.parts]


def check(path: Path) -> list[str]:
    """List the faults of one notebook, each with the notebook's name before it."""
    text, notebook = _read(path)
    found = faults(notebook) + form_faults(notebook, path) + translation_faults(path)
    if text != text_of(notebook):
        found.append("not in its one form: python3 -m course_utils notebooks --fix")
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path
    return [f"{name}: {fault}" for fault in found]


def fix(path: Path) -> None:
    """Rewrite a notebook in its one form, if it is not in it already."""
    text, notebook = _read(path)
    fixed = text_of(notebook)
    if fixed != text:
        path.write_bytes(fixed.encode("utf-8"))


def total_faults() -> list[str]:
    """Complain if the notebooks of an edition together are too large."""
    editions: dict[Path, float] = {}
    for path in all_notebooks():
        size_kb = path.stat().st_size / 1000
        editions[path.parent] = editions.get(path.parent, 0) + size_kb
    return [
        f"the notebooks in {folder.name} together: {total_kb:.0f} KB; at most "
        f"{MAX_TOTAL_KB}"
        for folder, total_kb in editions.items()
        if total_kb > MAX_TOTAL_KB
    ]


def _read(path: Path) -> tuple[str, dict]:
    """Return a notebook's text as it is, and the notebook in its one form."""
    original = path.parents[1] / path.name if edition_of(path) != "en" else path
    english = original if original.exists() else path
    try:
        text, model = (each.read_bytes().decode("utf-8") for each in (path, english))
        notebook = normalise(json.loads(text))
        return text, with_slides(notebook, normalise(json.loads(model)), path.name)
    except (ValueError, KeyError) as error:
        raise Problem(
            f"{path.name} is not a notebook that can be read ({error!r}): a merge that "
            "left its marks is the usual reason. Mend the file or check it out again."
        ) from None


def _run(paths: list[Path]) -> bool:
    python = environment.ensure(("test",))
    module = "course_utils.commands.execute"
    command = [str(python), "-m", module, *map(str, paths)]
    sys.stdout.flush()
    return subprocess.call(command, cwd=ROOT) == 0
