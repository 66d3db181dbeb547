"""The catalogues of the course's words: extracted, updated, compiled and checked.

Babel does the work; it is there wherever JupyterLab is. There are two domains:
`course` holds the words that Python files of the package, scripts of the figures and
notebooks mark; `source` holds docstrings and comments of the code that notebooks show.
"""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from course_utils.commands import ROOT
from course_utils.commands.shown import shown_code
from course_utils.language import DOMAIN, LOCALE, SOURCE
from course_utils.source import messages

if TYPE_CHECKING:
    from babel.messages import Catalog

KEYWORDS = {
    "_": None,
    "N_": None,
    "tell": None,
    "tell_table": None,
    "told": None,
    "_p": ((1, "c"), 2),
    "_n": (1, 2),
}
_PLACEHOLDER = re.compile(r"\{(\w+)[^{}]*\}")


def file_of(language: str, domain: str = DOMAIN) -> Path:
    """Return where a language's catalogue lies; the compiled one lies beside it."""
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def sources() -> list[Path]:
    """List the files whose words reach the screen."""
    return [
        *sorted((ROOT / "course_utils").rglob("*.py")),
        *sorted((ROOT / "figures").glob("*.py")),
        *sorted((ROOT / "notebooks").glob("*.ipynb")),
    ]


def template(domain: str = DOMAIN) -> "Catalog":
    """Return all messages of a domain, untranslated."""
    from babel.messages import Catalog

    catalogue = Catalog(project=domain, fuzzy=False)
    for message, place, context in DOMAINS[domain]():
        catalogue.add(message, locations=[(place, None)], context=context)
    return catalogue


def _marked() -> Iterator[tuple]:
    from babel.messages.extract import extract

    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        code = io.BytesIO(_code(path).encode())
        for _line, message, _comments, context in extract("python", code, KEYWORDS):
            yield message, place, context


def _shown() -> Iterator[tuple]:
    for code, place in shown_code():
        for message in messages(code):
            yield message, place, None


DOMAINS = {DOMAIN: _marked, SOURCE: _shown}


def _code(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    cells = json.loads(text)["cells"]
    code = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return "\n".join(code)


def read(language: str, domain: str = DOMAIN) -> "Catalog":
    """Read a catalogue; an empty one where there is none yet."""
    from babel.messages import Catalog
    from babel.messages.pofile import read_po

    path = file_of(language, domain)
    if not path.exists():
        return Catalog(locale=language, project=domain, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> None:
    """Bring a language's catalogues to the code's messages, and compile them.

    A message that changed keeps its old translation, marked fuzzy; one that went stays
    at the end, marked obsolete. Neither is shown, and `faults` names both.
    """
    for domain in DOMAINS:
        _update(language, domain)


def _update(language: str, domain: str) -> None:
    from babel.messages.pofile import write_po

    catalogue, current = read(language, domain), template(domain)
    current.creation_date = catalogue.creation_date  # it says nothing; it would churn
    catalogue.update(current)
    path = file_of(language, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=88, sort_by_file=True, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(read(language, domain)))


def compiled(catalogue: "Catalog") -> bytes:
    """Return a catalogue in the form that gettext reads."""
    from babel.messages.mofile import write_mo

    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def faults(language: str) -> Iterator[str]:
    """Name what a language's catalogues lack, or hold though nothing uses it."""
    for domain in DOMAINS:
        yield from _faults(language, domain)


def _faults(language: str, domain: str) -> Iterator[str]:
    catalogue = read(language, domain)
    wanted = {(each.id, each.context): each for each in template(domain) if each.id}
    there = {(each.id, each.context): each for each in catalogue if each.id}
    for key, message in wanted.items():
        fault = _fault(message, there.get(key))
        if fault:
            yield f"{language}: {fault}: {key[0]!r} ({message.locations[0][0]})"
    gone = [message for key, message in there.items() if key not in wanted]
    for message in [*gone, *catalogue.obsolete.values()]:
        yield f"{language}: obsolete, nothing uses it: {message.id!r}"
    binary = file_of(language, domain).with_suffix(".mo")
    if not binary.exists() or binary.read_bytes() != compiled(catalogue):
        yield f"{language}: {binary.name} is out of date"


def _fault(message, translation) -> str:
    if translation is None:
        return "missing"
    if translation.fuzzy:
        return "fuzzy, so not shown"
    texts = translation.string if translation.pluralizable else (translation.string,)
    if not all(texts):
        return "untranslated"
    identity = message.id if message.pluralizable else (message.id,)
    names = {name for text in identity for name in _PLACEHOLDER.findall(text)}
    # A language may say "one" where English writes the number
    needed = names - {"count"} if message.pluralizable else names
    used = [set(_PLACEHOLDER.findall(text)) for text in texts]
    if any(each - names for each in used):
        return "a placeholder that the English does not have"
    if any(needed - each for each in used):
        return "a placeholder is missing"
    return ""
