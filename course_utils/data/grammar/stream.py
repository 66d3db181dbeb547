"""A synchronous grammar: every rule builds an English and a French sentence at once.

The French sentence is a function of the English one, so exact match is fair: "they"
is always "ils", "you" is always "vous". Alignment: every French word has at least one
English word. English words without a French one are "do" and "does" in a negation and
the "to" of an infinitive. "not" belongs to ne and pas, "never" to ne and jamais, the
word that asks ("does", "is", "can") to est-ce and que, a possessive "'s" to the French
article and to de.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from course_utils.data.grammar.choices import Choices
from course_utils.data.grammar.composer import Composer
from course_utils.data.grammar.lexicon import ENGLISH_FRENCH, load_lexicon
from course_utils.data.grammar.phrases import phrase
from course_utils.data.grammar.sentences import question, statement
from course_utils.data.grammar.surface import write
from course_utils.data.pairs import Pair

PERIOD, QUESTION_MARK = phrase(".", "."), phrase("?", "?")
# A sentence may have so many tokens, final mark included: (least, most), how often.
# Many turn out shorter, and short ones repeat; of 20,000 different sentences a third
# has up to 6 tokens, a third 7 to 10, a third more.
LENGTHS = ((3, 6),) * 7 + ((7, 10),) * 3 + ((11, 20),) * 4
QUESTIONS = 0.25
# What is said of nouns in a sentence: (noun, adjective or verb).
Combinations = tuple[tuple[str, str], ...]


class Grammar:
    """An endless supply of sentence pairs of 3 to 20 English tokens."""

    def __init__(self, path: Path = ENGLISH_FRENCH):
        self.lexicon = load_lexicon(path)
        self._choices = Choices(self.lexicon)
        self._aspirated = self.lexicon.aspirated

    def sample(self, random: Random) -> Pair:
        """Return the next pair."""
        return self.derive(random)[0]

    def derive(self, random: Random) -> tuple[Pair, Combinations]:
        """Return the next pair, with all that is said of nouns in it."""
        draw = random.random
        shortest, longest = LENGTHS[int(draw() * len(LENGTHS))]
        length = shortest + int(draw() * (longest - shortest + 1))
        composer = Composer(self._choices, draw, room=length - 1)
        if length > 3 and draw() < QUESTIONS:
            draft = question(composer)
            draft.add(QUESTION_MARK)
        else:
            draft = statement(composer)
            draft.add(PERIOD)
        return write(draft, self._aspirated), tuple(composer.combinations)

    def stream(self, seed: int = 0) -> Iterator[Pair]:
        """Yield pairs for ever; the same seed gives the same pairs everywhere."""
        random = Random(seed)
        while True:
            yield self.sample(random)


def load_grammar(path: Path = ENGLISH_FRENCH) -> Grammar:
    """Return the grammar of the course, or the one in another file.

    Raises ValueError naming the file, the entry and what is wrong with it.
    """
    return Grammar(Path(path))
