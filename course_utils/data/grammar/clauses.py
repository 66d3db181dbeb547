"""Clauses: subject, finite verb and the rest, put into both word orders at once."""

from dataclasses import dataclass, field

from course_utils.data.grammar.phrases import phrase
from course_utils.data.grammar.surface import Draft, Phrase, Use
from course_utils.data.grammar.words import Verb

JE, IL, NOUS, VOUS, ILS = range(5)
EST_CE_QUE = phrase("does", "est-ce que")
NEGATORS = {
    "not": (phrase("not", "ne"), phrase("not", "pas")),
    "never": (phrase("never", "ne"), phrase("never", "jamais")),
}


class Finite:
    """A verb that agrees with its subject, in all five persons.

    `inflected` ("looks for", cherche) is the usual form; `bare` ("look for", cherche)
    follows "do" and "does", which an `auxiliary` (be, can) has no need of.
    """

    __slots__ = ("auxiliary", "bare", "inflected")

    def __init__(self, verb: Verb):
        self.auxiliary = verb.auxiliary
        self.bare = [phrase(verb.en, form) for form in verb.fr]
        self.inflected = [
            phrase(en, fr) for en, fr in zip(verb.present(), verb.fr, strict=True)
        ]


@dataclass(slots=True)
class Subject:
    """A subject, with what the verb and a predicate adjective must agree with.

    `definite`: a negated sentence may begin with it.
    """

    draft: Draft
    person: int = IL
    gender: str = "m"
    definite: bool = True


@dataclass(slots=True)
class Clause:
    """The parts of a clause; those that are None or False are not in it.

    `rest` is all that follows the verb and its pronoun, the same in both languages.
    """

    subject: Subject
    finite: Finite
    rest: Draft = field(default_factory=Draft)
    question: bool = False
    negator: str | None = None
    adverb: Phrase | None = None
    pronoun: Phrase | None = None
    infinitive: Phrase | None = None

    def draft(self) -> Draft:
        """Return both word orders.

        English: does - subject - not - often - verb - infinitive - them - rest.
        French: est-ce que - subject - ne - les - verb - pas - souvent - rest, where
        `les` stands before the infinitive if there is one.
        """
        helper, verb, verb_fr = self._verb()
        ask_en, ask_fr = [], []
        if self.question:
            ask_en, ask_fr, helper = helper, [(helper[0], EST_CE_QUE)], []
        no_en, ne, pas = [], [], []
        if self.negator:
            ne_phrase, pas_phrase = NEGATORS[self.negator]
            no = Use(ne_phrase.src)
            no_en, ne, pas = [no], [(no, ne_phrase)], [(no, pas_phrase)]
        adverb_en, adverb_fr = _use(self.adverb)
        infinitive_en, infinitive_fr = _use(self.infinitive)
        pronoun_en, clitic = _use(self.pronoun)
        if self.infinitive:
            infinitive_fr, clitic = clitic + infinitive_fr, []
        subject, rest = self.subject.draft, self.rest
        english = ask_en + subject.english + helper + no_en + adverb_en + verb
        french = ask_fr + subject.french + ne + clitic + verb_fr + pas + adverb_fr
        return Draft(
            english + infinitive_en + pronoun_en + rest.english,
            french + infinitive_fr + rest.french,
        )

    def _verb(self) -> tuple[list[Use], list[Use], list[tuple[Use, Phrase]]]:
        """Return the English helper (does, is, can), main verb, and French verb."""
        finite, person = self.finite, self.subject.person
        if not finite.auxiliary and (self.question or self.negator == "not"):
            helper = [Use(("does",) if person == IL else ("do",))]
            english, french = _use(finite.bare[person])
            return helper, english, french
        english, french = _use(finite.inflected[person])
        return (english, [], french) if finite.auxiliary else ([], english, french)


def _use(phrase: Phrase | None) -> tuple[list[Use], list[tuple[Use, Phrase]]]:
    if phrase is None:
        return [], []
    use = Use(phrase.src)
    return [use], [(use, phrase)]
