"""A notebook on paper: everything in one column, with or without the solutions."""

import re
from typing import Any

from course_utils.commands.notebook_format import source_of
from course_utils.pages.cells import code_html, outputs_html, text_html
from course_utils.pages.page import page

_FOLDED = re.compile(r"<details\b")


def paper(notebook: dict[str, Any], language: str, with_solutions: bool) -> str:
    """Return the page; hints and solutions are open, or are not there at all."""
    shown = [_cell(cell, with_solutions) for cell in notebook["cells"]]
    body = f"<main>\n{''.join(shown)}</main>\n"
    return page(notebook, language, "paper.css", body)


def _cell(cell: dict, with_solutions: bool) -> str:
    if cell["cell_type"] == "markdown":
        return text_html(cell) + "\n"
    source = source_of(cell)
    if "show_hints(" in source:
        opened = _FOLDED.sub("<details open", outputs_html(cell))
        return f'<div class="hints">{opened}</div>\n' if with_solutions else ""
    if 'setup("' in source:
        return ""
    shown = outputs_html(cell)
    if "predict(" in source:  # a line to write the guess on
        shown = '<div class="guess"></div>'
    elif "exercises.check_" in source:  # it says only that nothing is answered yet
        shown = ""
    return f'<div class="code">{code_html(cell)}{shown}</div>\n'
