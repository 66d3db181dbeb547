"""The explorers of a notebook, alive in a page without a kernel.

`run` runs a notebook and keeps its explorers' state; `scripts` returns what a page
needs to wake them: embed.js does so for each element with `data-widget`, a model's id.
Nothing else is needed: every explorer of the course is one module of its own.
"""

import copy
import hashlib
import json
import os
from pathlib import Path
from typing import Any

STATE = "application/vnd.jupyter.widget-state+json"
CELL_TIMEOUT_S = 600


def run(path: Path) -> dict[str, Any]:
    """Return a notebook as it is after a run; the file itself stays as it is."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    package = str(Path(__file__).parents[2])  # the kernel starts in another folder
    paths = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_S,
        kernel_name="python3",
        store_widget_state=True,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute(env=os.environ | {"COURSE_PROGRESS": "off", "PYTHONPATH": paths})
    return notebook


def models(notebook: dict[str, Any]) -> dict[str, dict]:
    """Return the explorers that a run left, by the id of their model."""
    kept = notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})
    return {name: each for name, each in kept.items() if "_esm" in each["state"]}


def scripts(alive: dict[str, dict]) -> str:
    """Return the explorers' state and code, and the script that wakes them, as HTML."""
    shared: dict[str, str] = {}  # explorers of one kind have the same code
    alive = copy.deepcopy(alive)
    for model in alive.values():
        for name in ("_esm", "_css"):
            text = model["state"].get(name, "")
            key = hashlib.sha256(text.encode()).hexdigest()[:12]
            shared[key], model["state"][name] = text, key
    kept = [
        {"id": name, "state": each["state"], "buffers": each.get("buffers", [])}
        for name, each in alive.items()
    ]
    data = json.dumps({"shared": shared, "models": kept}, ensure_ascii=False)
    data = data.replace("<", "\\u003c")  # so that no text can end the element
    script = Path(__file__).with_name("embed.js").read_text(encoding="utf-8")
    return (
        f'<script type="application/json" id="explorers">{data}</script>\n'
        f"<script>\n{script}</script>\n"
    )
