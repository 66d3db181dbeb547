"""Composes clauses: chooses construction and words that fit into the room left."""

from collections.abc import Sequence

from course_utils.data.grammar.choices import LONGEST
from course_utils.data.grammar.clauses import IL, ILS, NOUS, Clause, Subject
from course_utils.data.grammar.parts import PartsComposer
from course_utils.data.grammar.phrases import NounPhrase, phrase
from course_utils.data.grammar.surface import Draft
from course_utils.data.grammar.words import Adjective, Noun, Verb

WHO, THAT_QUI, THAT = phrase("who", "qui"), phrase("that", "qui"), phrase("that", "que")


class Composer(PartsComposer):
    """One sentence in the making."""

    def clause(
        self,
        *,
        question: bool = False,
        lasting: bool = True,
        where: bool = True,
        when: bool = True,
        fronting: bool = False,
    ) -> Draft:
        """Return a clause; it needs room for 2 tokens, as a question for 3.

        `lasting`: it may say what is always so ("is young", "likes"); `where`, `when`:
        it may say that; `fronting`: it may begin with it.
        """
        choices = self.choices
        if self.room >= 4 and where and self.draw() < 0.2:
            return self._quality(question, lasting, when)
        self.room -= 1 + question
        verbs = choices.verbs if lasting else choices.active_verbs
        verb = self.pick(verbs[min(self.room, LONGEST)])
        self.room -= choices.needs[verb]
        modal = self.modal(verb)
        subject = self.subject(choices.subjects[verb], verb)
        clause = self.predicate(subject, verb, modal, question=question)
        if verb.stative:
            return clause.draft()
        draft = self.adjuncts(clause, where=where, when=when, fronting=fronting)
        draft.append(clause.draft())
        return draft

    def _quality(self, question: bool, lasting: bool, when: bool) -> Draft:
        """ "The girls are tired": an adjective that agrees with the subject."""
        choices = self.choices
        self.room -= 3
        qualities = choices.qualities if lasting else choices.passing_qualities
        word = self.pick(qualities)
        pronouns = choices.pronouns_for.get(word)
        if pronouns and not self.afford(1, 0.65):
            subject = self.pronoun(pronouns)
        else:
            self.room -= pronouns is None
            subject = self._bearer(word)
        clause = Clause(subject, choices.be, question=question)
        self._modify(clause, lasting=not word.passing)
        plural = subject.person in (NOUS, ILS)
        clause.rest.add(phrase(word.en, word.form(subject.gender, plural)))
        if word.passing and when:
            self.time(clause)
        return clause.draft()

    def _bearer(self, word: Adjective) -> Subject:
        noun = self.pick_noun(self.choices.bearers[word])
        self.combinations.append((noun.en, word.en))
        draft = Draft()
        words, _ = self.noun(draft, noun, "definite", predicate=word)
        return Subject(draft, ILS if words.plural else IL, noun.gender)

    def predicate(
        self,
        subject: Subject,
        verb: Verb,
        modal: Verb | None = None,
        question: bool = False,
        gap: bool = False,
    ) -> Clause:
        """Add verb and objects; with a gap the object is elsewhere ("that he eats")."""
        choices = self.choices
        clause = Clause(subject, choices.finite[modal or verb], question=question)
        if modal:
            clause.infinitive = choices.infinitives[verb, modal]
        self._modify(clause, verb.stative)
        if verb.object and not gap:
            self._object(clause, verb)
        if verb.recipient:
            clause.rest.add(choices.prepositions["to"])
            recipient = self.pick_noun(choices.recipients[verb])
            self.noun(clause.rest, recipient, "prepositional", plain=True)
        return clause

    def _modify(self, clause: Clause, lasting: bool) -> None:
        """Perhaps negate; perhaps say how often, unless it is a lasting state."""
        if clause.subject.definite and not clause.question:
            if self.afford(1 if clause.finite.auxiliary else 2, 0.2):
                clause.negator = "not"
            elif not lasting and self.afford(1, 0.05):
                clause.negator = "never"
        if (
            lasting
            or clause.negator == "never"
            or (clause.negator and clause.infinitive)
        ):
            return
        if self.afford(1, 0.15):
            choices = self.choices
            clause.adverb = self.pick(
                choices.negated_adverbs if clause.negator else choices.adverbs
            )

    def modal(self, verb: Verb) -> Verb | None:
        modal = self.pick(self.choices.modals)
        if verb.stative or not self.afford(1 + modal.to, 0.12):
            return None
        return modal

    def _object(self, clause: Clause, verb: Verb) -> None:
        choices = self.choices
        if verb.preposition:
            clause.rest.add(choices.prepositions[verb.preposition])
            role = "prepositional"
        elif verb.pronouns and not self.afford(1, 0.6):
            clause.pronoun = self.pick(choices.object_pronouns)
            return
        else:
            role = choices.object_role(verb, clause)
        noun = self.pick_noun(choices.objects[verb])
        # After "pas de chats" a relative clause would ask for the subjunctive.
        negated = clause.negator is not None
        plain = self.in_relative or negated or bool(verb.recipient)
        words, _ = self.noun(clause.rest, noun, role, plain=plain)
        if not plain:
            self._relative(clause.rest, words, verb)

    def subject(
        self, nouns: Sequence[Noun], verb: Verb, *, plain: bool = False
    ) -> Subject:
        """Return a subject for the verb; the room for a pronoun is paid for."""
        if not self.afford(1, 0.65):
            return self.pronoun(self.choices.pronouns)
        noun = self.pick_noun(nouns)
        self.combinations.append((noun.en, verb.en))
        if self.afford(3, 0.05):
            return self._two_nouns(noun, nouns, verb)
        draft = Draft()
        role = "definite" if plain else "subject"
        words, definite = self.noun(draft, noun, role, plain=plain)
        if not plain:
            self._relative(draft, words, verb)
        return Subject(draft, ILS if words.plural else IL, noun.gender, definite)

    def _two_nouns(self, noun: Noun, nouns: Sequence[Noun], verb: Verb) -> Subject:
        """ "The cat and the dog": together feminine only if both are."""
        other = self.pick_noun([other for other in nouns if other is not noun])
        self.combinations.append((other.en, verb.en))
        draft = Draft()
        self.noun(draft, noun, "definite", plain=True)
        draft.add(self.choices.joining_and)
        self.noun(draft, other, "definite", plain=True)
        return Subject(draft, ILS, "f" if noun.gender == other.gender == "f" else "m")

    def _relative(self, draft: Draft, words: NounPhrase, main: Verb) -> None:
        """Perhaps add "who sleeps" or "that the girl sees", not repeating the verb."""
        choices, noun = self.choices, words.noun
        # After "le chat de la fille", qui would speak of the girl.
        if noun.kind == "family" or draft.french[-1][1] is not words:
            return
        self.in_relative = True
        deeds, takers = choices.deeds.get(noun), choices.takers[noun]
        if deeds and self.afford(2, 0.07):
            verb = self.pick(deeds[min(self.room + 1, LONGEST)])
            if verb is main:
                self.room += 2
            else:
                self.room += 1 - choices.needs[verb]
                self._subject_relative(draft, words, verb)
        elif takers and self.afford(4, 0.07):
            verb = self.pick(takers)
            if verb is main:
                self.room += 4
            else:
                self.room += 2 - len(verb.en.split())
                self._object_relative(draft, verb)
        self.in_relative = False

    def _subject_relative(self, draft: Draft, words: NounPhrase, verb: Verb) -> None:
        noun = words.noun
        self.combinations.append((noun.en, verb.en))
        subject = Subject(Draft(), ILS if words.plural else IL, noun.gender)
        subject.draft.add(THAT_QUI if noun.kind == "animal" else WHO)
        draft.append(self.predicate(subject, verb).draft())

    def _object_relative(self, draft: Draft, verb: Verb) -> None:
        draft.add(THAT)
        modal = self.modal(verb)
        subject = self.subject(self.choices.subjects[verb], verb, plain=True)
        draft.append(self.predicate(subject, verb, modal, gap=True).draft())
