"""The page for teachers: what a lesson takes, from the notebooks' own words."""

from collections.abc import Sequence
from pathlib import Path

from course_utils.language import _
from course_utils.site.openings import hours, lesson, title


def plan(notebooks: Sequence[Path]) -> str:
    """Return the page in Markdown."""
    before = _(
        "On a projector this site is enough: the explorers work in any browser, and a "
        "folder of files on your own web space or a USB stick serves it "
        "({command}). In a computer room everybody gets notebooks of their own: "
        "{copy}. Exercises check themselves, and say which mistake it is.",
        command="`python3 -m http.server`",
        copy="`python3 -m course_utils copy FOLDER`",
    )
    parts = ["# " + _("For teachers"), before]
    to_it = _("To the notebook")
    for path in notebooks:
        parts += [f"## {title(path)}", hours(path), lesson(path)]
        parts.append(f"[{to_it}]({path.name})")
    return "\n\n".join(filter(None, parts)) + "\n"
