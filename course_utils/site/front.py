"""The pages that are no notebooks: the front page, the lesson plan, the glossary."""

import json
import re
from collections.abc import Collection, Sequence
from pathlib import Path

from course_utils.commands.lab import NOTEBOOKS
from course_utils.language import _
from course_utils.site.results import results
from course_utils.terms import glossary_text

FIRST = "03_beam_search/explore-model"  # the explorer of the front page


def pages(notebooks: Sequence[Path], live: Collection[str]) -> dict[str, str]:
    """Return the texts of the pages, in Markdown, by their names.

    `live` names the widgets that have a state, such as "zh/08_transformer/map".
    """
    return {
        "index": _front(notebooks, live),
        "teach": _lessons(notebooks),
        "glossary": f"# {_('Glossary')}\n\n{glossary_text()}\n",
    }


def note(notebook: Path, live: bool) -> str:
    """Say on a notebook's page what a page cannot do, and what can."""
    explorers = (
        _("The explorers on this page are alive: use them.")
        if live
        else _("The explorers on this page are pictures.")
    )
    limits = _(
        "What was computed is stored: nothing is trained here, and your own code does "
        "not run. In the course's folder one command opens this notebook: {command}",
        command=f"`python3 -m course_utils lab {_name(notebook)}`",
    )
    return f":::{{container}} on-paper\n{explorers} {limits}\n:::"


def _name(notebook: Path) -> str:
    """Return what `lab` calls a notebook, such as zh/03."""
    folder = notebook.relative_to(NOTEBOOKS).parent.as_posix()
    number = notebook.stem.partition("_")[0]
    return number if folder == "." else f"{folder}/{number}"


def _front(notebooks: Sequence[Path], live: Collection[str]) -> str:
    listed = "\n".join(path.stem for path in notebooks)
    parts = [
        f"# {_('From encoder–decoder to Transformer')}",
        f":::{{container}} lead\n{_lead()}\n:::",
        _picture(notebooks, live),
        f"## {_('Start here')}",
        _ways(notebooks),
        f"## {_('The road')}",
        _road(notebooks),
        f"## {_('What was measured')}",
        results(),
        f"```{{toctree}}\n:hidden:\n\n{listed}\nteach\nglossary\n```",
    ]
    return "\n\n".join(parts) + "\n"


def _lead() -> str:
    return _(
        "Eight ideas, each one the answer to where the one before it breaks. Watch the "
        "old idea fail, work the new one out with a pencil, read its code, play with it, "
        "see it learn, and solve exercises that name your mistake."
    )


def _picture(notebooks: Sequence[Path], live: Collection[str]) -> str:
    """Return a living explorer above everything else, or a picture of some."""
    edition = (
        notebooks[0].relative_to(NOTEBOOKS).parent.as_posix() if notebooks else "."
    )
    widget = FIRST if edition == "." else f"{edition}/{FIRST}"
    picture = f"![{_('Two of the explorers: a beam search as a tree, and the Transformer as a map.')}](explorers.png)"
    if widget not in live:
        return picture
    words = _(
        "A small model translates, and this is its beam search: change the width, step "
        "through it, choose another sentence."
    )
    return f'<div class="live" data-widget="{widget}"></div>\n\n{picture}\n\n{words}'


def _ways(notebooks: Sequence[Path]) -> str:
    """Return three ways to begin."""
    first = notebooks[0] if notebooks else Path("00_start_here.ipynb")
    cards = {
        _("Read now"): _(
            "Nothing to install: all notebooks with their results, and explorers that "
            "answer. [Begin with notebook 0]({first}).",
            first=first.name,
        ),
        _("Run it at home"): _(
            "Python 3.11 and 2 GB of disk, no GPU, no account. In the course's folder: "
            "{command}",
            command="\n\n```\npython3 -m course_utils lab\n```",
        ),
        _("Teach it"): _(
            "Each notebook has a plan for a lesson of 45 minutes, exercises that check "
            "themselves, and a Chinese edition. [For teachers](teach.md)."
        ),
    }
    inner = "\n\n".join(
        f":::{{container}} way\n**{head}**\n\n{text}\n:::" for head, text in cards.items()
    )
    return f"::::{{container}} ways\n{inner}\n::::"


def _road(notebooks: Sequence[Path]) -> str:
    """Return the notebooks, each with the question that it asks."""
    lines = [
        f"1. [{_title(path)}]({path.name}) {_question(path)}" for path in notebooks
    ]
    return "\n".join(lines)


def _opening(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "".join(cells[0]["source"]).split("\n\n")


def _title(notebook: Path) -> str:
    return _opening(notebook)[0].removeprefix("# ")


def _question(notebook: Path) -> str:
    return _opening(notebook)[1].strip("*") if len(_opening(notebook)) > 1 else ""


_LESSON = re.compile(r"\*\*[^*]*45[^*]*\*\*")


def _lessons(notebooks: Sequence[Path]) -> str:
    """Return the plan of lessons that the notebooks themselves contain."""
    parts = [f"# {_('For teachers')}"]
    for path in notebooks:
        plans = [part for part in _opening(path) if _LESSON.match(part)]
        times = [part for part in _opening(path) if re.match(r"[^*#\[]*\d+", part)]
        parts += [f"## [{_title(path)}]({path.name})", *times[:1], *plans]
    return "\n\n".join(parts) + "\n"
