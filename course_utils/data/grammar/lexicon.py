"""Read the grammar's words from a TOML file and check them entry by entry."""

import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Any, get_origin

from course_utils.data.grammar.phrases import phrase
from course_utils.data.grammar.words import (
    Adjective,
    Determiner,
    Fixed,
    Noun,
    Pronoun,
    Verb,
)

ENGLISH_FRENCH = Path(__file__).with_name("english_french.toml")
WORD_CLASSES = {
    "nouns": Noun,
    "adjectives": Adjective,
    "verbs": Verb,
    "modals": Verb,
    "opinions": Verb,
    "copula": Verb,
    "determiners": Determiner,
    "pronouns": Pronoun,
    "object_pronouns": Pronoun,
    "prepositions": Fixed,
    "adverbs": Fixed,
    "times": Fixed,
    "conjunctions": Fixed,
}
# Nouns and adjectives stand in tables of tables; the inner name is this field.
INNER_TABLE = {"nouns": "kind", "adjectives": "position"}


@dataclass(frozen=True)
class Lexicon:
    """All the words, table by table in the order of the file."""

    nouns: tuple[Noun, ...]
    adjectives: tuple[Adjective, ...]
    verbs: tuple[Verb, ...]
    modals: tuple[Verb, ...]
    opinions: tuple[Verb, ...]
    copula: tuple[Verb, ...]
    determiners: tuple[Determiner, ...]
    pronouns: tuple[Pronoun, ...]
    object_pronouns: tuple[Pronoun, ...]
    prepositions: tuple[Fixed, ...]
    adverbs: tuple[Fixed, ...]
    times: tuple[Fixed, ...]
    conjunctions: tuple[Fixed, ...]

    @property
    def aspirated(self) -> frozenset[str]:
        """French words whose h forbids elision: le hibou, not l'hibou."""
        words = [word for word in self.nouns if word.h == "aspirated"]
        found = [form for noun in words for form in (noun.fr, noun.fr_plural)]
        for word in (*self.adjectives, *self.verbs):
            if word.h == "aspirated":
                found += word.fr
        found += [verb.infinitive for verb in self.verbs if verb.h == "aspirated"]
        found += [
            form
            for word in (*self.times, *self.adverbs)
            if word.h == "aspirated"
            for form in word.fr.split()
            if form.startswith("h")
        ]
        return frozenset(found)


def load_lexicon(path: Path = ENGLISH_FRENCH) -> Lexicon:
    """Return the words of the file.

    Raises ValueError naming file, table, entry and fault.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise ValueError(f"{path.name}: not valid TOML: {fault}") from fault
    for table, body in tables.items():
        if not isinstance(body, dict):
            raise ValueError(f"{path.name}: {table!r} is {body!r}; expected a table")
    if set(tables) != set(WORD_CLASSES):
        odd = sorted(set(tables) ^ set(WORD_CLASSES))
        raise ValueError(
            f"{path.name}: tables missing or unknown: {odd}; "
            f"expected {list(WORD_CLASSES)}"
        )
    lexicon = Lexicon(
        **{
            table: tuple(
                _word(path.name, where, table, entry, raw)
                for where, entry, raw in _entries(table, tables[table])
            )
            for table in WORD_CLASSES
        }
    )
    _check_english(path.name, lexicon)
    _check_references(path.name, lexicon)
    return lexicon


def _entries(table: str, body: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    if table not in INNER_TABLE:
        yield from ((table, entry, raw) for entry, raw in body.items())
        return
    for inner, entries in body.items():
        if not isinstance(entries, dict):
            yield table, inner, entries
            continue
        yield from ((f"{table}.{inner}", entry, raw) for entry, raw in entries.items())


def _word(file: str, where: str, table: str, entry: str, raw: Any) -> Any:
    place = f"{file}, [{where}], {entry!r}"
    if not isinstance(raw, dict):
        raise ValueError(f"{place}: expected {{ fr = ... }}, got {raw!r}")
    word_class = WORD_CLASSES[table]
    values = {"en": entry}
    if table in INNER_TABLE:
        values[INNER_TABLE[table]] = where.removeprefix(f"{table}.")
    known = {field.name: field for field in fields(word_class)}
    allowed = [name for name in known if name not in values]
    for key, value in raw.items():
        if key not in allowed:
            raise ValueError(f"{place}: unknown key {key!r}; expected one of {allowed}")
        values[key] = _value(place, known[key], value)
    for name, field in known.items():
        if field.default is MISSING and name not in values:
            raise ValueError(f"{place}: {name!r} is missing")
    try:
        word = word_class(**values)
        if isinstance(word, Fixed):
            phrase(word.en, word.fr, word.links)
    except ValueError as fault:
        raise ValueError(f"{place}: {fault}") from fault
    return word


def _value(place: str, field: Field, value: Any) -> Any:
    """Return the value, a list as a tuple, if it has the type that the field wants."""
    if field.type in (bool, int):
        wanted, good = field.type.__name__, type(value) is field.type
    elif get_origin(field.type) is tuple:
        wanted = "list of strings"
        good = isinstance(value, list) and all(isinstance(v, str) for v in value)
    else:
        wanted, good = "string", isinstance(value, str) and value != ""
    if not good:
        raise ValueError(f"{place}: {field.name!r} is {value!r}; expected a {wanted}")
    return tuple(value) if isinstance(value, list) else value


def _check_english(file: str, lexicon: Lexicon) -> None:
    """Each English form has one meaning, or a source would have two translations."""
    forms: list[tuple[str, str]] = []
    for noun in lexicon.nouns:
        forms += [(form, f"noun {noun.en!r}") for form in noun.english()]
    for verb in (*lexicon.verbs, *lexicon.modals, *lexicon.opinions, *lexicon.copula):
        forms += [(form, f"verb {verb.en!r}") for form in {verb.en, verb.third}]
    for word in (
        *lexicon.adjectives,
        *lexicon.determiners,
        *lexicon.prepositions,
        *lexicon.adverbs,
        *lexicon.times,
        *lexicon.conjunctions,
    ):
        forms.append((word.en, f"entry {word.en!r}"))
    seen: dict[str, str] = {}
    for form, owner in forms:
        if form in seen:
            raise ValueError(
                f"{file}: the English word {form!r} is ambiguous ({seen[form]} and "
                f"{owner}); each English word may stand once, with one meaning"
            )
        seen[form] = owner


def _check_references(file: str, lexicon: Lexicon) -> None:
    """Each preposition that is named exists, and each kind has a noun."""
    known = [preposition.en for preposition in lexicon.prepositions]
    kinds = {noun.kind for noun in lexicon.nouns}
    named: list[tuple[str, str]] = []
    for noun in lexicon.nouns:
        named += [(f"[nouns.{noun.kind}], {noun.en!r}", at) for at in noun.at]
    for verb in lexicon.verbs:
        place = f"[verbs], {verb.en!r}"
        wanted = (verb.preposition, "to" if verb.recipient else "")
        named += [(place, preposition) for preposition in wanted if preposition]
        for kind in (*verb.subject, *verb.object, *verb.recipient):
            if kind not in kinds:
                raise ValueError(f"{file}, {place}: there is no noun of kind {kind!r}")
    for place, preposition in named:
        if preposition not in known:
            raise ValueError(
                f"{file}, {place}: {preposition!r} is not in [prepositions]; "
                f"expected one of {known}"
            )
