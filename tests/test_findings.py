"""What long experiments found: each file names the command that makes it."""

import importlib
import inspect
import json
from pathlib import Path
from typing import NamedTuple

import pytest

from course_utils import training
from course_utils.training.findings import command, read_findings, write_findings

FILES = sorted(Path(training.__file__).parent.glob("*.json"))


class Found(NamedTuple):
    name: str
    shares: list[float]


def test_what_is_written_is_read_again(tmp_path):
    found = [Found("GRU, ohne Maß", [0.25, 1.0]), Found("", [])]
    write_findings(tmp_path / "some.json", found)
    assert read_findings(tmp_path / "some.json", Found) == found
    write_findings(tmp_path / "some.json", [])
    assert read_findings(tmp_path / "some.json", Found) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_names_the_command_that_makes_it(file):
    stored = json.loads(file.read_text(encoding="utf-8"))
    assert stored["command"] == command(file)
    module = importlib.import_module(f"course_utils.training.{file.stem}")
    assert command(file) in inspect.getdoc(module)
    assert 'if __name__ == "__main__":' in inspect.getsource(module)
    assert stored["findings"]
