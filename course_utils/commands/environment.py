"""Make, complete or repair .venv, the environment that the course runs in."""

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

from course_utils.commands import ROOT
from course_utils.commands.problem import Problem, need_clone
from course_utils.commands.requirements import pyproject, requirements, split
from course_utils.commands.steps import DISK_FULL, READ_ONLY, explain, run_step
from course_utils.language import _

VENV = ROOT / ".venv"
STAMP = VENV / "course.json"
CONSTRAINTS = ROOT / "constraints.txt"
CPU_WHEELS = "https://download.pytorch.org/whl/cpu"
NEEDED_GB = 2
NEEDED_WITH_CUDA_GB = 6
_LOADS = "import torch, matplotlib, jupyterlab, ipywidgets, anywidget, course_utils"


def python() -> Path:
    """Path of the environment's Python, whether or not it exists."""
    if sys.platform == "win32":
        return VENV / "Scripts" / "python.exe"
    return VENV / "bin" / "python"


def is_active() -> bool:
    """Return whether the running Python is the environment's own."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def ensure(extras: tuple[str, ...] = (), newest: bool = False) -> Path:
    """Return the environment's Python, with JupyterLab and everything else installed.

    Does nothing where a finished set-up fits pyproject.toml and constraints.txt.
    `newest` ignores the constraints and takes the newest releases.
    """
    need_clone()
    version = version_of(python())
    if version and not newest and _finished(version, extras):
        return python()
    print(_("Setting up the course in .venv (a few minutes, once)."), flush=True)
    if not version:
        _create()
        version = version_of(python())
    kept = _read_stamp().get("extras", [])
    extras = tuple(sorted({*extras, *kept}))
    STAMP.unlink(missing_ok=True)
    _install(extras, newest)
    run_step(_("Checking that it loads"), [str(python()), "-c", _LOADS])
    fingerprint = "newest releases" if newest else _fingerprint(version)
    stamp = {"fingerprint": fingerprint, "extras": list(extras)}
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    return python()


def version_of(executable: Path) -> str | None:
    """The version of a Python that runs and has pip, else None."""
    code = "import sys, pip; print(*sys.version_info[:2], sep='.')"
    try:
        done = subprocess.run([executable, "-c", code], capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _finished(version: str, extras: tuple[str, ...]) -> bool:
    stamp = _read_stamp()
    fits = stamp.get("fingerprint") == _fingerprint(version)
    return fits and set(extras) <= set(stamp["extras"])


def _read_stamp() -> dict:
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _fingerprint(version: str) -> str:
    """A hash of all that decides what gets installed, and where."""
    project = pyproject()["project"]
    parts = [
        version,
        str(ROOT),
        project["dependencies"],
        project["optional-dependencies"],
        CONSTRAINTS.read_text(encoding="utf-8"),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _create() -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Problem(
            _(
                "This Python cannot make environments: its modules venv and ensurepip "
                "are not installed. On Debian and Ubuntu run `sudo apt install "
                "python3-venv`, then the same command again."
            )
        )
    _need_disk(NEEDED_GB)
    try:
        if VENV.exists():
            print(_("The .venv here does not work; it is made anew."))
            shutil.rmtree(VENV)
        VENV.mkdir()
    except OSError as error:
        raise Problem(explain(str(error))) from None
    make = [sys.executable, "-m", "venv", str(VENV)]
    run_step(_("Making the environment"), make)


def _need_disk(needed_gb: float) -> None:
    free_gb = shutil.disk_usage(ROOT).free / 1e9
    if free_gb < needed_gb:
        raise Problem(
            _(
                "The course needs about {needed} GB of disk, and {free:.1f} GB are "
                "free here: make room and run the same command again.",
                needed=needed_gb,
                free=free_gb,
            )
        )


def _install(extras: tuple[str, ...], newest: bool) -> None:
    pip = [str(python()), "-m", "pip", "install", "--disable-pip-version-check"]
    pip += ["--no-input", "--progress-bar=off"]
    if newest:
        pip += ["--upgrade", "--upgrade-strategy=eager"]
    pinned = [] if newest else ["-c", str(CONSTRAINTS)]
    if sys.platform == "linux" and not _has_nvidia():
        torch = next(need for need in requirements() if split(need)[0] == "torch")
        command = [*pip, "--no-deps", torch, *pinned, f"--index-url={CPU_WHEELS}"]
        try:
            run_step(_("PyTorch for CPUs"), [*command, "--retries=1", "--timeout=15"])
        except Problem as problem:
            if str(problem) in (_(DISK_FULL), _(READ_ONLY)):
                raise
            print(
                _(
                    "PyTorch's small build for CPUs could not be had; next comes the "
                    "usual one, which with its CUDA libraries takes several GB."
                ),
                flush=True,
            )
            _need_disk(NEEDED_WITH_CUDA_GB)
    course = f".[{','.join(['lab', *extras])}]"
    run_step(_("The course's packages"), [*pip, "-e", course, *pinned])


def _has_nvidia() -> bool:
    driver = Path("/proc/driver/nvidia")
    return shutil.which("nvidia-smi") is not None or driver.exists()
