"""The files that say what to install agree, and what gets installed is complete."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from course_utils.commands import ROOT, conda, copy, environment
from course_utils.commands.requirements import pyproject, requirements, split

PARTS = ("setup.py", "pyproject.toml", "README.md", "LICENSE")
WORKFLOW = ROOT / ".github" / "workflows" / "test.yml"


def test_environment_yml_is_what_pyproject_implies():
    text = conda.FILE.read_text(encoding="utf-8")
    assert text == conda.environment_yml(), "run: python3 -m course_utils conda"


def test_environment_yml_names_every_requirement_once():
    text = conda.environment_yml()
    names = [split(need)[0] for need in requirements(("lab",))]
    names[names.index("torch")] = "pytorch"
    for name in [*names, "python", "pip"]:
        assert len(re.findall(rf"^  - {name}\b", text, re.MULTILINE)) >= 1, name
    assert "  - pytorch >=2.6 cpu*\n" in text


def test_environment_yml_names_its_python_as_repo2docker_reads_it():
    # jupyter-repo2docker 2026.4.0, buildpacks/conda/__init__.py: python_version
    found = re.search(r"^  - python=(\d+\.\d+)$", conda.environment_yml(), re.MULTILINE)
    assert found, "another form would be read as the default, which is too old"
    assert tuple(map(int, found[1].split("."))) >= (3, 11)


def test_constraints_pin_every_requirement():
    pins = environment.CONSTRAINTS.read_text(encoding="utf-8")
    for need in requirements(("hub", "lab", "nbgrader", "pages", "site", "test")):
        name, _ = split(need)
        assert re.search(rf"^{name}==[\d.]+$", pins, re.MULTILINE | re.IGNORECASE), name


def test_constraints_hold_versions_only():
    lines = environment.CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 50
    for pin in pins:
        assert re.fullmatch(r"[\w.-]+==[\d.]+(b\d+)?", pin)


def build(source, kind, into):
    """Build a package of the course as pip and setuptools do, and return its path."""
    code = f"from setuptools import build_meta; build_meta.build_{kind}({str(into)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=source, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """What `pip install .` makes of the course and puts into an environment."""
    source = tmp_path_factory.mktemp("source")
    shutil.copytree(
        ROOT / "course_utils",
        source / "course_utils",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    kept = shutil.ignore_patterns(".ipynb_checkpoints")
    for folder in ("notebooks", "figures"):
        shutil.copytree(ROOT / folder, source / folder, ignore=kept)
    for part in PARTS:
        shutil.copy(ROOT / part, source)
    return build(source, "wheel", tmp_path_factory.mktemp("wheels"))


def test_wheel_holds_every_file_of_the_package(wheel):
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "course_utils").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert package - set(zipfile.ZipFile(wheel).namelist()) == set()


@pytest.mark.parametrize("kind", [".toml", ".js", ".css", ".safetensors"])
def test_wheel_holds_every_kind_of_data(wheel, kind):
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.endswith(kind)]


def test_wheel_holds_every_notebook(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    there = {
        path.relative_to(copy.NOTEBOOKS) for path in copy.NOTEBOOKS.rglob("*.ipynb")
    }
    wanted = {f"course_utils/shipped/notebooks/{path.as_posix()}" for path in there}
    assert {name for name in names if name.endswith(".ipynb")} == wanted


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Run Python with the package as installed from its wheel, far from the clone."""
    site, elsewhere = map(tmp_path_factory.mktemp, ("site", "elsewhere"))
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index"]
    pip += ["--disable-pip-version-check", "--quiet", "--target", str(site)]
    subprocess.run([*pip, str(wheel)], check=True)
    paths = filter(None, [str(site), os.environ.get("PYTHONPATH")])
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}

    def run(*words):
        return subprocess.run(
            [sys.executable, *words],
            cwd=elsewhere,
            env=surroundings,
            capture_output=True,
            text=True,
        )

    return run


def test_doctor_of_an_installed_package_asks_its_own_metadata(installed):
    done = installed("-m", "course_utils", "doctor")
    assert done.stderr == ""
    (place,) = re.findall(r"^ok    course +(.+)$", done.stdout, re.MULTILINE)
    assert not Path(place).is_relative_to(ROOT)
    assert ".venv yet" not in done.stdout
    for need in requirements():
        assert f"ok    {split(need)[0]} " in done.stdout
    assert "beartype" not in done.stdout


def test_installed_package_shows_its_figures(installed):
    code = (
        "from course_utils.figures import FOLDER, show_figure\n"
        "print(FOLDER, show_figure('00_course_map'), sep='|')"
    )
    folder, told = installed("-c", code).stdout.split("|")
    assert not Path(folder).is_relative_to(ROOT)
    assert len(told) > 100


def test_installed_package_copies_its_notebooks(installed, tmp_path):
    done = installed("-m", "course_utils", "copy", str(tmp_path))
    assert done.stdout.startswith("18 notebooks copied")
    assert (tmp_path / "zh" / "03_beam_search.ipynb").exists()


def test_doctor_of_an_installed_package_names_what_to_install(installed):
    code = (
        "from course_utils.commands import doctor\n"
        "doctor.requirements = lambda: ['numpy>=2', 'no-such-package-here>=1']\n"
        "print(doctor._install())"
    )
    mend = installed("-c", code).stdout.rstrip()
    assert mend.endswith('-m pip install "no-such-package-here>=1"')


def test_requirements_of_an_installed_package_are_the_same(installed):
    code = (
        "from course_utils.commands.requirements import requirements\n"
        "print(*requirements(('test',)), sep='\\n')"
    )
    names = [split(need)[0] for need in installed("-c", code).stdout.splitlines()]
    assert names == [split(need)[0] for need in requirements(("test",))]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="git knows what belongs to it")
def test_sdist_holds_the_whole_course(tmp_path):
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    tracked = {name for name in listed.stdout.split("\0") if (ROOT / name).is_file()}
    for name in tracked:
        copy = tmp_path / "source" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy)
    (tmp_path / "sdist").mkdir()
    with tarfile.open(build(tmp_path / "source", "sdist", tmp_path / "sdist")) as sdist:
        names = {each.name.partition("/")[2] for each in sdist if each.isfile()}
    made = {name for name in names if ".egg-info/" in name} | {"PKG-INFO", "setup.cfg"}
    assert names - made == tracked


def test_citation_names_the_version_and_the_licences_of_the_package():
    project = pyproject()["project"]
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {project['version']}\n" in cited
    licences = project["license"].split(" AND ")
    assert re.findall(r"^  - ([A-Z].*)$", cited, re.MULTILINE) == licences


def test_ci_and_workflow_run_the_same_command():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "python3 -m course_utils test" in ci
    assert "python -m course_utils test" in WORKFLOW.read_text(encoding="utf-8")


def test_workflow_tries_every_python_from_the_oldest():
    tried = re.search(r"python: \[(.*)\]", WORKFLOW.read_text(encoding="utf-8"))[1]
    assert tried.startswith('"3.11", "3.12"')
