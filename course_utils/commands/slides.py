"""Make slides of a notebook: one file that holds all it needs, explorers included."""

from pathlib import Path
from typing import Any

from course_utils.commands.page_files import (
    elsewhere,
    notebook_of,
    page_parser,
    read,
    write,
)
from course_utils.commands.problem import Problem
from course_utils.language import N_, _

ABOUT = N_("""\
Make slides of a notebook: one HTML file that any browser opens, without a network.

The right arrow goes through the lesson of 45 minutes, the arrow down shows what it
leaves out. The notebook is run first (a minute or two), so that its explorers live.""")


def main(arguments: list[str]) -> int:
    """Write the slides of one notebook."""
    parser = page_parser("slides", _(ABOUT))
    parser.add_argument(
        "--still",
        action="store_true",
        help=_("run nothing; explorers are pictures"),
    )
    options = parser.parse_args(arguments)
    done = elsewhere("slides", arguments)
    if done is not None:
        return done
    from course_utils.pages.slides import slides

    path = notebook_of(options)
    ran = None if options.still else _run(path)
    write(path, options.out, ".slides", lambda code: slides(read(path), ran, code))
    return 0


def _run(path: Path) -> dict[str, Any]:
    """Run the notebook, or say which error ended it."""
    from nbclient.exceptions import CellControlSignal, DeadKernelError

    from course_utils.pages import embed

    print(_("Running {notebook} …", notebook=path.name), flush=True)
    try:
        return embed.run(path)
    except (CellControlSignal, DeadKernelError) as error:
        last = str(error).strip().splitlines()[-1]
        raise Problem(
            _(
                "{notebook} did not run to its end: {reason}. With --still nothing is "
                "run, and explorers are pictures.",
                notebook=path.name,
                reason=last.rstrip("."),
            )
        ) from None
