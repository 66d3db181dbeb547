"""The reader's language: which edition is read, and the course's words in it.

Code holds plain English. `_("…")` translates at once; `N_("…")` marks words that data
keeps in English and that are translated where they are shown, by `_(words)`.

Translations lie in `locale/<language>/LC_MESSAGES/course.po`, which `python -m
course_utils words` keeps complete. A language is spoken once it has this catalogue.
Beside it lies `source.po`: docstrings and comments of the code that notebooks show.
"""

import gettext
import locale
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from unicodedata import east_asian_width

# The variable lets a catalogue be tried out before it lies in the package.
LOCALE = Path(os.environ.get("COURSE_LOCALE", Path(__file__).parent / "locale"))
DOMAIN = "course"
SOURCE = "source"
VARIABLE = "COURSE_LANG"

_edition: str | None = None  # of the notebook that runs here, as its first cell says
_preferred = "en"  # where neither the variable nor notebook or folder says anything
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)  # see `speaking`


def languages() -> list[str]:
    """Return the codes of the languages that the course speaks, English first."""
    return ["en", *_catalogued(LOCALE)]


@cache  # asked for at every word
def _catalogued(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.glob("*/LC_MESSAGES"))


def language() -> str:
    """Return the code of the reader's language, such as "en" or "zh".

    The environment variable COURSE_LANG decides; without it, what the notebook says of
    itself, wherever it lies; without that, the folder's name. `speaking` overrules all.
    """
    if spoken := _spoken.get():
        return spoken
    folder = edition_of(Path.cwd() / "notebook")
    otherwise = _edition or (_preferred if folder == "en" else folder)
    chosen = os.environ.get(VARIABLE, otherwise)
    if chosen not in languages():
        complaint = N_(
            "{variable} is {chosen!r}; expected {known}. Correct or unset it."
        )
        known = " / ".join(map(repr, languages()))
        raise ValueError(
            translated(complaint, otherwise).format(
                variable=VARIABLE, chosen=chosen, known=known
            )
        )
    return chosen


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language within a `with` block, whatever the reader's is."""
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def edition_of(notebook: Path) -> str:
    """Return the language of a notebook: its folder's name, or English."""
    name = notebook.parent.name
    return name if name in languages() else "en"


def be_of_edition(code: str | None) -> None:
    """Speak the language of the notebook that runs here; None: the folder says it.

    Raises ValueError for a language that the course does not speak.
    """
    global _edition
    if code is not None and code not in languages():
        known = " / ".join(map(repr, languages()))
        raise ValueError(
            _("edition is {code!r}; expected {known}.", code=code, known=known)
        )
    _edition = code


def prefer(code: str) -> None:
    """Speak this language where nothing else asks for one."""
    global _preferred
    _preferred = code


def system_language(surroundings: Mapping[str, str] = os.environ) -> str:
    """Return the language of the system if the course speaks it, else "en"."""
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


def translated(message: str, code: str, domain: str = DOMAIN) -> str:
    """Return a message in a given language."""
    return _catalogue(code, domain).gettext(message)


def _p(context: str, message: str, /) -> str:
    """Return a message whose translation hangs on the context, such as "button"."""
    return _catalogue(language()).pgettext(context, message)


def _n(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the message that fits a count; {count} and other {names} are filled in."""
    text = _catalogue(language()).ngettext(one, many, count)
    return text.format(count=count, **values)


def N_(message: str) -> str:  # noqa: N802 (gettext's customary name)
    """Mark a message for the catalogues and return it as it is."""
    return message


def gap() -> str:
    """Return what stands between two sentences or phrases: a space, or nothing."""
    return _("{first} {second}", first="", second="")


def listed(words: Iterable[str]) -> str:
    """Join words to a list as the reader's language writes it: "a, b, c"."""
    return _(", ").join(words)


def width(text: str) -> int:
    """Return the columns that a text takes on the screen: a Chinese character, two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, columns: int) -> str:
    """Put spaces after a text until it takes so many columns on the screen."""
    return text + " " * (columns - width(text))


@cache
def _catalogue(code: str, domain: str = DOMAIN) -> gettext.NullTranslations:
    if code == "en":
        return gettext.NullTranslations()
    # A language that has not come to the shown code yet shows it in English.
    return gettext.translation(domain, LOCALE, [code], fallback=domain == SOURCE)
