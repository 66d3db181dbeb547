"""A fault that the reader can mend."""

from course_utils.commands import ROOT
from course_utils.language import _


class Problem(Exception):  # noqa: N818 (not always an error of the program)
    """Its text, what is wrong and what to do, is all that the reader sees."""


def need_clone() -> None:
    """Raise if the package was installed without the notebooks around it."""
    if not (ROOT / "pyproject.toml").exists():
        raise Problem(
            _(
                "This command works inside the course's folder, the one with the "
                "notebooks: change to it and run the command there."
            )
        )
