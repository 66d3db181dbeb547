"""Open the course in JupyterLab."""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from course_utils.commands import ROOT, environment
from course_utils.commands.problem import Problem, need_clone
from course_utils.commands.requirements import requirements, unmet

NOTEBOOKS = ROOT / "notebooks"
FIRST = "00_start_here"
NO_NEWS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    }
}
QUIET = [  # for this run only: the reader's own settings stay as they are
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    "--ServerApp.log_level=ERROR",
    "--LabApp.log_level=ERROR",
    "--ServerApp.answer_yes=True",  # Ctrl-C ends it without a question
]


def main(arguments: list[str]) -> int:
    """Set up what is missing, then run JupyterLab until Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="python3 -m course_utils lab", description=__doc__
    )
    parser.add_argument(
        "notebook", nargs="?", default=FIRST, help="such as 03 or zh/03_beam_search"
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address")
    parser.add_argument("--port", type=int, help="8888 if it is free")
    parser.add_argument(
        "--here",
        action="store_true",
        help="use the active environment and install nothing (conda, a hub)",
    )
    options = parser.parse_args(arguments)
    need_clone()
    notebook = find_notebook(options.notebook)
    python = active_python() if options.here else environment.ensure()
    command = lab_command(python, notebook, options.no_browser, options.port)
    print(f"Opening {notebook}; Ctrl-C ends JupyterLab.", flush=True)
    return run_until_stopped(command)


def find_notebook(name: str) -> str:
    """Return a notebook's path from the course's folder; its number is enough.

    Raises Problem with the names there are if none fits.
    """
    wanted = name.removesuffix(".ipynb").removeprefix("./").removeprefix("notebooks/")
    known = {
        path.relative_to(NOTEBOOKS).with_suffix("").as_posix(): path
        for path in sorted(NOTEBOOKS.rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in path.parts
    }
    fitting = [key for key in known if key == wanted or key.startswith(f"{wanted}_")]
    if not fitting:
        there = ", ".join(known) or "none yet"
        raise Problem(f"There is no notebook {name!r}. There are: {there}.")
    return known[fitting[0]].relative_to(ROOT).as_posix()


def active_python() -> Path:
    """Return the running Python if it has all that the course needs."""
    missing = [fault for need in requirements() if (fault := unmet(need))]
    if missing:
        raise Problem(
            f"The active environment ({sys.prefix}) does not do yet: "
            f"{'; '.join(missing)}. Install the course in it: "
            f'"{sys.executable}" -m pip install -e "{ROOT}"'
        )
    return Path(sys.executable)


def lab_command(
    python: Path, notebook: str, no_browser: bool, port: int | None
) -> list[str]:
    """Spell out the command line that starts JupyterLab on a notebook."""
    command = [str(python), "-m", "jupyterlab", *QUIET]
    command.append(f"--ServerApp.root_dir={ROOT}")
    command.append(f"--LabApp.default_url=/lab/tree/{notebook}")
    if no_browser:
        command.append("--no-browser")
    if port is not None:
        command.append(f"--ServerApp.port={port}")
    if sys.platform != "win32" and os.geteuid() == 0:
        command.append("--allow-root")  # containers; Jupyter refuses root otherwise
    return command


def run_until_stopped(command: list[str]) -> int:
    """Run the server; it gets the same Ctrl-C as this process and ends by itself."""
    with tempfile.TemporaryDirectory() as defaults:
        labconfig = Path(defaults, "labconfig")
        labconfig.mkdir()
        settings = labconfig / "default_setting_overrides.json"
        settings.write_text(json.dumps(NO_NEWS), encoding="utf-8")
        surroundings = {
            **os.environ,
            "PYTHONPATH": _first(str(ROOT), "PYTHONPATH"),
            "JUPYTER_CONFIG_PATH": _first(defaults, "JUPYTER_CONFIG_PATH"),
        }
        process = subprocess.Popen(command, cwd=ROOT, env=surroundings)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                print("\nJupyterLab is closing its kernels.", flush=True)


def _first(folder: str, variable: str) -> str:
    """Put a folder before those that an environment variable already lists."""
    return os.pathsep.join(filter(None, [folder, os.environ.get(variable)]))
