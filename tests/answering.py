"""Ask the site's answerer, and a kernel's explorers, the same questions."""

import base64
import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from course_utils.language import language
from course_utils.site.models import write_models
from course_utils.widgets.base import Explorer

SCRIPT = Path(__file__).parent / "js" / "answerer_run.mjs"
# What each explorer's answer is made of: its bytes, and how they are read
BYTES = {
    "ModelAttention": ("weights", "<f4"),
    "ModelExplorer": ("traces", "<f8"),
    "ArchitectureExplorer": ("numbers", "<f4"),
}
STATE = ("answer", "examples", "maps", "pairs", "max_len", "traces", "numbers")
LOOSE = {"seconds"}  # another machine's


class Asked(NamedTuple):
    """An explorer as a page shows it first, and what it is asked there."""

    state: dict[str, Any]
    answers: list[dict[str, Any]]  # the kernel's


def ask_kernel(explorer: Explorer, questions: Sequence[dict[str, Any]]) -> Asked:
    """Put questions to an explorer of this process."""
    kind = type(explorer).__name__
    name, _kind = BYTES[kind]
    traits = {
        each: getattr(explorer, each) for each in STATE if explorer.has_trait(each)
    }
    traits = {key: _coded(value) for key, value in traits.items()}
    state = {"kind": kind, "traits": traits, "questions": list(questions)}
    answers = []
    for question in questions:
        explorer.request = question
        told = {"answer": explorer.answer, name: getattr(explorer, name)}
        if explorer.has_trait("maps"):
            told["maps"] = explorer.maps
        answers.append(json.loads(json.dumps({k: _coded(v) for k, v in told.items()})))
    return Asked({**state, "language": language()}, answers)


def ask_site(asked: Sequence[Asked], folder: Path) -> list[list[dict[str, Any]]]:
    """Put the same questions to the answerer in JavaScript."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, which is not on the PATH")
    write_models(folder)
    file = folder / "questions.json"
    file.write_text(json.dumps([each.state for each in asked]), encoding="utf-8")
    command = [node, str(SCRIPT), str(folder), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_alike(asked: Asked, answers: list[dict[str, Any]]) -> float:
    """Compare all answers; return the largest difference between two numbers.

    Of numbers beyond 1, such as sums of logarithms, it is the relative one.
    """
    name, kind = BYTES[asked.state["kind"]]
    most = 0.0
    for question, ours, theirs in zip(
        asked.state["questions"], asked.answers, answers, strict=True
    ):
        assert "answer" in theirs, f"nobody answers {question}"
        most = max(most, difference(ours["answer"], theirs["answer"], str(question)))
        if "complaint" in ours["answer"]:
            assert name not in theirs
            continue
        assert ours.get("maps") == theirs.get("maps"), question
        wanted, found = (
            np.frombuffer(base64.b64decode(each[name]["base64"]), kind)
            for each in (ours, theirs)
        )
        assert wanted.shape == found.shape, question
        apart = np.abs(wanted - found) / np.maximum(1, np.abs(wanted))
        most = max(most, float(apart.max()))
        assert most < 1e-4, question
    return most


def difference(ours: Any, theirs: Any, where: str) -> float:
    """Return the largest difference of two numbers in JSON that is the same else."""
    if isinstance(ours, dict):
        assert ours.keys() == theirs.keys(), where
        pairs = [(ours[key], theirs[key], key) for key in ours.keys() - LOOSE]
    elif isinstance(ours, list):
        assert len(ours) == len(theirs), where
        pairs = [(*each, i) for i, each in enumerate(zip(ours, theirs, strict=True))]
    elif isinstance(ours, float):
        assert abs(ours - theirs) < 1e-4, f"{where}: {ours} and {theirs}"
        return abs(ours - theirs)
    else:
        assert ours == theirs, where
        return 0.0
    return max((difference(a, b, f"{where}.{key}") for a, b, key in pairs), default=0.0)


def _coded(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    return value
