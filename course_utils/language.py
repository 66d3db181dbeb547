"""The reader's language: which edition is read, and the course's words in it.

Code holds plain English. `_("…")` translates at once; `N_("…")` marks words that data
keeps in English and that are translated where they are shown, by `_(words)`. Translations
lie in `locale/<language>/LC_MESSAGES/course.po`; `python -m course_utils words` keeps
these catalogues complete. A language is spoken as soon as it has a catalogue.
"""

import gettext
import locale
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "course"
VARIABLE = "COURSE_LANG"

_preferred = "en"  # where neither the variable nor the folder says anything


def languages() -> list[str]:
    """Return the codes of the languages that the course speaks, English first."""
    return ["en", *sorted(path.parent.name for path in LOCALE.glob("*/LC_MESSAGES"))]


def language() -> str:
    """Return the code of the reader's language, such as "en" or "zh".

    The environment variable COURSE_LANG decides; without it, a notebook that runs in a
    folder named after a language is of that edition.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen is None:
        return _folder() or _preferred
    if chosen not in languages():
        *others, last = map(repr, languages())
        known = " or ".join(filter(None, [", ".join(others), last]))
        raise ValueError(
            f"{VARIABLE} is {chosen!r}; expected {known}. Correct or unset it."
        )
    return chosen


def _folder() -> str | None:
    name = Path.cwd().name
    return name if name in languages() else None


def prefer(code: str) -> None:
    """Speak this language where neither COURSE_LANG nor the folder asks for one."""
    global _preferred
    _preferred = code


def system_language(surroundings: Mapping[str, str] = os.environ) -> str:
    """Return the language of the operating system if the course speaks it, else "en"."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    code = next(filter(None, map(surroundings.get, names)), "")
    if not code and sys.platform == "win32":
        import ctypes

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        code = locale.windows_locale.get(number, "")
    code = code.partition("_")[0].partition(".")[0].lower()
    return code if code in languages() else "en"


def _(message: str, /, **values: object) -> str:
    """Return a message in the reader's language, its {names} filled in with `values`.

    Without values the text is left as it is, braces included.
    """
    text = _catalogue(language()).gettext(message) if message else ""
    return text.format(**values) if values else text


def _n(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the message that fits a count; {count} and other {names} are filled in."""
    text = _catalogue(language()).ngettext(one, many, count)
    return text.format(count=count, **values)


def N_(message: str) -> str:  # noqa: N802 (gettext's customary name)
    """Mark a message for the catalogues and return it as it is."""
    return message


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE, [code])


def say(en: str, zh: str) -> str:
    """Return the text in the reader's language."""
    return zh if language() == "zh" else en
