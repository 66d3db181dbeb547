"""What slides and paper have in common: the page that holds their parts."""

import html
from pathlib import Path
from typing import Any

from course_utils.commands.notebook_format import source_of
from course_utils.pages.cells import style_sheet


def page(
    notebook: dict[str, Any], language: str, style: str, body: str, attributes: str = ""
) -> str:
    """Return a page that holds all it needs; `style` names a sheet of this folder."""
    sheets = "\n".join([style_sheet(), asset("page.css"), asset(style)])
    title = source_of(notebook["cells"][0]).partition("\n")[0].removeprefix("# ")
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{sheets}</style>\n</head>\n"
        f"<body{attributes}>\n{body}</body>\n</html>\n"
    )


def asset(name: str) -> str:
    """Read a file that lies beside this one."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
