"""What `slides` and `print` share: notebook, folder, and the right Python.

The pages need more than a reader's notebook does; it comes in the extra `pages`.
"""

import importlib.util
import json
import subprocess
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course_utils.commands import ROOT, environment
from course_utils.commands.arguments import Parser
from course_utils.commands.lab import find_notebook
from course_utils.commands.problem import Problem, need_clone
from course_utils.language import _, edition_of, languages

_NEEDED = ("nbconvert", "latex2mathml", "torch")


def page_parser(command: str, about: str) -> Parser:
    """Return a parser of what every command that makes pages is told."""
    parser = Parser(command, about)
    parser.add_argument("notebook", help=_("such as 03 or zh/03_beam_search"))
    parser.add_argument(
        "--language", choices=languages(), help=_("the edition, such as zh")
    )
    parser.add_argument(
        "--out", type=Path, required=True, help=_("the folder to write into")
    )
    return parser


def elsewhere(command: str, arguments: list[str]) -> int | None:
    """Run the command in the course's environment where this Python lacks something.

    Returns None if it lacks nothing.
    """
    need_clone()
    if all(importlib.util.find_spec(name) for name in _NEEDED):
        return None
    python = environment.ensure(("pages",))
    here = [str(python), "-m", "course_utils", command, *arguments]
    return subprocess.call(here)


def notebook_of(options: Namespace) -> Path:
    """Return the notebook that is asked for, in the edition that is asked for."""
    name = options.notebook
    if options.language:
        name = name.rpartition("/")[2]
        name = name if options.language == "en" else f"{options.language}/{name}"
    return ROOT / find_notebook(name)


def read(path: Path) -> dict[str, Any]:
    """Read a notebook of the course."""
    return json.loads(path.read_text(encoding="utf-8"))


def write(
    notebook: Path, folder: Path, ending: str, make: Callable[[str], str]
) -> Path:
    """Write the page that `make` makes in the notebook's language; say where."""
    code = edition_of(notebook)
    language = "" if code == "en" else f".{code}"
    target = folder / f"{notebook.stem}{ending}{language}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text(make(code), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem(
            _(
                "{file} cannot be written: {reason}. Choose a folder in which you may "
                "write.",
                file=target,
                reason=error.strerror,
            )
        ) from None
    print(_("{file} is written; it needs no network.", file=target))
    return target
