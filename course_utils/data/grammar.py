"""A synchronous grammar: every rule builds an English and a French sentence at once.

The French sentence is a function of the English one, so exact match is fair: "they"
is always "ils", "you" is always "vous". Alignment: every French word has at least one
English word; English words without a French one are "do" and "does" in a negation and
the "to" of an infinitive. "not" belongs to ne and pas, "never" to ne and jamais, the
word that asks ("does", "is", "can") to est-ce and que.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from course_utils.data.clauses import Clauses
from course_utils.data.lexicon import ENGLISH_FRENCH, load_lexicon
from course_utils.data.phrases import phrase
from course_utils.data.surface import Draft, Pair, write

MAX_LEN = 20
COMMA, PERIOD, QUESTION_MARK = phrase(",", ","), phrase(".", "."), phrase("?", "?")

# Pairs of English words of which a sentence says one of the other: (adjective, noun)
# and (subject, verb).
Combinations = frozenset[tuple[str, str]]


class Grammar:
    """An endless supply of sentence pairs.

    Sentences have 3 to MAX_LEN English tokens, the final mark included.
    """

    def __init__(self, path: Path = ENGLISH_FRENCH) -> None:
        self.lexicon = load_lexicon(path)
        self.clauses = Clauses(self.lexicon)
        self._aspirated = self.lexicon.aspirated
        self._conjunctions = [
            (word, phrase(word.en, word.fr)) for word in self.lexicon.conjunctions
        ]
        self._front = [item for item in self._conjunctions if item[0].front]

    def sample(self, rng: Random) -> Pair:
        """Return the next random pair."""
        return self.derive(rng)[0]

    def derive(self, rng: Random) -> tuple[Pair, Combinations]:
        """Return the next random pair and the word combinations in it."""
        while True:
            draft, combinations = self._sentence(rng)
            pair = write(draft, self._aspirated)
            if len(pair.src) <= MAX_LEN:
                return pair, frozenset(combinations)

    def stream(self, seed: int) -> Iterator[Pair]:
        """Yield pairs for ever; the same seed gives the same pairs everywhere."""
        rng = Random(seed)
        while True:
            yield self.sample(rng)

    def _sentence(self, rng: Random) -> tuple[Draft, list[tuple[str, str]]]:
        clauses = self.clauses.start(rng.random, _draw_length(rng.random) - 1)
        draft = Draft()
        if clauses.room >= 3 and rng.random() < 0.25:
            draft.append(clauses.question())
            draft.add(QUESTION_MARK)
        else:
            self._statement(draft, clauses, rng.random)
            draft.add(PERIOD)
        return draft, clauses.combinations

    def _statement(self, draft, clauses, draw) -> None:
        room = clauses.room
        if room < 7 or draw() < 0.3:
            draft.append(clauses.statement(adjuncts=True))
            return
        front = draw() < 0.25
        word, joining = (self._front if front else self._conjunctions)[
            int(draw() * len(self._front if front else self._conjunctions))
        ]
        first = 3 + int(draw() * (room - 7))
        clauses.room = first
        if front:
            draft.add(joining)
        draft.append(clauses.statement(adjuncts=False))
        comma = front or word.comma
        clauses.room = max(2, clauses.room + room - first - 1 - comma)
        if comma:
            draft.add(COMMA)
        if not front:
            draft.add(joining)
        draft.append(clauses.statement(adjuncts=False))


def _draw_length(draw) -> int:
    """A third of the sentences up to 6 tokens, a third 7 to 10, a third 11 to 20."""
    low, high = ((3, 6), (7, 10), (11, 20))[int(draw() * 3)]
    return low + int(draw() * (high - low + 1))


def load_grammar(path: Path = ENGLISH_FRENCH) -> Grammar:
    """Return the grammar of the course, or the one in another file."""
    return Grammar(path)
