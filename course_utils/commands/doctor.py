"""Say what this computer has, what is wrong with it, and which command mends it."""

import importlib
import os
import platform
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from course_utils.commands import ROOT, environment
from course_utils.commands.arguments import Parser
from course_utils.commands.requirements import PYPROJECT, requirements, split, unmet
from course_utils.commands.server import elsewhere, missing_front_ends, server_python
from course_utils.language import _, _p, listed, padded, width

MIN_FREE_MEMORY_GB = 1


class Finding(NamedTuple):
    """One line of the report; `fault` and `mend` are empty where all is well."""

    subject: str
    value: str
    fault: str = ""
    mend: str = ""


def main(arguments: list[str]) -> int:
    """Examine the course's environment, or the active one, and return 1 on a fault."""
    about = _("Say what this computer has, what is wrong, and which command mends it.")
    parser = Parser("doctor", about)
    here = _("examine the active environment")
    parser.add_argument("--here", action="store_true", help=here)
    options = parser.parse_args(arguments)
    python = environment.python()
    ours = Path(sys.prefix).resolve() == environment.VENV.resolve()
    if not options.here and not ours:
        if environment.version_of(python):
            command = [str(python), "-m", "course_utils", "doctor", "--here"]
            return subprocess.call(command, cwd=ROOT)
        if PYPROJECT.exists():
            print(_("There is no working .venv yet; this is about the active Python."))
    findings = examine()
    print(report(findings))
    return 1 if any(finding.fault for finding in findings) else 0


def report(findings: list[Finding]) -> str:
    """Write the findings as lines of text, each command that mends written once."""
    columns = max([11, *(width(finding.subject) for finding in findings)]) + 1
    lines = [
        padded(_("FAULT") if finding.fault else _("ok"), 6)
        + padded(finding.subject, columns)
        + (finding.fault or finding.value)
        for finding in findings
    ]
    mends = {finding.mend: None for finding in findings if finding.fault}
    lines += ["", _("To mend it:") if mends else _("All is well.")]
    return "\n".join(lines + [f"    {mend}" for mend in mends])


def examine() -> list[Finding]:
    """Look at the Python that runs this, in a terminal or in a notebook."""
    return [
        _python(),
        _torch(),
        *(_package(need) for need in requirements() if split(need)[0] != "torch"),
        _jupyterlab(),
        _extensions(),
        _course(),
        _kernel(),
        _memory(),
        _fonts(),
    ]


def _python() -> Finding:
    value = f"{platform.python_version()} ({sys.prefix})"
    if sys.maxsize < 2**32:
        fault = _("This is a 32-bit Python, for which there is no PyTorch.")
        mend = _("install a 64-bit one from python.org")
        return Finding("Python", value, fault, mend)
    return Finding("Python", value)


def _torch() -> Finding:
    try:
        torch = importlib.import_module("torch")
    except (ImportError, OSError) as error:
        reason = str(error).splitlines()[0]
        fault = _("PyTorch does not load: {reason}", reason=reason)
        mend = _install()
        if sys.platform == "win32" and isinstance(error, OSError):
            mend = _("install Microsoft's Visual C++ Redistributable (x64)")
        return Finding("torch", _("not usable"), fault, mend)
    build = f"CUDA {torch.version.cuda}" if torch.version.cuda else _("CPU build")
    need = next(need for need in requirements() if split(need)[0] == "torch")
    fault = unmet(need) or ""
    value = _(
        "{version}, {build}, {threads} threads on {cores} cores",
        version=torch.__version__,
        build=build,
        threads=torch.get_num_threads(),
        cores=os.cpu_count(),
    )
    return Finding("torch", value, fault, _install())


def _package(requirement: str) -> Finding:
    name = split(requirement)[0]
    if fault := unmet(requirement):
        return Finding(name, _("not usable"), fault, _install())
    return Finding(name, metadata.version(name))


def _jupyterlab() -> Finding:
    """Only `lab` needs it here: elsewhere what opens notebooks may lie elsewhere."""
    (need,) = set(requirements(("lab",))) - set(requirements())
    opened_elsewhere = server_python() or not PYPROJECT.exists()
    if opened_elsewhere and unmet(need):
        return Finding(split(need)[0], _("not in this environment"))
    return _package(need)


def _extensions() -> Finding:
    """What shows the widgets must lie where the server's JupyterLab looks."""
    subject = _("widgets")
    python = server_python() or sys.executable
    same = Path(python).parent == Path(sys.executable).parent
    missing = missing_front_ends(python)
    if missing is None:
        return Finding(subject, _("unknown (no JupyterLab answers)"))
    if not missing:
        if same:
            return Finding(subject, _("in the same environment as JupyterLab"))
        return Finding(subject, _("known to {python}", python=python))
    if not same:
        return Finding(subject, _("not usable"), *elsewhere(python, missing))
    fault = _(
        "JupyterLab would show no widgets: {missing} not found.",
        missing=listed(missing),
    )
    mend = _install()
    if not (unmet("ipywidgets") or unmet("anywidget")):
        mend += " --force-reinstall jupyterlab_widgets anywidget"
    return Finding(subject, _("not usable"), fault, mend)


def _course() -> Finding:
    """A kernel starts in notebooks/ and finds the package only if it is installed."""
    code = "import course_utils; print(course_utils.__file__)"
    command = [sys.executable, "-c", code]
    there = ROOT / "notebooks" if PYPROJECT.exists() else Path.cwd()
    done = subprocess.run(command, cwd=there, capture_output=True, text=True)
    if done.returncode:
        fault = _("A notebook would not find course_utils.")
        return Finding(_("course"), _("not installed"), fault, _install())
    return Finding(_("course"), str(Path(done.stdout.strip()).parent))


def _kernel() -> Finding:
    """The kernel must run in the environment in which JupyterLab has its widgets."""
    subject = _("kernel")
    try:
        specs = importlib.import_module("jupyter_client.kernelspec")
        command = specs.get_kernel_spec("python3").argv[0]
    except Exception as error:  # any fault in an old kernel's files ends here
        return Finding(subject, _("python3 is missing"), str(error), _install())
    found = shutil.which(command) or command
    same = Path(found).parent == Path(sys.executable).parent
    if Path(command).name == command or same:  # a bare name means this same Python
        return Finding(subject, _("python3, in this same environment"))
    fault = _("The kernel python3 is another Python, without these packages.")
    mend = f'"{sys.executable}" -m ipykernel install --sys-prefix'
    return Finding(subject, found, fault, mend)


def _memory() -> Finding:
    try:
        free_gb = importlib.import_module("psutil").virtual_memory().available / 1e9
    except ImportError:
        return Finding(_p("computer", "memory"), _("unknown (psutil is not installed)"))
    value = _("{free:.1f} GB free", free=free_gb)
    if free_gb < MIN_FREE_MEMORY_GB:
        fault = _(
            "A notebook that trains needs about {needed} GB.", needed=MIN_FREE_MEMORY_GB
        )
        mend = _("close programs, or other kernels")
        return Finding(_p("computer", "memory"), value, fault, mend)
    return Finding(_p("computer", "memory"), value)


def _fonts() -> Finding:
    """Only the Chinese edition needs more than what comes with matplotlib."""
    try:
        fonts = importlib.import_module("course_utils.plots.fonts")
    except ImportError:
        return Finding(_("fonts"), _("unknown (matplotlib is not installed)"))
    if name := fonts.chinese_font():
        return Finding(_("fonts"), _("Latin and Chinese (“{name}”)", name=name))
    how = fonts.way_to_a_chinese_font()
    return Finding(_("fonts"), _("Latin; pictures in Chinese need: {how}", how=how))


def _install() -> str:
    if not PYPROJECT.exists():  # nothing to install from: name what is missing
        needs = [need for need in requirements() if unmet(need)] or requirements()
        words = " ".join(f'"{need}"' for need in needs)
        return f'"{sys.executable}" -m pip install {words}'
    command = f'"{sys.executable}" -m pip install -e "{ROOT}[lab]"'
    if Path(sys.prefix).resolve() == environment.VENV.resolve():
        return f'{command} -c "{environment.CONSTRAINTS}"'
    return command
