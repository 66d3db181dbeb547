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
    parts = ["# " + _("For teachers"), before, _commands()]
    to_it = _("To the notebook")
    for path in notebooks:
        parts += [f"## {title(path)}", hours(path), lesson(path)]
        parts.append(f"[{to_it}]({path.name})")
    return "\n\n".join(filter(None, parts)) + "\n"


def _commands() -> str:
    """Say which commands prepare a lesson and follow it."""
    done_by = {
        "slides 03 --out slides": _("slides of a notebook, explorers alive"),
        "print 03 --out paper": _("a notebook on paper, with or without solutions"),
        "handout 04 --out class": _("the students' copy, solutions closed until a day"),
        "grade handed-in --out marks": _(
            "points, and which known mistakes the class has made"
        ),
    }
    lines = [_("In the course's folder `python3 -m course_utils` also makes:")]
    colon = _(": ")
    lines += [f"- `{each}`{colon}{purpose}" for each, purpose in done_by.items()]
    guide = _(
        "What to ask, which wrong answers to expect and where students stumble: "
        "{guide}. A server for a class: {server}.",
        guide="`" + _("classroom/guide.md") + "`",
        server="`" + _("classroom/README.md") + "`",
    )
    return "\n".join(lines) + "\n\n" + guide
