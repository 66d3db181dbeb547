"""`test` for real, on a project of two lines: its exit status hides nothing."""

import runpy
import sys

import pytest

from course_utils.commands import ROOT, environment
from course_utils.commands import test as command

GOOD = "def test_it():\n    assert 1 + 1 == 2\n"
WRONG = "def test_it():\n    assert 1 + 1 == 3\n"
UNUSED_IMPORT = "import os\n\n\n"
UNFORMATTED = "def test_it() :\n    assert 1+1 == 2\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "ensure", lambda *_, **__: sys.executable)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    return tmp_path


@pytest.mark.parametrize(
    ("source", "closing"),
    [
        (WRONG, "1 failed"),
        (UNUSED_IMPORT + GOOD, "1 passed"),
        (UNFORMATTED, "1 passed"),
    ],
)
def test_status_fails_with_ruff_as_with_pytest(
    project, monkeypatch, capfd, source, closing
):
    # The plugins, which take seconds to load, decide nothing here
    monkeypatch.setattr(command, "NOTEBOOK_OPTIONS", [])
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (project / "test_it.py").write_text(source)
    assert command.main(["-p", "no:cacheprovider"]) == 1
    printed = capfd.readouterr().out
    assert closing in printed.strip().splitlines()[-1]


def test_status_is_0_and_options_and_paths_go_to_pytest(project, capfd):
    (project / "test_it.py").write_text(GOOD)
    (project / "test_other.py").write_text(GOOD)
    assert command.main(["test_other.py", "-v", "-p", "no:cacheprovider"]) == 0
    printed = capfd.readouterr().out
    assert "test_other.py::test_it PASSED" in printed
    assert "test_it.py" not in printed


def test_what_begins_first_is_there():
    names = runpy.run_path(str(ROOT / "conftest.py"))["LONGEST_FIRST"]
    assert [name for name in names if not list(ROOT.glob(f"{name}*"))] == []
