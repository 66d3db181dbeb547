"""The theme's own words in the reader's language, and its scripts without eval."""

import gettext
import re
from pathlib import Path

from course_utils.language import N_, _

# What Sphinx has no translation of
_ITS_OWN = (
    N_("Back to top"),
    N_("Next"),
    N_("Previous"),
    N_("Home"),
    N_("On this page"),
    N_("Skip to content"),
)
# What it says to screen readers in English only
_LABELS = (
    N_("Toggle Light / Dark / Auto color theme"),
    N_("Toggle site navigation sidebar"),
    N_("Toggle table of contents sidebar"),
)
_PLURALS = re.compile(r'"plural_expr": "([^"]*)"')
_MADE_FUNCTION = re.compile(r"new Function\(\s*\"n\",.*?`,\s*\)", re.DOTALL)


class Words(gettext.NullTranslations):
    """Asked by Sphinx where its own catalogue says nothing."""

    def gettext(self, message: str) -> str:
        """Return the course's word for what the theme says."""
        return _(message) if message in _ITS_OWN else message


def without_eval(static: Path) -> None:
    """Write down the rule of plurals that Sphinx's script would make from text."""
    translations = static / "translations.js"
    if translations.exists():
        rule = _PLURALS.search(translations.read_text(encoding="utf-8"))
        script = static / "doctools.js"
        text = script.read_text(encoding="utf-8")
        fixed = _MADE_FUNCTION.sub(f"(n) => ({rule[1] if rule else 0})", text)
        script.write_text(fixed, encoding="utf-8")


def relabel(folder: Path) -> None:
    """Name the theme's buttons in the reader's language, on the pages of a folder."""
    for path in folder.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        for label in _LABELS:
            text = text.replace(f'aria-label="{label}"', f'aria-label="{_(label)}"')
        path.write_text(text, encoding="utf-8")
