"""`test` for real, on a project of two lines: its exit status hides nothing."""

import sys

import pytest

from course_utils.commands import environment
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
    ("source", "closing", "succeeds"),
    [
        (GOOD, "1 passed", True),
        (WRONG, "1 failed", False),
        (UNUSED_IMPORT + GOOD, "1 passed", False),
        (UNFORMATTED, "1 passed", False),
    ],
)
def test_status_is_that_of_ruff_and_pytest_together(
    project, capfd, source, closing, succeeds
):
    (project / "test_it.py").write_text(source)
    status = command.main(["-p", "no:cacheprovider"])
    printed = capfd.readouterr().out
    assert (status == 0) == succeeds
    assert closing in printed.strip().splitlines()[-1]


def test_options_and_paths_go_to_pytest(project, capfd):
    (project / "test_it.py").write_text(GOOD)
    (project / "test_other.py").write_text(GOOD)
    assert command.main(["test_other.py", "-v", "-p", "no:cacheprovider"]) == 0
    printed = capfd.readouterr().out
    assert "test_other.py::test_it PASSED" in printed
    assert "test_it.py" not in printed
