"""A notebook as an HTML page: `jupyter nbconvert --to course notebooks/….ipynb`.

nbconvert's own page leaves out the pictures' descriptions and says that every page is
in English.
"""

import re
from typing import Any

from jinja2 import DictLoader
from nbconvert import HTMLExporter

from course_utils.language import languages

_TEMPLATE = """\
{%- extends 'lab/index.html.j2' -%}
{%- block data_png -%}
{%- set alt = output | get_metadata('alt', 'image/png') -%}
{%- if alt -%}
{{ super() | replace('<img ', '<img alt="%s" ' | format(alt | escape_html), 1) }}
{%- else -%}{{ super() }}{%- endif -%}
{%- endblock -%}
"""


class CoursePage(HTMLExporter):
    """JupyterLab's look, with the pictures' descriptions and the edition's language."""

    export_from_notebook = "Course page"

    def __init__(self, **settings: Any) -> None:
        loaders = [DictLoader({"course.html.j2": _TEMPLATE})]
        settings.setdefault("template_file", "course.html.j2")
        super().__init__(extra_loaders=loaders, **settings)

    def from_notebook_node(
        self, notebook: Any, resources: Any = None, **settings: Any
    ) -> tuple[str, Any]:
        folder = (resources or {}).get("metadata", {}).get("path", "")
        name = folder.replace("\\", "/").rstrip("/").rpartition("/")[2]
        for code in (name, _edition(notebook)):
            if code in languages():
                self.language_code = code
        return super().from_notebook_node(notebook, resources, **settings)


def _edition(notebook: Any) -> str | None:
    """Return the language in which a notebook says it is, wherever it lies."""
    code = (cell.source for cell in notebook.cells if cell.cell_type == "code")
    said = (re.search(r'^setup\("(\w+)"\)', source, re.MULTILINE) for source in code)
    return next((each[1] for each in said if each), None)
