"""What every test shares."""

import os
import random
import shutil
import sys

import pytest

from course_utils import language
from course_utils.commands import ROOT

# Before torch is loaded, so that a module's fixtures count by the same thread as its
# tests: two threads add in another order. For tiny tensors one is the faster, too.
os.environ["OMP_NUM_THREADS"] = "1"


@pytest.fixture(autouse=True)
def seed():
    """Start each test from the same random numbers, whichever tests ran before."""
    random.seed(0)
    if torch := sys.modules.get("torch"):
        # For the CPU alone: torch.manual_seed notes the whole stack for each absent GPU
        torch.default_generator.manual_seed(0)


@pytest.fixture(autouse=True)
def english_system(monkeypatch):
    """Whatever this computer speaks, and no test's preference outlives the test."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(language, "_preferred", "en")


@pytest.fixture(autouse=True)
def memory(monkeypatch, tmp_path):
    """Keep what a test solves out of the course's own memory; return the file."""
    file = tmp_path / "progress.jsonl"
    monkeypatch.setenv("COURSE_PROGRESS", str(file))
    return file


@pytest.fixture
def course(tmp_path):
    """Copy what the commands read of the course to where they may do as they like."""
    copy = tmp_path / "course"
    (copy / "course_utils").mkdir(parents=True)
    for folder in (copy / "notebooks", copy / "notebooks" / "zh"):
        folder.mkdir()
        (folder / "00_start_here.ipynb").touch()
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, copy)
    for name in ("__init__.py", "__main__.py", "language.py", "syllabus.py"):
        shutil.copy(ROOT / "course_utils" / name, copy / "course_utils")
    for name in ("commands", "locale"):
        shutil.copytree(ROOT / "course_utils" / name, copy / "course_utils" / name)
    return copy
