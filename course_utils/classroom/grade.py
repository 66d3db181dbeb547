"""The command `grade`: notebooks in, a page and two tables out."""

import sys
import time
from argparse import Namespace
from pathlib import Path

from course_utils.classroom import tables
from course_utils.classroom.grading import grade
from course_utils.classroom.marks import Scale
from course_utils.classroom.page import page
from course_utils.commands.arguments import Parser
from course_utils.commands.problem import Problem
from course_utils.language import N_, _, _n, language, languages, speaking

ABOUT = N_("""\
Grade notebooks that students handed in. Nothing of theirs is changed.

Of each notebook only the answers are taken, by the ids of their cells, and each runs
once, in a process of its own: with limits of time and memory, without the network and
without rights to write, as far as Python can refuse that. This stops accidents and what
is tried in class; it is no jail. Whoever fears more grades in a container. Memory is
limited on Linux only; on Windows nothing but the clock is.
What comes out of an answer is compared outside its process. Still, the course's source
is open: an answer may be a copy of it. Answers that name what an honest one does not
are marked, to be read.""")


def main(arguments: list[str]) -> int:
    """Grade; return 1 if there is nothing to grade."""
    options = _options(arguments)
    with speaking(options.language or language()):
        return _graded(options)


def _graded(options: Namespace) -> int:
    try:
        scale = Scale.of(options.points)
        options.out.mkdir(parents=True, exist_ok=True)
    except ValueError as error:
        raise Problem(str(error)) from None
    except OSError as error:
        told = _("{folder} cannot be made: {reason}.", folder=options.out, reason=error)
        raise Problem(told) from None
    began = time.monotonic()
    rows = grade(options.notebooks, options.seed, options.jobs, tell=_tell)
    if not rows:
        raise Problem(_("There is no notebook there."))
    written = tables.write(rows, scale, options.out)
    written.append(options.out / "grades.html")
    written[-1].write_text(page(rows, scale), encoding="utf-8")
    print(
        _n(
            "{count} notebook graded in {seconds:.0f} s.",
            "{count} notebooks graded in {seconds:.0f} s.",
            len(rows),
            seconds=time.monotonic() - began,
        )
    )
    for row in rows:
        if fault := row.submission.fault:
            print(f"  {row.submission.student}{_(': ')}{fault}")
    print(*written, sep="\n")
    return 0


def _options(arguments: list[str]) -> Namespace:
    parser = Parser("grade", _(ABOUT))
    parser.add_argument(
        "notebooks", type=Path, nargs="+", help=_("notebooks, or folders of them")
    )
    parser.add_argument(
        "--out", type=Path, required=True, help=_("folder for the page and the tables")
    )
    parser.add_argument(
        "--points", default="1", help=_("2 for every exercise, or 4.2=3,4.5=1")
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        help=_("a number of yours: answers are tried on cases drawn from it, too"),
    )
    parser.add_argument("--jobs", type=int, help=_("answers that run at once"))
    parser.add_argument(
        "--language", choices=languages(), help=_("of the page and the tables")
    )
    return parser.parse_args(arguments)


def _tell(done: int, all_jobs: int) -> None:
    if sys.stdout.isatty():
        line = _("{done} of {all} answers", done=done, all=all_jobs)
        print(f"\r{line}", end="\n" if done == all_jobs else "", flush=True)
