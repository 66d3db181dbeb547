"""From a draft to a pair: write the words in order, elide and contract, align.

A draft says in which order phrases stand in English and in French. Elision (le +
arbre → l' arbre) and contraction (de + le → du) happen here, last, because they
depend on neighbours that only the finished order brings together.
"""

from collections.abc import Container
from typing import NamedTuple

VOWELS = frozenset("aàâeéèêiîïoôœuùûh")
ELIDED = {
    "le": "l'",
    "la": "l'",
    "de": "d'",
    "ne": "n'",
    "que": "qu'",
    "je": "j'",
}
CONTRACTED = {
    ("de", "le"): "du",
    ("de", "les"): "des",
    ("à", "le"): "au",
    ("à", "les"): "aux",
}


class Pair(NamedTuple):
    """A sentence, its translation, and which words belong together.

    `alignment` holds (source index, target index); every target word has at least one
    source word.
    """

    src: tuple[str, ...]
    tgt: tuple[str, ...]
    alignment: tuple[tuple[int, int], ...]


# French words, each with the English words of the same phrase that it translates.
French = tuple[tuple[str, tuple[int, ...]], ...]


class Phrase:
    """English words beside their French ones; made once, used in many sentences."""

    __slots__ = ("src", "tgt")

    def __init__(self, src: tuple[str, ...], tgt: French) -> None:
        self.src = src
        self.tgt = tgt


class Use:
    """One use of English words in a sentence; `at` is found when it is written."""

    __slots__ = ("at", "src")

    def __init__(self, src: tuple[str, ...]) -> None:
        self.src = src
        self.at = 0


class Draft:
    """A sentence or a part of one: both orders, before elision and contraction."""

    __slots__ = ("english", "french")

    def __init__(self) -> None:
        self.english: list[Use] = []
        self.french: list[tuple[Use, French]] = []

    def add(self, phrase: Phrase) -> None:
        """Put the phrase last in both languages."""
        use = Use(phrase.src)
        self.english.append(use)
        self.french.append((use, phrase.tgt))

    def append(self, other: "Draft") -> None:
        self.english += other.english
        self.french += other.french


def opens_with_vowel(word: str, aspirated: Container[str]) -> bool:
    """Return whether le, de, que … elide in front of the word."""
    return word[0] in VOWELS and word not in aspirated


def write(draft: Draft, aspirated: Container[str]) -> Pair:
    """Return the finished pair; `aspirated` are the words whose h blocks elision."""
    src: list[str] = []
    for use in draft.english:
        use.at = len(src)
        src += use.src
    words: list[str] = []
    sources: list[tuple[int, ...]] = []
    for use, french in draft.french:
        at = use.at
        for word, links in french:
            words.append(word)
            sources.append(tuple([at + link for link in links]))
    _elide(words, aspirated)
    words, sources = _contract(words, sources)
    alignment = [(s, t) for t, links in enumerate(sources) for s in links]
    alignment.sort()
    return Pair(tuple(src), tuple(words), tuple(alignment))


def _elide(words: list[str], aspirated: Container[str]) -> None:
    for i in range(len(words) - 1):
        if words[i] in ELIDED and opens_with_vowel(words[i + 1], aspirated):
            words[i] = ELIDED[words[i]]


def _contract(
    words: list[str], sources: list[tuple[int, ...]]
) -> tuple[list[str], list[tuple[int, ...]]]:
    for i in range(len(words) - 2, -1, -1):
        short = CONTRACTED.get((words[i], words[i + 1]))
        if short:
            words[i : i + 2] = [short]
            sources[i : i + 2] = [tuple(dict.fromkeys(sources[i] + sources[i + 1]))]
    return words, sources
