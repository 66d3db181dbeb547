"""What a word of the grammar is: one class for each part of speech.

Every class checks its own fields and raises ValueError with the fault; the lexicon
adds where the entry stands.
"""

from dataclasses import dataclass

from course_utils.data.grammar.word_checks import (
    ROLES,
    check_forms,
    check_h,
    check_kinds,
    demand,
)


@dataclass(frozen=True, eq=False, slots=True)
class Noun:
    """A noun; its kind is the table it stands in."""

    en: str
    kind: str
    fr: str
    gender: str
    plural: str = ""
    fr_plural: str = ""
    h: str | None = None
    mass: bool = False
    at: tuple[str, ...] = ()
    of: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_kinds("the table's name", (self.kind,))
        demand(
            self.gender in ("m", "f"), f'gender is {self.gender!r}; expected "m" or "f"'
        )
        check_kinds("of", self.of)
        check_h(self.fr, self.h)
        object.__setattr__(self, "plural", self.plural or f"{self.en}s")
        object.__setattr__(self, "fr_plural", self.fr_plural or f"{self.fr}s")

    def english(self) -> tuple[str, ...]:
        return (self.en,) if self.mass else (self.en, self.plural)


@dataclass(frozen=True, eq=False, slots=True)
class Adjective:
    """An adjective; its position in French is the table it stands in."""

    en: str
    position: str
    fr: tuple[str, ...]
    of: tuple[str, ...]
    before_vowel: str = ""
    h: str | None = None
    predicate: bool = True
    passing: bool = False
    unlike: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        demand(
            self.position in ("before", "after"),
            f'the table is {self.position!r}; expected "before" or "after"',
        )
        names = "masculine, feminine, masculine plural, feminine plural"
        check_forms("fr", self.fr, names)
        check_kinds("of", self.of)
        check_h(self.fr[0], self.h)

    def form(self, gender: str, plural: bool, vowel_follows: bool = False) -> str:
        if vowel_follows and gender == "m" and not plural and self.before_vowel:
            return self.before_vowel
        return self.fr[(gender == "f") + 2 * plural]

    def clashes_with(self, other: "Adjective") -> bool:
        """Return whether nothing is both, or to say both of one thing is idle."""
        return self is other or other.en in self.unlike or self.en in other.unlike


@dataclass(frozen=True, eq=False, slots=True)
class Verb:
    """A verb, a modal ("can") or a verb of opinion ("think"), in the present."""

    en: str
    third: str
    fr: tuple[str, ...]
    infinitive: str = ""
    subject: tuple[str, ...] = ("person", "family", "animal")
    object: tuple[str, ...] = ()
    preposition: str = ""
    recipient: tuple[str, ...] = ()
    h: str | None = None
    stative: bool = False
    pronouns: bool = True
    takes: str = ""
    to: bool = False
    auxiliary: bool = False
    first: str = ""
    plural: str = ""

    def __post_init__(self) -> None:
        check_forms("fr", self.fr, "je, il, nous, vous, ils")
        check_kinds("subject", self.subject)
        check_kinds("object", self.object)
        check_kinds("recipient", self.recipient)
        demand(
            self.takes in ("", "definite", "indefinite"),
            f'takes is {self.takes!r}; expected "definite" or "indefinite"',
        )
        for form in (*self.fr, self.infinitive or self.fr[0]):
            check_h(form, self.h)

    def present(self) -> tuple[str, ...]:
        """Return the English forms for I, he, we, you, they."""
        plural = self.plural or self.en
        return (self.first or self.en, self.third, plural, plural, plural)


@dataclass(frozen=True, eq=False, slots=True)
class Determiner:
    """An article, possessive, demonstrative or number."""

    en: str
    fr: tuple[str, ...]
    roles: tuple[str, ...]
    plural: str = ""
    before_vowel: tuple[str, ...] = ()
    before_adjective: str = ""
    negated: str = ""
    mass: tuple[str, ...] = ()
    joins: str = ""
    number: str = ""
    family: bool = False
    never_with: tuple[str, ...] = ()
    indefinite: bool = False
    weight: int = 1

    def __post_init__(self) -> None:
        check_forms("fr", self.fr, "masculine, feminine, plural")
        demand(
            self.number in ("", "singular", "plural"),
            f'number is {self.number!r}; expected "singular" or "plural"',
        )
        for role in self.roles:
            demand(role in ROLES, f"roles has {role!r}; expected one of {ROLES}")
        check_kinds("never_with", self.never_with)
        if self.before_vowel:
            check_forms("before_vowel", self.before_vowel, "masculine, feminine")
        if self.mass:
            check_forms("mass", self.mass, "masculine, feminine")
        object.__setattr__(self, "before_vowel", self.before_vowel or self.fr[:2])
        object.__setattr__(self, "plural", self.plural or self.en)

    def english(self, plural: bool, next_word: str) -> str:
        if self.en == "a" and next_word[0] in "aeiou":
            return "an"
        return self.plural if plural else self.en

    def french(
        self, noun: Noun, plural: bool, vowel: bool, adjective: bool, negated: bool
    ) -> str:
        """Return the French form; `vowel`, `adjective`: what follows it."""
        feminine = noun.gender == "f"
        if negated and self.negated:
            return self.negated
        if noun.mass and self.mass:
            return self.mass[feminine]
        if plural:
            return (adjective and self.before_adjective) or self.fr[2]
        return self.before_vowel[feminine] if vowel else self.fr[feminine]


@dataclass(frozen=True, eq=False, slots=True)
class Pronoun:
    """A pronoun; `person` counts the verb's forms: 0 je, 1 il, ... 4 ils."""

    en: str
    fr: str
    person: int = 1
    gender: str = ""

    def __post_init__(self) -> None:
        demand(0 <= self.person <= 4, f"person is {self.person}; expected 0 to 4")


@dataclass(frozen=True, eq=False, slots=True)
class Fixed:
    """Words that never change: prepositions, adverbs, times, conjunctions."""

    en: str
    fr: str
    links: str = ""
    h: str | None = None
    negated: bool = False
    adverb: bool = False
    comma: bool = False
    front: bool = False
    definite: bool = False

    def __post_init__(self) -> None:
        for word in self.fr.split():
            if word.startswith("h"):
                check_h(word, self.h)
