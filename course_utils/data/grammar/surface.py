"""From a draft to a pair: write the words in order, elide, contract, align.

A draft says in which order phrases stand in English and in French. Elision (le +
arbre → l' arbre) and contraction (de + le → du) come last, because they depend on
neighbours that only the finished order brings together.
"""

from collections.abc import Container

from course_utils.data.pairs import Links, Pair

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


class Phrase:
    """English words, their French words and the links between them.

    Made once and used in many sentences.
    """

    __slots__ = ("links", "src", "tgt")

    def __init__(self, src: tuple[str, ...], tgt: tuple[str, ...], links: Links):
        self.src = src
        self.tgt = tgt
        self.links = links


class Use:
    """One use of English words in a sentence; `at` is found when it is written."""

    __slots__ = ("at", "src")

    def __init__(self, src: tuple[str, ...]):
        self.src = src


class Draft:
    """A sentence, or a part of one, before elision and contraction.

    `french` says whose translation each phrase is, for English may use other words in
    another order: one `not` stands behind both `ne` and `pas`.
    """

    __slots__ = ("english", "french")

    def __init__(
        self,
        english: list[Use] | None = None,
        french: list[tuple[Use, Phrase]] | None = None,
    ):
        self.english = english or []
        self.french = french or []

    def add(self, phrase: Phrase) -> None:
        """Put the phrase last in both languages."""
        use = Use(phrase.src)
        self.english.append(use)
        self.french.append((use, phrase))

    def append(self, other: "Draft") -> None:
        """Put the other draft last in both languages."""
        self.english += other.english
        self.french += other.french


def opens_with_vowel(word: str, aspirated: Container[str]) -> bool:
    """Return whether le, de, que ... elide in front of the word."""
    return word[0] in VOWELS and word not in aspirated


def write(draft: Draft, aspirated: Container[str]) -> Pair:
    """Return the finished pair; `aspirated` are the words whose h blocks elision."""
    src: list[str] = []
    for use in draft.english:
        use.at = len(src)
        src += use.src
    tgt: list[str] = []
    alignment: list[tuple[int, int]] = []
    for use, phrase in draft.french:
        at, first = use.at, len(tgt)
        tgt += phrase.tgt
        for s, t in phrase.links:
            alignment.append((at + s, first + t))
    _elide(tgt, aspirated)
    alignment = _contract(tgt, alignment)
    alignment.sort()
    return Pair(tuple(src), tuple(tgt), tuple(alignment))


def _elide(words: list[str], aspirated: Container[str]) -> None:
    for i in range(len(words) - 2, -1, -1):
        word = words[i]
        if word in ELIDED and opens_with_vowel(words[i + 1], aspirated):
            words[i] = ELIDED[word]


def _contract(
    words: list[str], alignment: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    for i in range(len(words) - 2, -1, -1):
        if words[i] in ("de", "à") and words[i + 1] in ("le", "les"):
            words[i : i + 2] = [CONTRACTED[words[i], words[i + 1]]]
            merged = [(s, t - (t > i)) for s, t in alignment]
            alignment = list(dict.fromkeys(merged))
    return alignment
