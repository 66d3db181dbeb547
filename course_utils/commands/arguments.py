"""What stands behind a command's name, and `--help`, in the reader's language."""

import gettext
import os
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from course_utils.language import DOMAIN, LOCALE, N_, _, language

# Words of argparse's own that our commands may show. It asks gettext for them.
_ITS_OWN = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("invalid %(type)s value: %(value)r"),
)


class Parser(ArgumentParser):
    """Parses the arguments of a command that readers run."""

    def __init__(self, command: str, description: str, **options: Any) -> None:
        with _gettext_speaks_it():
            super().__init__(
                prog=f"python3 -m course_utils {command}",
                description=description,
                formatter_class=RawDescriptionHelpFormatter,
                **options,
            )

    def format_help(self) -> str:
        """Return the help; argparse itself ends its headings in a colon of English."""
        text = super().format_help()
        for group in self._action_groups:
            heading = f"\n{group.title}"
            text = text.replace(f"{heading}:\n", f"{heading}{_(': ').rstrip()}\n")
        return text

    def parse_args(self, args: Sequence[str]) -> Namespace:
        """Return the options; on a wrong one, say what is wrong and exit."""
        with _gettext_speaks_it():
            return super().parse_args(args)

    def parse_known_args(
        self, args: Sequence[str], namespace: Namespace | None = None
    ) -> tuple[Namespace, list[str]]:
        """Return the options and all arguments that are none of ours."""
        with _gettext_speaks_it():
            return super().parse_known_args(args, namespace)


@contextmanager
def _gettext_speaks_it() -> Iterator[None]:
    """Let gettext itself speak the reader's language, which LANGUAGE tells it."""
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)
    before = os.environ.get("LANGUAGE")
    os.environ["LANGUAGE"] = language()
    try:
        yield
    finally:
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before
