"""Notebooks run anew, kept with their widgets' state in a folder that git ignores."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from course_utils.commands import ROOT
from course_utils.commands.execute import execute
from course_utils.commands.lab import NOTEBOOKS
from course_utils.language import LOCALE, edition_of

RUNS = ROOT / "build" / "runs"
PACKAGE = ROOT / "course_utils"
_NO_MATTER = {"classroom", "commands", "pages", "site"}  # nothing a notebook shows
_READ = {".py", ".toml", ".json", ".safetensors"}


def run(notebooks: Iterable[Path]) -> list[Path]:
    """Run those notebooks whose last run is older than what they run; name the failed.

    The notebooks themselves stay as they are.
    """
    failed = []
    for path in notebooks:
        if last_run(path):
            continue
        kept = _kept(path)
        kept.parent.mkdir(parents=True, exist_ok=True)
        if not execute(path, kept, digest=_digest(path)):
            failed.append(path)
    return failed


def last_run(path: Path) -> dict | None:
    """Return a notebook with the results of its last run, if they are today's.

    Its words are today's in any case.
    """
    try:
        ran = json.loads(_kept(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if ran["metadata"].get("digest") != _digest(path):
        return None
    today = json.loads(path.read_text(encoding="utf-8"))
    outputs = {cell["id"]: cell.get("outputs") for cell in ran["cells"]}
    for cell in today["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = outputs[cell["id"]]
    today["metadata"]["widgets"] = ran["metadata"].get("widgets", {})
    return today


def _kept(path: Path) -> Path:
    return RUNS / path.relative_to(NOTEBOOKS)


def _digest(path: Path) -> str:
    """Return what tells a notebook's code, and the course's, from any other."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [[c["id"], "".join(c["source"])] for c in cells if c["cell_type"] == "code"]
    what = json.dumps(code) + _course(edition_of(path))
    return hashlib.sha256(what.encode()).hexdigest()


@cache
def _course(edition: str) -> str:
    """Return what tells the course, in a language, from any other."""
    digest = hashlib.sha256()
    words = LOCALE / edition
    for path in sorted(PACKAGE.rglob("*")):
        room = path.relative_to(PACKAGE).parts[0]
        matters = path.suffix in _READ and room not in _NO_MATTER
        if matters or (path.suffix == ".mo" and words in path.parents):
            digest.update(path.read_bytes())
    return digest.hexdigest()
