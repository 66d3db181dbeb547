"""A notebook's cell as HTML: its text or code, and what it showed when it was run."""

import html
import re
from collections.abc import Iterable

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_utils.commands.notebook_format import MARKER, source_of
from course_utils.pages.maths import html_of

WIDGET = "application/vnd.jupyter.widget-view+json"
_TO_NOTEBOOK = re.compile(r'<a href="[^":]*\.ipynb[^"]*">(.*?)</a>')
_WAYS = re.compile(r"<p><a [^>]*\.ipynb[^\n]*</a></p>")  # the line from one to the next
_CODE = HtmlFormatter(cssclass="highlight")


def style_sheet() -> str:
    """Return the colours of code; `friendly` reads well in a bright room."""
    return HtmlFormatter(style="friendly").get_style_defs(".highlight")


def text_html(cell: dict) -> str:
    """Return a Markdown cell; links to other notebooks are words here."""
    made = _WAYS.sub("", html_of(source_of(cell)))
    made = _TO_NOTEBOOK.sub(r"\1", made)
    return f'<div class="text">{made}</div>'


def code_html(cell: dict) -> str:
    """Return the code of a cell, without the line that is meant for tests."""
    lines = [line for line in source_of(cell).splitlines() if line.strip() != MARKER]
    return highlight("\n".join(lines), PythonLexer(), _CODE)


def outputs_html(cell: dict, alive: Iterable[str] = ()) -> str:
    """Return what a cell shows; an explorer whose model is `alive` gets its place."""
    return "".join(
        f'<div class="output">{_output(output, set(alive))}</div>'
        for output in cell.get("outputs", [])
    )


def _output(output: dict, alive: set[str]) -> str:
    data = {kind: _joined(value) for kind, value in output.get("data", {}).items()}
    if WIDGET in data and data[WIDGET]["model_id"] in alive:
        return f'<div data-widget="{data[WIDGET]["model_id"]}"></div>'
    if "image/png" in data:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
        alt = html.escape(alt or data.get("text/plain", ""))
        return f'<img alt="{alt}" src="data:image/png;base64,{data["image/png"]}">'
    if "text/html" in data:
        return data["text/html"]
    if "text/markdown" in data:
        return html_of(data["text/markdown"])
    printed = data.get("text/plain", _joined(output.get("text", "")))
    return f"<pre>{html.escape(printed)}</pre>"


def _joined(value: list | str | dict) -> str | dict:
    return "".join(value) if isinstance(value, list) else value
