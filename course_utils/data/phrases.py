"""Phrases: fixed ones and noun phrases, with agreement inside them."""

from course_utils.data.lexicon import Lexicon
from course_utils.data.surface import French, Phrase, opens_with_vowel
from course_utils.data.words import Adjective, Determiner, Noun


class NounPhrase(Phrase):
    """A noun phrase with what the rest of the sentence must agree with.

    `combinations` are its (adjective, noun) pairs.
    """

    __slots__ = ("combinations", "noun", "plural")

    def __init__(
        self,
        src: tuple[str, ...],
        tgt: French,
        noun: Noun,
        plural: bool,
        combinations: tuple[tuple[str, str], ...],
    ) -> None:
        super().__init__(src, tgt)
        self.noun = noun
        self.plural = plural
        self.combinations = combinations


def phrase(en: str, fr: str, links: str = "") -> Phrase:
    """Return a fixed phrase; links are Pharaoh style, "0-0 1-0", counted from zero.

    Without links words are aligned in order, or all to the one word of a side that
    has only one.
    """
    src, tgt = tuple(en.split()), fr.split()
    if links:
        pairs = [tuple(map(int, link.split("-"))) for link in links.split()]
    elif len(src) == 1 or len(tgt) == 1:
        pairs = [(s, t) for s in range(len(src)) for t in range(len(tgt))]
    elif len(src) == len(tgt):
        pairs = [(i, i) for i in range(len(src))]
    else:
        raise ValueError(
            f"{en!r} and {fr!r} differ in length: say which words belong together, "
            'for example links = "0-0 1-0"'
        )
    return Phrase(
        src,
        tuple(
            (word, tuple(s for s, t in pairs if t == i)) for i, word in enumerate(tgt)
        ),
    )


def noun_phrase(
    lexicon: Lexicon,
    determiner: Determiner,
    noun: Noun,
    plural: bool,
    before: Adjective | None = None,
    after: Adjective | None = None,
    negated: bool = False,
) -> NounPhrase:
    """Return determiner, adjectives and noun, agreeing in gender and number."""
    adjectives = [adjective for adjective in (before, after) if adjective]
    english = [adjective.en for adjective in adjectives]
    english.append(noun.plural if plural else noun.en)
    src = (determiner.english(plural, english[0]), *english)

    head = noun.fr_plural if plural else noun.fr
    french: list[tuple[str, tuple[int, ...]]] = []
    if before:
        vowel = opens_with_vowel(head, lexicon.aspirated)
        french.append((before.form(noun.gender, plural, vowel), (1,)))
    french.append((head, (len(src) - 1,)))
    if after:
        french.append((after.form(noun.gender, plural), (len(src) - 2,)))
    vowel = opens_with_vowel(french[0][0], lexicon.aspirated)
    words = determiner.french(noun, plural, vowel, before is not None, negated)
    tgt = (*((word, (0,)) for word in words.split()), *french)
    combinations = tuple((adjective.en, noun.en) for adjective in adjectives)
    return NounPhrase(src, tgt, noun, plural, combinations)
