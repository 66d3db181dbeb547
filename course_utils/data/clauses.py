"""Clauses: a subject, a finite verb and what follows, in both word orders."""

from collections.abc import Callable
from typing import NamedTuple

from course_utils.data.lexicon import Lexicon
from course_utils.data.phrases import NounPhrase, noun_phrase, phrase
from course_utils.data.surface import Draft, French, Phrase, Use
from course_utils.data.words import Adjective, Determiner, Noun, Verb

THIRD = 1
NE: French = (("ne", (0,)),)
EST_CE_QUE: French = (("est-ce", (0,)), ("que", (0,)))
NEGATORS = {"not": "pas", "never": "jamais"}
BE = (("am", "is", "are", "are", "are"), ("suis", "est", "sommes", "êtes", "sont"))
ASKERS = [phrase("where", "où"), phrase("when", "quand"), phrase("why", "pourquoi")]


class Subject(NamedTuple):
    """A subject and what the verb and the adjective must agree with."""

    draft: Draft
    person: int
    gender: str
    plural: bool
    noun: Noun | None
    definite: bool


class Finite:
    """A verb that agrees with its subject: five English and five French forms."""

    __slots__ = ("auxiliary", "base", "en", "fr")

    def __init__(self, base: str, en: list[str], fr: list[str], auxiliary: bool):
        self.base = tuple(base.split())
        self.en = [tuple(form.split()) for form in en]
        every = [tuple(range(len(form))) for form in self.en]
        self.fr = [((form, every[i]),) for i, form in enumerate(fr)]
        self.auxiliary = auxiliary


def _finite(verb: Verb) -> Finite:
    english = [verb.en, verb.third, verb.en, verb.en, verb.en]
    return Finite(verb.en, english, list(verb.fr), verb.auxiliary)


class Clauses:
    """Draws clauses that fit into `room` tokens where they can."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._noun_phrases: dict[tuple, NounPhrase] = {}
        self.be = Finite("be", list(BE[0]), list(BE[1]), auxiliary=True)
        self.finite = {v: _finite(v) for v in (*lexicon.verbs, *lexicon.modals)}
        self.infinitive = {
            (verb, to): Phrase(
                (*(("to",) if to else ()), *verb.en.split()),
                ((verb.infinitive, tuple(range(to, to + len(verb.en.split())))),),
            )
            for verb in lexicon.verbs
            for to in (False, True)
        }
        self.subjects = {
            v: [n for n in lexicon.nouns if n.kind in v.subject] for v in lexicon.verbs
        }
        self.objects = {
            v: [n for n in lexicon.nouns if n.kind in v.object] for v in lexicon.verbs
        }
        self.recipients = {
            v: [n for n in lexicon.nouns if n.kind in v.recipient]
            for v in lexicon.verbs
        }
        self.prepositions = {p.en: phrase(p.en, p.fr) for p in lexicon.prepositions}
        self.places = [(n, at) for n in lexicon.nouns for at in n.at]
        self.adverbs = [phrase(a.en, a.fr) for a in lexicon.adverbs]
        self.adverbs_negated = [
            phrase(a.en, a.fr) for a in lexicon.adverbs if a.negated
        ]
        self.times = [(t, phrase(t.en, t.fr, t.links)) for t in lexicon.times]
        self.pronouns = [(p, phrase(p.en, p.fr)) for p in lexicon.pronouns]
        self.clitics = [phrase(p.en, p.fr) for p in lexicon.object_pronouns]
        self.fit = {
            noun: (
                [
                    a
                    for a in lexicon.adjectives
                    if noun.kind in a.of and a.position == "before"
                ],
                [
                    a
                    for a in lexicon.adjectives
                    if noun.kind in a.of and a.position == "after"
                ],
                [a for a in lexicon.adjectives if noun.kind in a.of and a.predicate],
            )
            for noun in lexicon.nouns
        }
        self.determiners = {
            (noun, role): self._determiners(noun, role)
            for noun in lexicon.nouns
            for role in ("subject", "object", "negated", "prepositional")
        }

    def _determiners(self, noun: Noun, role: str) -> list[tuple[Determiner, bool]]:
        options = []
        for determiner in self.lexicon.determiners:
            if role not in determiner.roles:
                continue
            if noun.kind == "family" and not determiner.family:
                continue
            if noun.mass:
                options += [(determiner, False)] * (
                    determiner.weight if determiner.mass else 0
                )
                continue
            for plural in (False, True):
                if determiner.number != ("singular" if plural else "plural"):
                    options += [(determiner, plural)] * determiner.weight
        return options

    def start(self, draw: Callable[[], float], room: int) -> "Clauses":
        self.draw = draw
        self.room = room
        self.combinations: list[tuple[str, str]] = []
        return self

    def pick(self, options):
        return options[int(self.draw() * len(options))]

    def afford(self, cost: int, chance: float) -> bool:
        if self.room >= cost and self.draw() < chance:
            self.room -= cost
            return True
        return False

    def noun(self, noun: Noun, role: str) -> tuple[NounPhrase, Determiner]:
        determiner, plural = self.pick(self.determiners[noun, role])
        before_all, after_all, _ = self.fit[noun]
        before = after = None
        if before_all and self.afford(1, 0.3):
            before = self.pick(before_all)
        if after_all and self.afford(1, 0.3):
            after = self.pick(after_all)
        key = (noun, determiner, plural, before, after, role == "negated")
        made = self._noun_phrases.get(key)
        if made is None:
            made = noun_phrase(
                self.lexicon, determiner, noun, plural, before, after, key[-1]
            )
            self._noun_phrases[key] = made
        self.combinations += made.combinations
        return made, determiner

    def subject(self, nouns: list[Noun], pronouns) -> Subject:
        draft = Draft()
        if self.room < 2 or self.draw() < 0.25:
            pronoun, words = self.pick(pronouns)
            draft.add(words)
            plural = pronoun.person in (2, 4)
            self.room -= 1
            return Subject(
                draft, pronoun.person, pronoun.gender or "m", plural, None, True
            )
        self.room -= 2
        noun = self.pick(nouns)
        words, determiner = self.noun(noun, "subject")
        draft.add(words)
        person = 4 if words.plural else 1
        return Subject(
            draft, person, noun.gender, words.plural, noun, not determiner.indefinite
        )

    def statement(self, adjuncts: bool) -> Draft:
        return self._clause(question=False, adjuncts=adjuncts)

    def question(self) -> Draft:
        return self._clause(question=True, adjuncts=True)

    def _clause(self, question: bool, adjuncts: bool) -> Draft:
        r = self.draw()
        if r < 0.2 and self.room >= 3:
            return self._copula(question)
        modal = self.pick(self.lexicon.modals) if r < 0.35 and self.room >= 5 else None
        self.room -= 1 + question + (1 + modal.to if modal else 0)
        verb = self._verb(modal is not None)
        pronouns = self.pronouns
        subject = self.subject(self.subjects[verb], pronouns)
        if subject.noun:
            self.combinations.append((subject.noun.en, verb.en))
        negator = self._negator(question, subject)
        adverb = None
        if not verb.stative and negator != "never" and self.afford(1, 0.2):
            adverb = self.pick(self.adverbs_negated if negator else self.adverbs)
        rest = Draft()
        clitic = None
        if modal:
            infinitive = self.infinitive[verb, modal.to]
            verb_use = Use(infinitive.src)
            rest.english.append(verb_use)
        clitic = self._object(rest, verb, negator is not None, modal is not None)
        if modal:
            head = [(verb_use, infinitive.tgt)]
            if clitic:
                head.insert(0, clitic)
            rest.french[:0] = head
            clitic = None
        if verb.recipient:
            rest.add(self.prepositions["to"])
            rest.add(self.noun(self.pick(self.recipients[verb]), "prepositional")[0])
        front = None
        if adjuncts and not verb.stative:
            front = self._adjuncts(rest, adverb is not None, question)
        draft = self._assemble(
            subject,
            self.finite[modal or verb],
            rest,
            negator,
            adverb,
            clitic,
            question,
        )
        if front:
            front.append(draft)
            return front
        return draft

    def _verb(self, modal: bool) -> Verb:
        while True:
            verb = self.pick(self.lexicon.verbs)
            need = 0
            if verb.object:
                need = 1 if verb.pronouns and not verb.preposition else 2
            need += bool(verb.preposition) + 3 * bool(verb.recipient)
            if need <= self.room - 1 and not (modal and verb.stative):
                return verb

    def _negator(self, question: bool, subject: Subject) -> str | None:
        if question or not subject.definite or self.room < 1:
            return None
        if self.afford(2, 0.2):
            return "not"
        return "never" if self.afford(1, 0.05) else None

    def _object(self, rest, verb, negated, infinitive):
        if not verb.object:
            return None
        if verb.preposition:
            self.room -= 3
            if verb.preposition == "near":
                rest.add(self.prepositions["near"])
            else:
                rest.add(self.prepositions[verb.preposition])
            rest.add(self.noun(self.pick(self.objects[verb]), "prepositional")[0])
            return None
        if (
            verb.pronouns
            and not verb.recipient
            and "person" in verb.object
            and (self.room < 2 or self.draw() < 0.3)
        ):
            self.room -= 1
            words = self.pick(self.clitics)
            use = Use(words.src)
            rest.english.append(use)
            return (use, words.tgt)
        self.room -= 2
        role = "negated" if negated else "object"
        rest.add(self.noun(self.pick(self.objects[verb]), role)[0])
        return None

    def _adjuncts(self, rest: Draft, adverb: bool, question: bool) -> Draft | None:
        front = None
        if self.afford(3, 0.6):
            noun, at = self.pick(self.places)
            if not question and self.afford(1, 0.25):
                front = Draft()
                front.add(self.prepositions[at])
                front.add(self.noun(noun, "prepositional")[0])
                front.add(phrase(",", ","))
            else:
                rest.add(self.prepositions[at])
                rest.add(self.noun(noun, "prepositional")[0])
        if self.room >= 1 and self.draw() < 0.4:
            time, words = self.pick(self.times)
            if (time.adverb or not adverb) and self.room >= len(words.src):
                if front is None and not question and self.afford(1, 0.4):
                    front = Draft()
                    front.add(words)
                    front.add(phrase(",", ","))
                else:
                    rest.add(words)
                self.room -= len(words.src)
        return front

    def _copula(self, question: bool) -> Draft:
        self.room -= 2
        nouns = self.lexicon.nouns
        pronouns = [p for p in self.pronouns if p[0].person in (1, 4)]
        subject = self.subject(
            [n for n in nouns if self.fit[n][2] and not n.mass], pronouns
        )
        if subject.noun:
            adjective = self.pick(self.fit[subject.noun][2])
            self.combinations.append((adjective.en, subject.noun.en))
        else:
            adjective = self.pick(
                [a for a in self.lexicon.adjectives if "person" in a.of]
            )
        negator = self._negator(question, subject)
        adverb = None
        if adjective.passing and negator != "never" and self.afford(1, 0.2):
            adverb = self.pick(self.adverbs_negated if negator else self.adverbs)
        rest = Draft()
        rest.add(_predicate(adjective, subject))
        return self._assemble(subject, self.be, rest, negator, adverb, None, question)

    def _assemble(
        self,
        subject: Subject,
        finite: Finite,
        rest: Draft,
        negator: str | None,
        adverb: Phrase | None,
        clitic: tuple[Use, French] | None,
        question: bool,
    ) -> Draft:
        """Put the parts into the English and the French order."""
        person = subject.person
        do = None
        if not finite.auxiliary and (question or negator == "not"):
            do = Use(("does",) if person == THIRD else ("do",))
        verb = Use(finite.base if do else finite.en[person])
        links = tuple(range(len(verb.src)))
        asking = do or verb
        draft = Draft()
        english, french = draft.english, draft.french
        if question:
            english.append(asking)
            french.append((asking, EST_CE_QUE))
        english += subject.draft.english
        french += subject.draft.french
        if not question and (do or finite.auxiliary):
            english.append(asking)
        if negator:
            no = Use((negator,))
            english.append(no)
            french.append((no, NE))
        if clitic:
            french.append(clitic)
        french.append((verb, ((finite.fr[person][0][0], links),)))
        if negator:
            french.append((no, ((NEGATORS[negator], (0,)),)))
        if adverb:
            draft.add(adverb)
        if not finite.auxiliary:
            english.append(verb)
        draft.append(rest)
        return draft


def _predicate(adjective: Adjective, subject: Subject) -> Phrase:
    form = adjective.form(subject.gender, subject.plural)
    return Phrase((adjective.en,), ((form, (0,)),))
