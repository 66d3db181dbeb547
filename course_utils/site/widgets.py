"""The widgets of a notebook that ran, as files that live.js reads."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from course_utils.site.pages import VIEW, is_widget

STATE = "application/vnd.jupyter.widget-state+json"


class Widget(NamedTuple):
    """A widget on a page: its cell, its class in Python, and its traits."""

    cell: str
    kind: str  # such as "course_utils.widgets.quiz.explorer.Quiz"
    traits: dict
    buffers: list[tuple[list, str]]  # where in the traits, and base64


def widgets(notebook: dict) -> Iterator[Widget]:
    """Find the widget of each cell that shows one of the course's."""
    models = notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})
    for cell in notebook["cells"]:
        shown = next(filter(is_widget, cell.get("outputs", [])), None)
        model = models.get(shown["data"][VIEW]["model_id"]) if shown else None
        if model and "_anywidget_id" in model["state"]:
            kind = model["state"]["_anywidget_id"]
            traits = {
                name: value
                for name, value in model["state"].items()
                if not name.startswith("_") and name not in ("layout", "tooltip")
            }
            buffers = [
                (each["path"], each["data"]) for each in model.get("buffers", [])
            ]
            yield Widget(cell["id"], kind, traits, buffers)


def write(widget: Widget, page: str, static: Path) -> None:
    """Write a widget's traits, and its front end unless it is there."""
    name = front_end(widget.kind, static)
    file = static / "widgets" / page / f"{widget.cell}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    told = {"front_end": name, **widget._asdict()}
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def front_end(kind: str, static: Path) -> str:
    """Write the script and style sheet of a class; return their name."""
    name = kind.removeprefix("course_utils.widgets.").lower()
    script = static / "front_ends" / f"{name}.js"
    if not script.exists():
        module, _dot, attribute = kind.rpartition(".")
        made = getattr(import_module(module), attribute)
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(str(made._esm), encoding="utf-8")
        script.with_suffix(".css").write_text(str(made._css), encoding="utf-8")
    return name
