"""The command `handout`: a student's notebook, or a course folder for nbgrader."""

import json
import secrets
from argparse import Namespace
from datetime import date
from pathlib import Path

from course_utils.classroom import course_folder
from course_utils.classroom.lessons import FILES, Lesson, lesson_of
from course_utils.classroom.marks import Scale
from course_utils.classroom.notebooks import Wishes, made_ready
from course_utils.commands.arguments import Parser
from course_utils.commands.problem import Problem
from course_utils.language import N_, _, language, languages

ABOUT = N_("""\
Write a notebook for students: stubs and planted bugs as they are, points named, cells
that train marked, solutions closed until a day.

The day stands in the notebook's first code cell. It is a curtain and no safe: a student
who deletes it, or reads the course's open source, finds the solutions. `grade` tries
answers on further cases, drawn from your seed: what was fitted to the notebook's own
cases fails there. A copied function does not, so `grade` shows you every answer.""")


def main(arguments: list[str]) -> int:
    """Write the notebook and say how its answers are graded."""
    options = _options(arguments)
    try:
        lesson = lesson_of(options.notebook)
    except KeyError:
        known = _(", ").join(file[:2] for file in FILES.values())
        raise Problem(
            _(
                "There is no notebook {name}; the course has {known}.",
                name=options.notebook,
                known=known,
            )
        ) from None
    wishes = _wishes(options)
    try:
        written = _write(lesson, wishes, options)
    except FileExistsError as error:
        told = _(
            "{file} is there already: choose another folder, or put it away first.",
            file=error.filename,
        )
        raise Problem(told) from None
    except OSError as error:
        told = _("{folder} cannot be made: {reason}.", folder=options.out, reason=error)
        raise Problem(told) from None
    print(written)
    print(_next(lesson, wishes, options))
    return 0


def day(text: str) -> date:
    """Read a day; argparse names this function where it is none."""
    return date.fromisoformat(text)


def _options(arguments: list[str]) -> Namespace:
    parser = Parser("handout", _(ABOUT))
    parser.add_argument("notebook", help=_("its number, such as 04"))
    parser.add_argument(
        "--out", type=Path, required=True, help=_("folder for what is written")
    )
    parser.add_argument("--language", choices=languages(), help=_("of the notebook"))
    parser.add_argument(
        "--points", default="1", help=_("2 for every exercise, or 4.2=3,4.5=1")
    )
    parser.add_argument(
        "--solutions-after",
        type=day,
        metavar="DATE",
        help=_("the day on which the solutions open, such as 2026-12-01"),
    )
    parser.add_argument(
        "--seed", type=int, help=_("of the hidden cases; drawn if you name none")
    )
    parser.add_argument(
        "--nbgrader", action="store_true", help=_("a course folder for nbgrader 0.9")
    )
    return parser.parse_args(arguments)


def _wishes(options: Namespace) -> Wishes:
    try:
        scale = Scale.of(options.points)
    except ValueError as error:
        raise Problem(str(error)) from None
    seed = secrets.randbelow(10**6) + 1 if options.seed is None else options.seed
    spoken = options.language or language()
    return Wishes(spoken, scale, options.solutions_after, seed)


def _write(lesson: Lesson, wishes: Wishes, options: Namespace) -> Path:
    notebook = made_ready(lesson, wishes)
    if options.nbgrader:
        return course_folder.write(notebook, lesson, wishes, options.out)
    options.out.mkdir(parents=True, exist_ok=True)
    file = options.out / FILES[lesson.slug]
    with file.open("x", encoding="utf-8") as opened:
        json.dump(notebook, opened, indent=1, ensure_ascii=False)
    return file


def _next(lesson: Lesson, wishes: Wishes, options: Namespace) -> str:
    """Return the command that comes after collecting."""
    if options.nbgrader:
        told = _("In that folder: {command}")
        return told.format(command=f"nbgrader generate_assignment {lesson.stem}")
    command = f"python3 -m course_utils grade FOLDER --seed {wishes.seed} --points "
    told = _("To grade what comes back (keep this line): {command}")
    return told.format(command=f"{command}{options.points} --out RESULTS")
