"""Tests run on changed sources, each in a fork of a process that has loaded PyTorch."""

import contextlib
import gc
import importlib
import json
import os
import sys
import tempfile
import warnings
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # of them the tests need one

import pytest

ROOT = Path(__file__).parents[1]
OPTIONS = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
OPTIONS += ["-p", "jaxtyping._pytest_plugin"]
TIMES, MORE = 3, 10  # what a mutant may take: so many times as long, and seconds more
MEMORY = 8 * 2**30


class Forks:
    """The tests of one file of the course, run by forks of this process."""

    def __init__(self, file: str, guards: list[str]) -> None:
        self.file = ROOT / file
        self.guards = [f"tests/{guard}" for guard in guards]
        self.notes: dict[str, Any] = {"tests": {}, "modules": [], "seconds": 3600}
        # What one fork compiles, the next need not, and nothing of it stays
        self.compiled = tempfile.TemporaryDirectory()
        sys.dont_write_bytecode, sys.pycache_prefix = False, self.compiled.name
        for _ in range(2):  # the second time as all others: with what is loaded here
            status = self._run(self.file.read_text(encoding="utf-8"), keeps=True)
            if status != 0:
                raise RuntimeError(f"{guards} fail unchanged: status {status}")
            for name in self.notes["modules"]:
                with warnings.catch_warnings(), contextlib.suppress(Exception):
                    warnings.simplefilter("ignore")
                    importlib.import_module(name)
        gc.freeze()  # or else each fork would look through all this for garbage

    def notice(self, source: str) -> bool:
        """Say whether a test fails, or takes far too long, on a changed source."""
        status = self._run(source)
        if status in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED):
            raise RuntimeError(f"{self.guards} could not be run: status {status}")
        return status != 0

    def _run(self, source: str, *, keeps: bool = False) -> int:
        """Fork, wait, and return how the tests ended; keep what they noted."""
        with tempfile.TemporaryDirectory() as folder:
            notes = Path(folder, "notes.json")
            child = os.fork()
            if child == 0:
                try:
                    status = self._tests(source, Path(folder))
                    notes.write_text(json.dumps(self.notes), encoding="utf-8")
                except BaseException:
                    status = pytest.ExitCode.INTERNAL_ERROR
                os._exit(status)
            _, ended = os.waitpid(child, 0)
            if keeps and notes.exists():
                self.notes = json.loads(notes.read_text(encoding="utf-8"))
        return os.waitstatus_to_exitcode(ended)

    def _tests(self, source: str, folder: Path) -> int:
        """Run the tests on a changed source: the forked process does nothing else."""
        import resource  # absent where there is no fork

        seconds = int(TIMES * self.notes["seconds"]) + MORE
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        os.chdir(ROOT)
        tempfile.tempdir = str(folder)
        _plant(self.file, source)
        began = sum(os.times()[:2])
        quickest = Quickest(self.notes["tests"])
        status = pytest.main([*OPTIONS, *self.guards], plugins=[quickest])
        self.notes["seconds"] = sum(os.times()[:2]) - began
        self.notes["modules"] = _installed()
        return int(status)


class Quickest:
    """Begins with the tests that took least, and notes how long each takes."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.seconds, self.before = seconds, dict(seconds)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self.before.get(item.nodeid, 0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        took = self.seconds.get(report.nodeid, 0) + report.duration
        self.seconds[report.nodeid] = took


def _plant(file: Path, source: str) -> None:
    """Let the import of a file find another source; this process imports it later."""
    data, stats = SourceFileLoader.get_data, SourceFileLoader.path_stats

    def get_data(self: SourceFileLoader, path: str) -> bytes:
        return source.encode() if Path(path) == file else data(self, path)

    def path_stats(self: SourceFileLoader, path: str) -> Any:
        if Path(path) == file:
            raise OSError  # so that no compiled code is looked for, nor left behind
        return stats(self, path)

    SourceFileLoader.get_data, SourceFileLoader.path_stats = get_data, path_stats


def _installed() -> list[str]:
    """Return what was imported besides the course: every fork would load it anew."""
    files = {
        name: getattr(module, "__file__", None) or ""
        for name, module in sys.modules.items()
    }
    return [
        name
        for name, file in files.items()
        if "site-packages" in file and "pytest" not in name  # which it rewrites itself
    ]
