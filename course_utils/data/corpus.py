"""The course's corpus: training, validation and test sets that never overlap.

Which set a sentence belongs to is written in the sentence: a stable hash of the
English words decides, so that two streams of whatever seed and length stay apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random
from zlib import crc32

from course_utils.data.grammar import Grammar, load_grammar
from course_utils.data.pairs import Pair
from course_utils.data.vocabulary import Vocabulary
from course_utils.language import _

LENGTHS = ((3, 6), (7, 9), (10, 13), (14, 20))
# Of a hundred sentences: validation gets 0 to 4, test 5 to 14, training the rest.
VALIDATION, TEST = 5, 15
# So many repeated sentences in a row mean that a grammar has no others.
PATIENCE = 10_000
# Of a hundred combinations of words these many are kept for `unseen`.
HELD_OUT = 3


@dataclass(frozen=True)
class Corpus:
    """Sentence pairs for training and for asking what was learned.

    `by_length` maps (shortest, longest) to test pairs whose source has so many tokens.
    Each pair of `unseen` says of a noun something that is said of it nowhere else in
    the corpus (an adjective or a verb), though each of its words occurs.
    """

    train: list[Pair]
    validation: list[Pair]
    test: list[Pair]
    by_length: dict[tuple[int, int], list[Pair]]
    unseen: list[Pair]
    src_vocab: Vocabulary = field(repr=False)
    tgt_vocab: Vocabulary = field(repr=False)

    def __repr__(self) -> str:
        return (
            f"Corpus of {len(self.train)} training, {len(self.validation)} validation "
            f"and {len(self.test)} test pairs; {len(self.src_vocab)} source and "
            f"{len(self.tgt_vocab)} target tokens"
        )


@cache
def is_held_out(combination: tuple[str, str]) -> bool:
    """Return whether a (noun, adjective or verb) is kept for `unseen`."""
    return crc32(" ".join(combination).encode()) % 100 < HELD_OUT


def split_of(pair: Pair) -> str:
    """Return "train", "validation" or "test": the set that owns the source sentence."""
    percent = crc32(" ".join(pair.src).encode()) % 100
    return (
        "validation" if percent < VALIDATION else "test" if percent < TEST else "train"
    )


def _sort(grammar: Grammar, seed: int) -> Iterator[tuple[str, Pair]]:
    """Yield every different pair of the stream with the set that owns it."""
    random = Random(seed)
    seen: set[tuple[str, ...]] = set()
    repeated = 0
    while repeated < PATIENCE:
        pair, combinations = grammar.derive(random)
        if pair.src in seen:
            repeated += 1
            continue
        repeated = 0
        seen.add(pair.src)
        unseen = any(map(is_held_out, combinations))
        yield ("unseen" if unseen else split_of(pair)), pair
    raise ValueError(
        _(
            "the grammar has too few sentences: {seen:,} different ones, then "
            "{repeated:,} repetitions. Ask for smaller sets or add words to the "
            "grammar.",
            seen=len(seen),
            repeated=repeated,
        )
    )


def make_corpus(
    num_train: int = 30_000,
    seed: int = 0,
    *,
    num_eval: int = 1_000,
    num_by_length: int = 250,
    grammar: Grammar | None = None,
) -> Corpus:
    """Return a corpus; the same arguments give the same one everywhere.

    `num_eval` is the size of validation, test and unseen each. No sentence occurs
    twice in a set, and no source sentence in two of train, validation, test and unseen.
    """
    for name, size in (
        ("num_train", num_train),
        ("num_eval", num_eval),
        ("num_by_length", num_by_length),
    ):
        if size < 1:
            raise ValueError(
                _("{name} is {value}; expected at least 1.", name=name, value=size)
            )
    sizes = {
        "train": num_train,
        "validation": num_eval,
        "test": num_eval,
        "unseen": num_eval,
    }
    sets: dict[str, list[Pair]] = {name: [] for name in sizes}
    by_length: dict[tuple[int, int], list[Pair]] = {bounds: [] for bounds in LENGTHS}
    missing = sum(sizes.values()) + num_by_length * len(LENGTHS)
    for name, pair in _sort(grammar or load_grammar(), seed):
        if len(sets[name]) < sizes[name]:
            sets[name].append(pair)
            missing -= 1
        if name == "test":
            bounds = next(b for b in LENGTHS if b[0] <= len(pair.src) <= b[1])
            if len(by_length[bounds]) < num_by_length:
                by_length[bounds].append(pair)
                missing -= 1
        if missing == 0:
            break
    return Corpus(
        **sets,
        by_length=by_length,
        src_vocab=Vocabulary.from_sentences(pair.src for pair in sets["train"]),
        tgt_vocab=Vocabulary.from_sentences(pair.tgt for pair in sets["train"]),
    )
