"""The Jupyter server that a kernel belongs to: it may live in another environment.

What shows the widgets is installed beside the server, what makes them beside the
kernel. Where the two differ and the server's side is missing, a reader sees pictures
instead of widgets, and nothing says why.
"""

import importlib
import json
import subprocess
import sys
from pathlib import Path

from course_utils.language import _, listed

FRONT_ENDS = ("@jupyter-widgets/jupyterlab-manager", "anywidget")
_SERVERS = (
    "jupyter-lab",
    "jupyterlab",
    "jupyter-notebook",
    "notebook",
    "jupyter-server",
    "jupyter_server",
    "jupyterhub-singleuser",
)
_FOLDERS = (
    "import json; from jupyter_core.paths import jupyter_path; "
    "print(json.dumps(jupyter_path('labextensions')))"
)


def server_python() -> str | None:
    """Return the Python of the Jupyter server above this process, None without one.

    Colab and VS Code run kernels with no such server; they bring widgets of their own.
    """
    try:
        parents = importlib.import_module("psutil").Process().parents()
    except ImportError:
        return None
    for parent in parents:
        try:
            command = parent.cmdline()
        except Exception:  # it has ended, or belongs to somebody else
            continue
        if any(Path(word).stem in _SERVERS for word in command[1:4]):
            return command[0]
    return None


def missing_front_ends(python: str = sys.executable) -> list[str] | None:
    """Return what the JupyterLab of that Python lacks to show the course's widgets.

    None means that it could not be asked.
    """
    try:
        done = subprocess.run(
            [python, "-c", _FOLDERS], capture_output=True, text=True, timeout=30
        )
        folders = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return [
        name
        for name in FRONT_ENDS
        if not any(Path(folder, name).exists() for folder in folders)
    ]


def elsewhere(python: str, missing: list[str]) -> tuple[str, str]:
    """Say what is wrong with a server of another environment, and what mends it."""
    fault = _(
        "The Jupyter server runs in another environment, which lacks {missing}: you "
        "see pictures instead of widgets.",
        missing=listed(missing),
    )
    return fault, f'"{python}" -m pip install jupyterlab_widgets anywidget'


def warning() -> str | None:
    """Return what a notebook should say of its server, if anything is wrong."""
    python = server_python()
    if python is None or Path(python).parent == Path(sys.executable).parent:
        return None
    missing = missing_front_ends(python)
    return ": ".join(elsewhere(python, missing)) if missing else None
