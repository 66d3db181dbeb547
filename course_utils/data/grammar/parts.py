"""Composes what clauses are made of: noun phrases, places and times."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from course_utils.data.grammar.choices import Choices, PronounPhrase
from course_utils.data.grammar.clauses import Clause, Subject
from course_utils.data.grammar.phrases import NounPhrase, phrase
from course_utils.data.grammar.surface import Draft
from course_utils.data.grammar.words import Adjective, Noun

COMMA = phrase(",", ",")

Option = TypeVar("Option")


class PartsComposer:
    """Draws noun phrases, places and times that fit into the room left.

    `room` is how many English tokens may still be added. Whatever a construction
    cannot do without is paid for when it is chosen, so no sentence gets too long.
    `combinations` collects what is said of each noun: (noun, adjective or verb).
    """

    def __init__(self, choices: Choices, draw: Callable[[], float], room: int):
        self.choices = choices
        self.draw = draw
        self.room = room
        self.combinations: list[tuple[str, str]] = []
        self.in_relative = False
        self._used: list[Noun] = []

    def pick(self, options: Sequence[Option]) -> Option:
        """Return one of the options, each as likely as the others."""
        return options[int(self.draw() * len(options))]

    def pick_noun(self, nouns: Sequence[Noun]) -> Noun:
        """Return one of the nouns, seldom one that is in the sentence already."""
        noun = self.pick(nouns)
        if noun in self._used:
            noun = self.pick(nouns)
        self._used.append(noun)
        return noun

    def afford(self, cost: int, chance: float) -> bool:
        """Let chance decide on an extra, and pay; much room makes it likelier."""
        if self.room < cost or self.draw() >= chance * (1 + self.room / 5):
            return False
        self.room -= cost
        return True

    def noun(
        self,
        draft: Draft,
        noun: Noun,
        role: str,
        *,
        plain: bool = False,
        predicate: Adjective | None = None,
    ) -> tuple[NounPhrase, bool]:
        """Add determiner, adjectives and noun; return them and "is it definite?".

        The room for determiner and noun is paid for already. A `plain` noun has no
        owner and nothing after it; `predicate` is what the sentence will say of it.
        """
        choices = self.choices
        if not plain and choices.determiners[noun, "owned"] and self.afford(2, 0.06):
            return self._owned(draft, noun, predicate), True
        determiner, plural = self.pick(choices.determiners[noun, role])
        before, after = self._adjectives(noun, predicate)
        words = choices.noun_phrase(
            determiner, noun, plural, before, after, role.endswith("negated")
        )
        self.combinations += words.combinations
        draft.add(words)
        if plain or determiner.family or not choices.wholes[noun]:
            return words, not determiner.indefinite
        if self.afford(3, 0.1):
            whole = self.pick_noun(choices.wholes[noun])
            role = "definite singular" if whole.at else "definite"
            draft.add(choices.prepositions["of"])
            self.noun(draft, whole, role, plain=True)
        return words, not determiner.indefinite

    def _adjectives(
        self, noun: Noun, predicate: Adjective | None
    ) -> tuple[Adjective | None, Adjective | None]:
        """Perhaps draw an adjective before the French noun, perhaps one after it."""
        chosen: list[Adjective | None] = [None, None]
        for place, options in enumerate(self.choices.modifiers[noun]):
            if options and self.afford(1, 0.2):
                word = self.pick(options)
                if predicate is None or not word.clashes_with(predicate):
                    chosen[place] = word
        return chosen[0], chosen[1]

    def _owned(
        self, draft: Draft, noun: Noun, predicate: Adjective | None
    ) -> NounPhrase:
        """ "The girl 's black cat": the owner is first in English, last in French."""
        choices = self.choices
        owner = self.pick_noun([other for other in choices.owners if other is not noun])
        determiner, _ = self.pick(choices.determiners[owner, "definite singular"])
        owner_words = Draft()
        owner_words.add(choices.noun_phrase(determiner, owner, False))
        determiner, plural = self.pick(choices.determiners[noun, "owned"])
        before, after = self._adjectives(noun, predicate)
        words = choices.noun_phrase(determiner, noun, plural, before, after)
        self.combinations += words.combinations
        head = Draft()
        head.add(words)
        draft.english += owner_words.english + head.english
        draft.french += head.french + owner_words.french
        return words

    def place(self, draft: Draft) -> None:
        """Add a preposition and a place; the room for both is paid for."""
        noun, preposition = self.pick(self.choices.places)
        role = "definite singular" if preposition.definite else "prepositional"
        draft.add(self.choices.prepositions[preposition.en])
        self.noun(draft, noun, role)

    def pronoun(self, pronouns: Sequence[PronounPhrase]) -> Subject:
        """Return one of the pronouns as a subject; the room is paid for."""
        word, words = self.pick(pronouns)
        subject = Subject(Draft(), word.person, word.gender or "m")
        subject.draft.add(words)
        return subject

    def adjuncts(
        self,
        clause: Clause,
        *,
        where: bool = True,
        when: bool = True,
        fronting: bool = False,
    ) -> Draft:
        """Perhaps say where and when; return what comes before the clause."""
        front = Draft()
        if where and self.afford(3, 0.3):
            if fronting and self.afford(1, 0.4):
                self.place(front)
                front.add(COMMA)
            else:
                self.place(clause.rest)
        if when:
            self.time(clause, front if fronting and not front.english else None)
        return front

    def time(self, clause: Clause, front: Draft | None = None) -> None:
        """Perhaps say when, at the front if that is given."""
        time, words = self.pick(self.choices.times)
        how_often = clause.adverb or clause.negator == "never"
        if how_often and not time.adverb:
            return
        if self.afford(len(words.src), 0.25):
            if front is not None and self.afford(1, 0.4):
                front.add(words)
                front.add(COMMA)
            else:
                clause.rest.add(words)
