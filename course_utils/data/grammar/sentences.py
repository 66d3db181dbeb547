"""Sentences: statements, joined statements, opinions and five kinds of question."""

from course_utils.data.grammar.choices import LONGEST
from course_utils.data.grammar.clauses import Clause, Subject
from course_utils.data.grammar.composer import THAT, WHO, Composer
from course_utils.data.grammar.parts import COMMA
from course_utils.data.grammar.phrases import phrase
from course_utils.data.grammar.surface import Draft

WHAT = phrase("what", "que")
ASKERS = WHERE, WHEN, WHY = (
    phrase("where", "où"),
    phrase("when", "quand"),
    phrase("why", "pourquoi"),
)


def statement(composer: Composer) -> Draft:
    """Return a statement without its full stop; it needs room for 2 tokens."""
    if composer.room >= 6 and composer.draw() < 0.08:
        return _opinion(composer)
    if composer.room >= 7 and composer.draw() < composer.room / 18:
        return _joined(composer)
    return composer.clause(fronting=True)


def question(composer: Composer) -> Draft:
    """Return a question without its mark; it needs room for 3 tokens."""
    kind = composer.draw()
    if kind < 0.12:
        return _who(composer)
    if kind < 0.24 and composer.room >= 4:
        return _what(composer)
    if kind < 0.5 and composer.room >= 4:
        return _asked(composer)
    return composer.clause(question=True)


def _joined(composer: Composer) -> Draft:
    """ "He sings and she sleeps", "when he sings, she sleeps"."""
    choices = composer.choices
    fronted = composer.draw() < 0.15
    word, joining = composer.pick(choices.fronted if fronted else choices.conjunctions)
    comma = fronted or word.comma
    spare = composer.room - 5 - comma
    first = int(composer.draw() * (spare + 1))
    draft = Draft()
    if fronted:
        draft.add(joining)
    lasting = word.en != "when"
    composer.room = 2 + first
    draft.append(composer.clause(lasting=lasting, fronting=not fronted))
    composer.room += 2 + spare - first
    if comma:
        draft.add(COMMA)
    if not fronted:
        draft.add(joining)
    draft.append(composer.clause(lasting=lasting))
    return draft


def _opinion(composer: Composer) -> Draft:
    """ "She thinks that he sleeps"."""
    verb = composer.pick(composer.choices.opinions)
    composer.room -= 5
    subject = composer.subject(composer.choices.subjects[verb], verb, plain=True)
    composer.room += 2
    rest = Draft()
    rest.add(THAT)
    rest.append(composer.clause())
    return Clause(subject, composer.choices.finite[verb], rest).draft()


def _who(composer: Composer) -> Draft:
    """ "Who sleeps in the garden?" """
    choices = composer.choices
    subject = Subject(Draft())
    subject.draft.add(WHO)
    composer.room -= 1
    verb = composer.pick(choices.verbs[min(composer.room, LONGEST)])
    composer.room -= choices.needs[verb]
    clause = composer.predicate(subject, verb, composer.modal(verb))
    if not verb.stative:
        composer.adjuncts(clause)
    return clause.draft()


def _what(composer: Composer) -> Draft:
    """ "What does she read?" """
    choices = composer.choices
    verb = composer.pick(choices.inquiries)
    composer.room -= 3 + len(verb.en.split())
    modal = composer.modal(verb)
    subject = composer.subject(choices.subjects[verb], verb, plain=True)
    clause = composer.predicate(subject, verb, modal, question=True, gap=True)
    composer.adjuncts(clause)
    draft = Draft()
    draft.add(WHAT)
    draft.append(clause.draft())
    return draft


def _asked(composer: Composer) -> Draft:
    """ "Where does she sleep?" """
    asker = composer.pick(ASKERS)
    composer.room -= 1
    draft = Draft()
    draft.add(asker)
    clause = composer.clause(
        question=True,
        lasting=asker is WHY,
        where=asker is not WHERE,
        when=asker is not WHEN,
    )
    draft.append(clause)
    return draft
