"""A notebook as slides: one HTML file that holds all it needs."""

import ast
import html
import re
from typing import Any

from course_utils.commands.notebook_format import source_of
from course_utils.language import N_, translated
from course_utils.pages import cells, embed
from course_utils.pages.page import asset, page

KEYS = N_(
    "→ goes through the lesson of 45 minutes, ↓ shows what it leaves out, the space "
    "bar shows everything. Home and End; F fills the screen, M names all slides."
)
_LABELS = {"menu": N_("All slides"), "keys": KEYS, "below": N_("more below")}


def slides(stored: dict[str, Any], ran: dict[str, Any] | None, language: str) -> str:
    """Return the page; explorers live in it if the notebook has been run.

    Everything else is shown as it is stored.
    """
    alive = embed.models(ran) if ran else {}
    shown = _with_explorers(stored["cells"], ran["cells"] if ran else [], alive)
    sections = "\n".join(_sections(shown, alive))
    labels = {name: translated(text, language) for name, text in _LABELS.items()}
    data = "".join(
        f' data-{name}="{html.escape(text)}"' for name, text in labels.items()
    )
    body = f"<main>\n{sections}\n</main>\n{embed.scripts(alive)}"
    body += f"<script>\n{asset('deck.js')}</script>\n"
    return page(stored, language, "deck.css", body, data)


def _with_explorers(
    stored: list[dict], ran: list[dict], alive: dict[str, dict]
) -> list[dict]:
    """Take from the run only what shows an explorer that is alive."""
    after = {cell["id"]: cell for cell in ran}
    return [
        cell | {"outputs": after[cell["id"]]["outputs"]}
        if _explorers(after.get(cell["id"], {})) & alive.keys()
        else cell
        for cell in stored
    ]


def _explorers(cell: dict) -> set[str]:
    views = [each.get("data", {}).get(cells.WIDGET) for each in cell.get("outputs", [])]
    return {view["model_id"] for view in views if view}


def _sections(shown: list[dict], alive: dict[str, dict]) -> list[str]:
    """Return each slide as a section; `data-lesson` marks those of the lesson."""
    made: list[tuple[str, list[str]]] = []
    for cell in shown:
        kind = cell["metadata"].get("slideshow", {}).get("slide_type", "-")
        if kind in ("slide", "subslide") or not made:
            made.append((" data-lesson" if kind == "slide" else "", []))
        if kind not in ("skip", "notes"):
            made[-1][1].append(_cell(cell, kind == "fragment", alive))
    return [
        f'<section{lesson} aria-label="{_name(parts)}"><div class="body">'
        f"{''.join(parts)}</div></section>"
        for lesson, parts in made
        if parts
    ]


def _cell(cell: dict, late: bool, alive: dict[str, dict]) -> str:
    fragment = " data-late" if late else ""
    if cell["cell_type"] == "markdown":
        return f"<div{fragment}>{cells.text_html(cell)}</div>"
    code = "" if _only_shows(cell) else cells.code_html(cell)
    outputs = cells.outputs_html(cell, alive)
    return f'<div class="code"{fragment}>{code}{outputs}</div>'


def _only_shows(cell: dict) -> bool:
    """Say whether a cell asks for a guess, or is one call, such as `show_figure(…)`.

    Its code says nothing to a class, and that of a guess may give the answer away.
    """
    source = source_of(cell)
    steps = [
        each
        for each in ast.parse(source).body
        if not isinstance(each, ast.Import | ast.ImportFrom)
    ]
    one_call = len(steps) == 1 and isinstance(getattr(steps[0], "value", 0), ast.Call)
    return bool(cell["outputs"]) and (one_call or "predict(" in source)


def _name(parts: list[str]) -> str:
    """Name a slide by its first heading, for the list of all slides."""
    heading = re.search(r"<h[1-4][^>]*>(.*?)(?:<a class|</h)", "".join(parts))
    words = re.sub(r"<[^>]*>", "", heading[1]) if heading else ""
    return html.escape(html.unescape(words))
