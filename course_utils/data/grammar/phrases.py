"""Phrases: fixed ones, and noun phrases with agreement inside them."""

from collections.abc import Container

from course_utils.data.grammar.surface import Phrase, opens_with_vowel
from course_utils.data.grammar.words import Adjective, Determiner, Noun
from course_utils.data.pairs import Links


class NounPhrase(Phrase):
    """A noun phrase, with its noun and number for whatever must agree with it.

    `combinations` are its (noun, adjective) pairs.
    """

    __slots__ = ("combinations", "noun", "plural")

    def __init__(
        self,
        src: tuple[str, ...],
        tgt: tuple[str, ...],
        links: Links,
        noun: Noun,
        plural: bool,
        combinations: tuple[tuple[str, str], ...],
    ):
        super().__init__(src, tgt, links)
        self.noun = noun
        self.plural = plural
        self.combinations = combinations


def phrase(en: str, fr: str, links: str = "") -> Phrase:
    """Return a fixed phrase; links look like "0-0 1-0": English-French, from zero.

    Without links, words are aligned in order, or all to the only word of a side.
    """
    src, tgt = tuple(en.split()), tuple(fr.split())
    if links:
        pairs = tuple(_link(link, len(src), len(tgt)) for link in links.split())
    elif len(src) == 1 or len(tgt) == 1:
        pairs = tuple((s, t) for s in range(len(src)) for t in range(len(tgt)))
    elif len(src) == len(tgt):
        pairs = tuple((i, i) for i in range(len(src)))
    else:
        raise ValueError(
            f"{en!r} and {fr!r} differ in length: say which words belong together, "
            'for example links = "0-0 1-0"'
        )
    return Phrase(src, tgt, pairs)


def _link(link: str, src_len: int, tgt_len: int) -> tuple[int, int]:
    """Return the two numbers of "1-0"."""
    first, _, second = link.partition("-")
    if not (first.isdecimal() and second.isdecimal()):
        raise ValueError(f'the link {link!r} is not of the form "1-0"')
    if int(first) >= src_len or int(second) >= tgt_len:
        raise ValueError(
            f"the link {link!r} points outside the phrase; expected at most "
            f'"{src_len - 1}-{tgt_len - 1}"'
        )
    return int(first), int(second)


def noun_phrase(
    determiner: Determiner,
    noun: Noun,
    plural: bool,
    *,
    before: Adjective | None = None,
    after: Adjective | None = None,
    negated: bool = False,
    aspirated: Container[str] = (),
) -> NounPhrase:
    """Return determiner, adjectives and noun, agreeing in gender and number.

    `negated`: it is the object of a negated verb (un, des → de). A determiner with
    `joins` ("the girl's cat", "le chat de la fille") ends the French phrase with it.
    """
    adjectives = [adjective for adjective in (before, after) if adjective]
    english = [adjective.en for adjective in adjectives]
    english.append(noun.plural if plural else noun.en)
    head = noun.fr_plural if plural else noun.fr
    french: list[tuple[str, int]] = []
    if before:
        vowel = opens_with_vowel(head, aspirated)
        french.append((before.form(noun.gender, plural, vowel), 1))
    french.append((head, len(english)))
    if after:
        french.append((after.form(noun.gender, plural), len(english) - 1))
    vowel = opens_with_vowel(french[0][0], aspirated)
    words = determiner.french(noun, plural, vowel, before is not None, negated)
    french[:0] = [(word, 0) for word in words.split()]
    french += [(word, 0) for word in determiner.joins.split()]
    return NounPhrase(
        src=(determiner.english(plural, english[0]), *english),
        tgt=tuple(word for word, _ in french),
        links=tuple((s, t) for t, (_, s) in enumerate(french)),
        noun=noun,
        plural=plural,
        combinations=tuple((noun.en, adjective.en) for adjective in adjectives),
    )
