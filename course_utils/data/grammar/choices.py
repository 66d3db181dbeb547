"""What goes with what: the lists that a sentence is drawn from, made once."""

from course_utils.data.grammar.clauses import VOUS, Clause, Finite
from course_utils.data.grammar.lexicon import Lexicon
from course_utils.data.grammar.phrases import NounPhrase, noun_phrase, phrase
from course_utils.data.grammar.surface import Phrase
from course_utils.data.grammar.word_checks import ROLES
from course_utils.data.grammar.words import Adjective, Determiner, Noun, Pronoun, Verb

ANIMATE = ("person", "child", "family", "animal")
# "Definite singular": an owner, or a place after "at".
SPECIAL_ROLES = ("indefinite object", "indefinite negated", "definite singular")
# One sleeps in one house at a time.
SINGULAR_PLACES = ("prepositional", "owned")
PronounPhrase = tuple[Pronoun, Phrase]
# Verbs with the most obligatory words need so many tokens after their subject.
LONGEST = 8


class Choices:
    """Nouns by verb, determiners by noun and role, phrases that never change."""

    def __init__(self, lexicon: Lexicon):
        nouns, verbs = lexicon.nouns, lexicon.verbs
        self.nouns = nouns
        self.modals = lexicon.modals
        self.opinions = lexicon.opinions
        self.be = Finite(lexicon.copula[0])
        self.finite = {
            verb: Finite(verb) for verb in (*verbs, *lexicon.modals, *lexicon.opinions)
        }
        self.needs = {verb: needs(verb) for verb in verbs}
        self.infinitives = {
            (verb, modal): _infinitive(verb, modal)
            for verb in verbs
            for modal in lexicon.modals
        }
        self._prepare_nouns(lexicon)
        self._prepare_verbs(lexicon)
        prepositions = {word.en: word for word in lexicon.prepositions}
        self.places = [(noun, prepositions[at]) for noun in nouns for at in noun.at]
        self.prepositions = _phrases(lexicon.prepositions)
        self.adverbs = list(_phrases(lexicon.adverbs).values())
        self.negated_adverbs = [
            phrase(word.en, word.fr) for word in lexicon.adverbs if word.negated
        ]
        self.times = [
            (word, phrase(word.en, word.fr, word.links)) for word in lexicon.times
        ]
        self.conjunctions = [
            (word, phrase(word.en, word.fr)) for word in lexicon.conjunctions
        ]
        self.joining_and = next(
            words for word, words in self.conjunctions if not word.comma
        )
        self.fronted = [pair for pair in self.conjunctions if pair[0].front]
        self.pronouns = [(word, phrase(word.en, word.fr)) for word in lexicon.pronouns]
        self.object_pronouns = list(_phrases(lexicon.object_pronouns).values())
        self.pronouns_for = {
            word: self._pronouns_for(word)
            for word in self.qualities
            if "person" in word.of
        }
        self._aspirated = lexicon.aspirated
        self._noun_phrases: dict[tuple, NounPhrase] = {}

    def noun_phrase(
        self,
        determiner: Determiner,
        noun: Noun,
        plural: bool,
        before: Adjective | None = None,
        after: Adjective | None = None,
        negated: bool = False,
    ) -> NounPhrase:
        """Return the noun phrase, which is made only once."""
        key = (determiner, noun, plural, before, after, negated)
        made = self._noun_phrases.get(key)
        if made is None:
            made = noun_phrase(
                determiner,
                noun,
                plural,
                before=before,
                after=after,
                negated=negated,
                aspirated=self._aspirated,
            )
            self._noun_phrases[key] = made
        return made

    def object_role(self, verb: Verb, clause: Clause) -> str:
        """Return the role of the verb's object, which decides on its determiner."""
        # "Not always a book" says something else than "never a book".
        if verb.takes == "definite" or (clause.negator and clause.adverb):
            return "definite"
        role = "negated" if clause.negator else "object"
        return f"indefinite {role}" if verb.takes else role

    def _pronouns_for(self, word: Adjective) -> list[PronounPhrase]:
        """Return subjects whose gender is known or makes no difference."""
        same = word.fr[0] == word.fr[1]
        return [
            (pronoun, words)
            for pronoun, words in self.pronouns
            if pronoun.gender or (same and pronoun.person != VOUS)
        ]

    def _prepare_nouns(self, lexicon: Lexicon) -> None:
        nouns, adjectives = lexicon.nouns, lexicon.adjectives
        self.determiners = {
            (noun, role): _determiners(lexicon, noun, role)
            for noun in nouns
            for role in (*ROLES, *SPECIAL_ROLES)
        }
        self.modifiers = {
            noun: tuple(
                [word for word in adjectives if _fits(word, noun, position)]
                for position in ("before", "after")
            )
            for noun in nouns
        }
        self.wholes = {
            noun: [whole for whole in nouns if whole.kind in noun.of] for noun in nouns
        }
        self.owners = [
            noun for noun in nouns if noun.kind in ("person", "child", "family")
        ]
        self.qualities = [word for word in adjectives if word.predicate]
        self.passing_qualities = [word for word in self.qualities if word.passing]
        self.bearers = {
            word: [noun for noun in nouns if noun.kind in word.of and not noun.mass]
            for word in self.qualities
        }

    def _prepare_verbs(self, lexicon: Lexicon) -> None:
        nouns, verbs = lexicon.nouns, lexicon.verbs
        self.subjects = {
            verb: [noun for noun in nouns if noun.kind in verb.subject]
            for verb in (*verbs, *lexicon.opinions)
        }
        self.objects = {
            verb: [noun for noun in nouns if noun.kind in verb.object] for verb in verbs
        }
        self.recipients = {
            verb: [noun for noun in nouns if noun.kind in verb.recipient]
            for verb in verbs
        }
        active = [verb for verb in verbs if not verb.stative]
        self.verbs = _by_room(verbs)
        self.active_verbs = _by_room(active)
        self.deeds = {
            noun: _by_room([verb for verb in verbs if noun.kind in verb.subject])
            for noun in nouns
            if noun.kind in ANIMATE
        }
        self.inquiries = [
            verb
            for verb in active
            if verb.object and not verb.pronouns and not verb.recipient
        ]
        self.takers = {
            noun: [verb for verb in verbs if _takes(verb, noun)] for noun in nouns
        }


def needs(verb: Verb) -> int:
    """Return how many tokens the verb and what it cannot do without take at least."""
    tokens = len(verb.en.split())
    if verb.object:
        tokens += 1 if verb.pronouns and not verb.preposition else 2
    return tokens + bool(verb.preposition) + 3 * bool(verb.recipient)


def _by_room(verbs: list[Verb] | tuple[Verb, ...]) -> list[list[Verb]]:
    """Return for each number of tokens the verbs that fit."""
    return [
        [verb for verb in verbs if needs(verb) <= room] for room in range(LONGEST + 1)
    ]


def _takes(verb: Verb, noun: Noun) -> bool:
    return noun.kind in verb.object and not (verb.preposition or verb.recipient)


def _fits(word: Adjective, noun: Noun, position: str) -> bool:
    return word.position == position and noun.kind in word.of


def _determiners(
    lexicon: Lexicon, noun: Noun, role: str
) -> list[tuple[Determiner, bool]]:
    """Return (determiner, plural?), each as often as its weight."""
    base = role.removeprefix("indefinite ").removesuffix(" singular")
    options = []
    for word in lexicon.determiners:
        if base not in word.roles or noun.kind in word.never_with:
            continue
        if role.startswith("indefinite") and not word.indefinite:
            continue
        if noun.kind == "family" and not word.family:
            continue
        singular = word.number != "plural"
        plural = word.number != "singular"
        if noun.mass:
            singular, plural = bool(word.mass) or (singular and plural), False
        elif role.endswith("singular") or (noun.at and role in SINGULAR_PLACES):
            plural = False
        options += [(word, False)] * word.weight * singular
        options += [(word, True)] * word.weight * plural
    return options


def _infinitive(verb: Verb, modal: Verb) -> Phrase:
    """Return the infinitive after the modal; the `to` of "to eat" stays unaligned."""
    english = verb.en.split()
    src = ("to", *english) if modal.to else tuple(english)
    links = tuple((s, 0) for s in range(modal.to, len(src)))
    return Phrase(src, (verb.infinitive,), links)


def _phrases(words) -> dict[str, Phrase]:
    return {word.en: phrase(word.en, word.fr) for word in words}
