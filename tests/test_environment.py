"""The files that say what to install agree, and what gets installed is complete."""

import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from course_utils.commands import ROOT, conda, environment
from course_utils.commands.requirements import requirements, split

PARTS = ("pyproject.toml", "README.md", "LICENSE")
WORKFLOW = ROOT / ".github" / "workflows" / "test.yml"


def test_environment_yml_is_what_pyproject_implies():
    text = conda.FILE.read_text(encoding="utf-8")
    assert text == conda.environment_yml(), "run: python3 -m course_utils conda"


def test_environment_yml_names_every_requirement_once():
    text = conda.environment_yml()
    names = [split(need)[0] for need in requirements()]
    names[names.index("torch")] = "pytorch"
    for name in [*names, "python", "pip"]:
        assert len(re.findall(rf"^  - {name}\b", text, re.MULTILINE)) >= 1, name
    assert "  - pytorch >=2.6 cpu*\n" in text


def test_constraints_pin_every_requirement():
    pins = environment.CONSTRAINTS.read_text(encoding="utf-8")
    for need in requirements(("test",)):
        name, _ = split(need)
        assert re.search(rf"^{name}==[\d.]+$", pins, re.MULTILINE | re.IGNORECASE), name


def test_constraints_hold_versions_only():
    lines = environment.CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 50
    for pin in pins:
        assert re.fullmatch(r"[\w.-]+==[\d.]+", pin)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """What `pip install .` would put into an environment: the names in its wheel."""
    source = tmp_path_factory.mktemp("source")
    shutil.copytree(
        ROOT / "course_utils",
        source / "course_utils",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for part in PARTS:
        shutil.copy(ROOT / part, source)
    command = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "-w", "wheels"]
    options = ["--no-build-isolation", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*command, *options], cwd=source, check=True)
    (built,) = (source / "wheels").iterdir()
    return set(zipfile.ZipFile(built).namelist())


def test_wheel_holds_every_file_of_the_package(wheel):
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "course_utils").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert package - wheel == set()


@pytest.mark.parametrize("kind", [".toml", ".js", ".css", ".safetensors"])
def test_wheel_holds_every_kind_of_data(wheel, kind):
    assert [name for name in wheel if name.endswith(kind)]


def test_ci_and_workflow_run_the_same_command():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "python3 -m course_utils test" in ci
    assert "python -m course_utils test" in WORKFLOW.read_text(encoding="utf-8")


def test_workflow_tries_every_python_from_the_oldest():
    tried = re.search(r"python: \[(.*)\]", WORKFLOW.read_text(encoding="utf-8"))[1]
    assert tried.startswith('"3.11", "3.12"')
