"""What a reader types becomes tokens; tokens become a sentence as it is printed."""

import re
from collections.abc import Sequence

from course_utils.data.fold import fold
from course_utils.language import _

NARROW_NO_BREAK_SPACE = "\u202f"
# A French elided word keeps its apostrophe (l'); other words may hold a hyphen.
_ENGLISH = re.compile(r"'s\b|\w+(?:[-']\w+)*?(?='s\b)|\w+(?:[-']\w+)*|[^\w\s]")
_FRENCH = re.compile(r"aujourd'hui|\w+'(?=\w)|\w+(?:-\w+)*|[^\w\s]")
_CONTRACTIONS = (
    (re.compile(r"\bcan't\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"\b(he|she|it|that|who|what|where|when|why)'s\b"), r"\1 is"),
)
_CLOSING = frozenset(".,;:!?…)")


def tokenise(text: str, language: str = "en") -> list[str]:
    """Return lower-case tokens of an English ("en") or French ("fr") sentence.

    English contractions are written out (doesn't → does not), a possessive 's is a
    token; French elided words keep their apostrophe (l'). Marks are tokens, and those
    of a Chinese keyboard count as English ones (see `fold`).
    """
    _check(language)
    text = fold(text).lower()
    if language == "fr":
        return _FRENCH.findall(text)
    for contraction, words in _CONTRACTIONS:
        text = contraction.sub(words, text)
    return _ENGLISH.findall(text)


def detokenise(tokens: Sequence[str], language: str = "en") -> str:
    """Return the sentence with a capital letter, and spaces where they belong.

    French has a narrow no-break space before "?", "!", ";" and ":". Special tokens
    such as <unk> are printed like words.
    """
    _check(language)
    text, previous = "", ""
    for token in tokens:
        if language == "en":
            glued = token == "'s" or (previous, token) == ("can", "not")
        else:
            glued = previous.endswith("'")
        if token in _CLOSING:
            text += NARROW_NO_BREAK_SPACE * (language == "fr" and token in ";:!?")
        elif text and not glued:
            text += " "
        text += "I" if (language, token) == ("en", "i") else token
        previous = token
    return text[:1].upper() + text[1:]


def _check(language: str) -> None:
    if language not in ("en", "fr"):
        raise ValueError(
            _("language is {language!r}; expected 'en' or 'fr'", language=language)
        )
