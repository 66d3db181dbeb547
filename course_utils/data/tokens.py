"""What a reader types becomes tokens; tokens become a sentence as it is printed."""

import re
from collections.abc import Sequence

NARROW_NO_BREAK_SPACE = "\u202f"
# Words that keep their apostrophe or hyphen, elided words (l'), numbers, marks.
_ENGLISH = re.compile(r"'s\b|\w+(?:-\w+)*|[^\w\s]")
_FRENCH = re.compile(r"aujourd'hui|\w*[^\W\d_]'|\w+(?:-\w+)*|[^\w\s]")
_ELIDED = re.compile(r"^\w+'$")
_CONTRACTIONS = (
    (re.compile(r"\bcan't\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"\b(he|she|it|that|who|what|where)'s\b"), r"\1 is"),
)
_CLOSING = ".,;:!?…)'"


def tokenise(text: str, language: str = "en") -> list[str]:
    """Return lower-case tokens of an English ("en") or French ("fr") sentence.

    English contractions are written out (doesn't → does not), a possessive 's is a
    token; French elided words keep their apostrophe (l'). Marks are tokens.
    """
    _check(language)
    text = text.lower().replace("\u2019", "'")
    if language == "fr":
        return _FRENCH.findall(text)
    for contraction, words in _CONTRACTIONS:
        text = contraction.sub(words, text)
    return _ENGLISH.findall(text)


def detokenise(tokens: Sequence[str], language: str = "en") -> str:
    """Return the sentence with a capital letter and spaces where they belong.

    French has a narrow no-break space before "?", "!", ";" and ":".
    """
    _check(language)
    text = ""
    for token in tokens:
        if language == "en" and token == "i":
            token = "I"
        if token == "'s" or token in _CLOSING:
            high = language == "fr" and token in "?!;:"
            text += NARROW_NO_BREAK_SPACE * high + token
        elif not text or (language == "fr" and _ELIDED.match(text.split()[-1])):
            text += token
        else:
            text += " " + token
    return text[:1].upper() + text[1:]


def _check(language: str) -> None:
    if language not in ("en", "fr"):
        raise ValueError(f"language is {language!r}; expected 'en' or 'fr'")
