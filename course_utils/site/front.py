"""The front page and the glossary, and what stands on each notebook's page."""

from collections.abc import Collection, Sequence
from pathlib import Path

from course_utils.commands.lab import NOTEBOOKS
from course_utils.language import _, edition_of
from course_utils.site import lessons
from course_utils.site.openings import question, title
from course_utils.site.results import results
from course_utils.terms import glossary_text

FIRST = "08_transformer/map"  # the explorer of the front page


def pages(notebooks: Sequence[Path], live: Collection[str]) -> dict[str, str]:
    """Return the texts of the pages, in Markdown, by their names.

    `live` names the widgets that have a state, such as "zh/08_transformer/map".
    """
    return {
        "index": _front(notebooks, live),
        "teach": lessons.plan(notebooks),
        "glossary": "\n\n".join(["# " + _("Glossary"), glossary_text()]) + "\n",
    }


def note(notebook: Path, live: bool) -> str:
    """Say on a notebook's page what a page cannot do, and what can."""
    explorers = (
        _("The explorers on this page are alive: try them.")
        if live
        else _("The explorers on this page are pictures.")
    )
    limits = _(
        "All results are stored: here nothing is trained, and code of yours does not "
        "run. For that, one command in the course's folder opens this notebook: "
        "{command}",
        command=f"`python3 -m course_utils lab {_name(notebook)}`",
    )
    words = _("{first} {second}", first=explorers, second=limits)
    return f":::{{container}} on-paper\n{words}\n:::"


def _name(notebook: Path) -> str:
    """Return what `lab` calls a notebook, such as zh/03."""
    number = notebook.stem.partition("_")[0]
    code = edition_of(notebook)
    return number if code == "en" else f"{code}/{number}"


def _front(notebooks: Sequence[Path], live: Collection[str]) -> str:
    listed, colon = "\n".join(path.stem for path in notebooks), _(": ")
    parts = [
        "---\nhide-toc: true\n---",
        "# " + _("From encoder–decoder to Transformer"),
        f":::{{container}} lead\n{_lead()}\n:::",
        _ways(notebooks[0]),
        _explorer(notebooks[0], live),
        "## " + _("The road"),
        "\n".join(
            f"- [{title(path)}]({path.name}){colon}{question(path)}"
            for path in notebooks
        ),
        "## " + _("What was measured"),
        results(),
        f"```{{toctree}}\n:hidden:\n\n{listed}\nteach\nglossary\n```",
    ]
    return "\n\n".join(parts) + "\n"


def _lead() -> str:
    return _(
        "Eight ideas, each one the answer to where the one before it breaks. Watch the "
        "old idea fail, work the new one out with a pencil, read its code, play with "
        "it, see it learn, and solve exercises that name your mistake."
    )


def _ways(first: Path) -> str:
    """Return three ways to begin."""
    ways = {
        _("Read now"): _(
            "Nothing to install: all notebooks with their results, and explorers to "
            "play with. [Begin with notebook 0]({first})",
            first=first.name,
        ),
        _("Run it at home"): _(
            "Train, and write code of your own, on a laptop without a GPU. With Python "
            "3.11 or newer, in the course's folder: {command}",
            command="\n\n```none\npython3 -m course_utils lab\n```",
        ),
        _("Teach it"): _(
            "Each notebook has a plan for 45 minutes, exercises that check themselves, "
            "and two languages. [For teachers](teach.md)"
        ),
    }
    cards = "\n\n".join(
        f":::{{container}} way\n**{name}**\n\n{text}\n:::"
        for name, text in ways.items()
    )
    return f"::::{{container}} ways\n{cards}\n::::"


def _explorer(first: Path, live: Collection[str]) -> str:
    """Return a living explorer, or a picture of some."""
    room = (first.parent.relative_to(NOTEBOOKS) / FIRST).as_posix()
    if room not in live:
        alt = _("Two explorers: a beam search as a tree, and the Transformer as a map.")
        return f"![{alt}](explorers.png)"
    words = _(
        "The Transformer as a map: press Next and follow a sentence through a finished "
        "model, block by block."
    )
    return f'**{words}**\n\n<div class="live" data-widget="{room}"></div>'
