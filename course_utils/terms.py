"""The course's termbase: what each concept is called in each language, and means.

`locale/terms.toml` holds it; another language adds its words there and no line here.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from course_utils.language import _, language

FILE = Path(__file__).parent / "locale" / "terms.toml"


class Word(NamedTuple):
    """A term in one language."""

    word: str
    means: str
    also: str = ""  # what a well-known book says instead
    used: bool = True  # False where an edition explains the thing without the word
    forbidden: tuple[str, ...] = ()  # patterns of what it must not be called


class Term(NamedTuple):
    """A concept, the notebook that introduces it, and its words by language."""

    notebook: int
    words: dict[str, Word]

    def word(self, code: str) -> Word:
        """Return the term in a language, or in English as long as that lacks it."""
        return self.words.get(code, self.words["en"])


@cache
def terms() -> tuple[Term, ...]:
    """Return all terms in the order in which the course brings them in."""
    return tuple(
        Term(notebook, {code: Word(**_frozen(word)) for code, word in words.items()})
        for notebook, words in (
            (entry.pop("notebook"), entry) for entry in _read()["term"]
        )
    )


def glossary_text() -> str:
    """Return all terms as a Markdown table in the reader's language."""
    reader = language()
    names = _read()["languages"] if reader == "en" else {"en": _("English")}
    known = any(term.word(reader).also for term in terms())
    head = [_("Term"), *names.values(), *[_("Elsewhere")] * known]
    lines = [[*head, _("Meaning"), _("Notebook")]]
    lines.append(["---"] * len(lines[0]))
    for term in terms():
        own = term.word(reader)
        others = [term.word(code).word for code in names]
        lines.append(
            [own.word, *others, *[own.also] * known, own.means, str(term.notebook)]
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def own_names() -> dict[str, str]:
    """Return what each language calls itself, English first."""
    return {"en": "English", **_read()["languages"]}


def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _frozen(word: dict[str, Any]) -> dict[str, Any]:
    return word | {"forbidden": tuple(word.get("forbidden", ()))}
