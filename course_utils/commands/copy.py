"""Put the notebooks where a reader wants to work on them."""

import shutil
from pathlib import Path

from course_utils.commands import shipped
from course_utils.commands.arguments import Parser
from course_utils.commands.problem import Problem
from course_utils.language import _, _n, languages, listed

NOTEBOOKS = shipped("notebooks")


def main(arguments: list[str]) -> int:
    """Copy what is not there yet; a notebook that is there stays as it is."""
    about = _("Put the notebooks into a folder of yours. What is there already stays.")
    parser = Parser("copy", about)
    parser.add_argument("folder", type=Path, help=_("made if it does not exist"))
    parser.add_argument(
        "--edition",
        choices=languages(),
        help=_("one edition only, straight into the folder"),
    )
    options = parser.parse_args(arguments)
    try:
        copied, kept = copy_notebooks(options.folder, options.edition)
    except OSError as error:
        raise Problem(
            _(
                "The notebooks cannot be put into {folder}: {reason}. Choose a folder "
                "in which you may write.",
                folder=options.folder,
                reason=error.strerror,
            )
        ) from None
    print(
        _n(
            "{count} notebook copied to {folder}.",
            "{count} notebooks copied to {folder}.",
            len(copied),
            folder=options.folder,
        )
    )
    if kept:
        print(
            _n(
                "{count} was there already and stays as it is: {names}.",
                "{count} were there already and stay as they are: {names}.",
                len(kept),
                names=listed(path.as_posix() for path in kept),
            )
        )
    return 0


def copy_notebooks(
    folder: Path, edition: str | None = None
) -> tuple[list[Path], list[Path]]:
    """Copy notebooks; return which were copied and which the folder had already.

    Without an edition the translations go into a folder each, as in the course, so that
    the links between the editions lead somewhere.
    """
    of_edition = NOTEBOOKS / edition if edition not in (None, "en") else NOTEBOOKS
    pattern = "*.ipynb" if edition else "**/*.ipynb"
    copied, kept = [], []
    for source in sorted(of_edition.glob(pattern)):
        name = source.relative_to(of_edition)
        if any(part.startswith(".") for part in name.parts):
            continue
        target = folder / name
        if target.exists():
            kept.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        copied.append(name)
    return copied, kept
