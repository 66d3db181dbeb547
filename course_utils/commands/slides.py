"""Make slides of a notebook: one file that holds all it needs, explorers included."""

from course_utils.commands.page_files import (
    elsewhere,
    notebook_of,
    page_parser,
    read,
    write,
)
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
    from course_utils.pages import embed
    from course_utils.pages.slides import slides

    path = notebook_of(options)
    if not options.still:
        print(_("Running {notebook} …", notebook=path.name), flush=True)
    ran = None if options.still else embed.run(path)
    write(path, options.out, ".slides", lambda code: slides(read(path), ran, code))
    return 0
