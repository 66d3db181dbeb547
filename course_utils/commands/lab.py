"""Open the course in JupyterLab."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from course_utils.commands import ROOT, environment
from course_utils.commands.arguments import Parser
from course_utils.commands.problem import Problem, need_clone
from course_utils.commands.requirements import requirements, unmet
from course_utils.language import (
    N_,
    _,
    edition_of,
    language,
    languages,
    listed,
    translated,
)

NOTEBOOKS = ROOT / "notebooks"
FIRST = "00_start_here"
# Each translation names its own language.
IN_THIS_LANGUAGE = N_("In English: python3 -m course_utils lab {name}")
DEFAULTS = {  # a reader's own settings overrule them
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    # Without it the next evening shows "Error displaying widget: model not found"
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
}
QUIET = [  # for this run only: the reader's own settings stay as they are
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    "--ServerApp.log_level=ERROR",
    "--LabApp.log_level=ERROR",
    "--ServerApp.answer_yes=True",  # Ctrl-C ends it without a question
]


GRACE = 5.0  # seconds in which JupyterLab ends by itself, where Ctrl-C reached it


def main(arguments: list[str]) -> int:
    """Set up what is missing, then run JupyterLab until Ctrl-C."""
    options = _parser().parse_args(arguments)
    need_clone()
    notebook = find_notebook(options.notebook or first_notebook())
    python = active_python() if options.here else environment.ensure()
    command = lab_command(python, notebook, options.no_browser, options.port)
    opening = _("Opening {notebook}; Ctrl-C ends JupyterLab.", notebook=notebook)
    print(opening, *other_editions(notebook), sep="\n", flush=True)
    return run_until_stopped(command)


def _parser() -> Parser:
    parser = Parser("lab", _("Open the course in JupyterLab."))
    parser.add_argument(
        "notebook", nargs="?", help=_("such as 03 or zh/03_beam_search")
    )
    parser.add_argument(
        "--no-browser", action="store_true", help=_("print the address")
    )
    parser.add_argument("--port", type=int, help=_("8888 if it is free"))
    parser.add_argument(
        "--here",
        action="store_true",
        help=_("use the active environment and install nothing (conda, a hub)"),
    )
    return parser


def first_notebook() -> str:
    """Name the notebook to begin with, in the reader's language if it is there."""
    theirs = f"{language()}/{FIRST}"
    return theirs if (NOTEBOOKS / f"{theirs}.ipynb").exists() else FIRST


def other_editions(notebook: str) -> list[str]:
    """Say how to open a notebook's other editions, each in its own language."""
    path = ROOT / notebook
    said = []
    for code in languages():
        folder = NOTEBOOKS if code == "en" else NOTEBOOKS / code
        if code != edition_of(path) and (folder / path.name).exists():
            number = path.stem.partition("_")[0]
            name = number if code == "en" else f"{code}/{number}"
            said.append(translated(IN_THIS_LANGUAGE, code).format(name=name))
    return said


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
        raise Problem(
            _(
                "There is no notebook {name!r}. There are: {there}.",
                name=name,
                there=listed(known) or _("none yet"),
            )
        )
    return known[fitting[0]].relative_to(ROOT).as_posix()


def active_python() -> Path:
    """Return the running Python if it has all that the course needs."""
    missing = [fault for need in requirements(("lab",)) if (fault := unmet(need))]
    if missing:
        raise Problem(
            _(
                "The active environment ({folder}) does not do yet: {missing}. "
                "Install the course in it: {command}",
                folder=sys.prefix,
                missing="; ".join(missing),
                command=f'"{sys.executable}" -m pip install -e "{ROOT}[lab]"',
            )
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
        write_defaults(Path(defaults))
        surroundings = {
            **os.environ,
            "PYTHONPATH": _first(str(ROOT), "PYTHONPATH"),
            "JUPYTER_CONFIG_PATH": _first(defaults, "JUPYTER_CONFIG_PATH"),
        }
        process = subprocess.Popen(command, cwd=ROOT, env=surroundings)
        for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
            if number := getattr(signal, name, None):
                signal.signal(number, lambda *_signal: process.terminate())
        patience = None
        while True:
            try:
                return process.wait(patience)
            except KeyboardInterrupt:
                print("\n" + _("JupyterLab is closing its kernels."), flush=True)
                patience = GRACE
            except subprocess.TimeoutExpired:  # an IDE's Stop reaches this process only
                process.terminate()
                patience = None


def write_defaults(config: Path) -> None:
    """Write the course's defaults into a folder of Jupyter's configuration."""
    labconfig = config / "labconfig"
    labconfig.mkdir(parents=True, exist_ok=True)
    settings = labconfig / "default_setting_overrides.json"
    settings.write_text(json.dumps(DEFAULTS), encoding="utf-8")


def _first(folder: str, variable: str) -> str:
    """Put a folder before those that an environment variable already lists."""
    return os.pathsep.join(filter(None, [folder, os.environ.get(variable)]))
