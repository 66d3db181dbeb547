"""Commands that need the course's packages, started by a Python that may lack them."""

import importlib
import importlib.util
import subprocess

from course_utils.commands import environment


def run_inside(module: str, command: str, arguments: list[str]) -> int:
    """Run `main(arguments)` of a module, in .venv if this Python has no torch."""
    if importlib.util.find_spec("torch"):
        return importlib.import_module(module).main(arguments)
    python = environment.ensure()
    return subprocess.call([str(python), "-m", "course_utils", command, *arguments])
