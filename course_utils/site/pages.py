"""A notebook as Sphinx reads it."""

import copy
import re
from collections.abc import Collection
from typing import Any

from course_utils.commands.notebook_format import MARKER

VIEW = "application/vnd.jupyter.widget-view+json"
# Another edition's pages are no part of this one's, so Sphinx does not know them.
_ELSEWHERE = re.compile(r"\[([^\]]+)\]\(((?:\.\./|[a-z]{2}/)[\w/]+)\.ipynb\)")


def page(notebook: dict, name: str, live: Collection[str], note: str) -> dict:
    """Return a notebook's page; `live` names the cells whose widget has a state.

    `note`, a paragraph in Markdown, comes after the first cell.
    """
    made = copy.deepcopy(notebook)
    made["metadata"].pop("widgets", None)
    for cell in made["cells"]:
        cell["source"] = _text(cell)
        if cell["cell_type"] == "code":
            _code(cell, f"{name}/{cell['id']}" if cell["id"] in live else "")
    made["cells"][0]["source"] += f"\n\n{note}"
    return made


def _text(cell: dict) -> str:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return _ELSEWHERE.sub(r'<a href="\2.html">\1</a>', source)
    return source.removeprefix(f"{MARKER}\n")


def _code(cell: dict, widget: str) -> None:
    cell["metadata"].pop("jupyter", None)  # on a page nothing is folded away
    alts = [
        output["metadata"]["image/png"]["alt"]
        for output in cell["outputs"]
        if "alt" in output.get("metadata", {}).get("image/png", {})
    ]
    if alts:  # a cell of the course shows one picture
        cell["metadata"]["mystnb"] = {"image": {"alt": alts[0]}}
    cell["outputs"] = [each for each in cell["outputs"] if not _is_warning(each)]
    if widget:
        shown = next(i for i, each in enumerate(cell["outputs"]) if is_widget(each))
        cell["outputs"].insert(shown, _place(widget))


def is_widget(output: dict) -> bool:
    """Return whether an output, of a notebook that has just run, shows a widget."""
    return VIEW in output.get("data", {})


def _is_warning(output: dict) -> bool:
    return output.get("name") == "stderr"


def _place(widget: str) -> dict[str, Any]:
    """Mark where live.js puts a widget; what comes next is shown until then."""
    html = f'<div class="live" data-widget="{widget}"></div>'
    data = {"text/html": html}
    return {"output_type": "display_data", "data": data, "metadata": {}}
