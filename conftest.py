"""Tests and notebooks run with the network refused; one attempt fails the run."""

import os
import runpy
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

GUARD = Path(__file__).parent / "tests" / "network_guard"
REFUSED = "refused connections"
BROWSER = "tests/browser"
# Browser tests of pages that no JupyterLab serves, so that any worker may have them
STATIC = tuple(
    f"{BROWSER}/test_{name}.py"
    for name in ("answerer", "site", "slides", "small_screens")
)
# What takes longest begins first, so that at the end no worker waits for another
LONGEST_FIRST = (
    BROWSER,
    "notebooks/04",
    "notebooks/08",
    "notebooks/02",
    "notebooks/",
    "tests/test_nbgrader",
    "tests/test_mutants",
    "tests/test_exercises",
    "tests/test_checkpoint",
    "tests/test_figures",
    "tests/test_device",
    "tests/test_third_language",
    "tests/test_widgets_beam_search",
    "tests/test_notebooks",
    "tests/test_pseudo_language",
)


@dataclass
class Attempt:
    """Stands among pytest's reports, so that its closing line counts it."""

    what: str


def pytest_configure(config):
    if _is_worker(config):  # it got guard and record from the process that started it
        return
    handle, record = tempfile.mkstemp(prefix="network_guard_")
    os.close(handle)
    os.environ["NETWORK_GUARD"] = record
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(GUARD), before]))
    os.environ["COURSE_PROGRESS"] = "off"  # what tests solve, no reader has solved
    runpy.run_path(str(GUARD / "sitecustomize.py"))


def pytest_collection_modifyitems(config, items):
    if _is_worker(config):
        items.sort(key=lambda item: _rank(item.nodeid))


def _rank(nodeid: str) -> int:
    ranks = (i for i, name in enumerate(LONGEST_FIRST) if nodeid.startswith(name))
    return next(ranks, len(LONGEST_FIRST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep a file with one worker, and all that JupyterLab serves with one of them."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            in_lab = file.startswith(BROWSER) and not file.startswith(STATIC)
            return BROWSER if in_lab else file

    return Scheduling(config, log) if config.option.dist == "loadfile" else None


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session):
    if _is_worker(session.config):
        return
    attempts = _attempts()
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if attempts:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.stats[REFUSED] = attempts


def pytest_terminal_summary(terminalreporter):
    for attempt in terminalreporter.stats.get(REFUSED, []):
        terminalreporter.write_line(f"REFUSED {attempt.what}", red=True)


def pytest_unconfigure(config):
    if _is_worker(config):
        return
    Path(os.environ["NETWORK_GUARD"]).unlink(missing_ok=True)


def _is_worker(config) -> bool:
    return hasattr(config, "workerinput")


def _attempts() -> list[Attempt]:
    record = Path(os.environ["NETWORK_GUARD"])
    return [Attempt(line) for line in record.read_text("utf-8").splitlines()]
