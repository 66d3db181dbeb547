from itertools import islice
from random import Random

import pytest

from course_utils.data.corpus import LENGTHS, is_held_out, make_corpus, split_of
from course_utils.data.grammar import Grammar, load_grammar


@pytest.fixture(scope="module")
def corpus():
    return make_corpus(4_001, seed=2, num_eval=211, num_by_length=53)


def sources(pairs):
    return {pair.src for pair in pairs}


def test_sets_have_the_sizes_asked_for_without_repetition(corpus):
    for pairs, size in (
        (corpus.train, 4_001),
        (corpus.validation, 211),
        (corpus.test, 211),
        (corpus.unseen, 211),
        *((pairs, 53) for pairs in corpus.by_length.values()),
    ):
        assert len(pairs) == len(sources(pairs)) == size


def test_sets_are_disjoint_by_source(corpus):
    sets = [corpus.train, corpus.validation, corpus.test, corpus.unseen]
    assert len(set().union(*map(sources, sets))) == sum(map(len, sets))
    longer = set().union(*map(sources, corpus.by_length.values()))
    for pairs in (corpus.train, corpus.validation, corpus.unseen):
        assert not longer & sources(pairs)


def test_sets_stay_disjoint_whatever_the_seed(corpus):
    other = make_corpus(1_009, seed=5, num_eval=101, num_by_length=11)
    assert sources(other.train) != sources(corpus.train)
    seen = sources(corpus.train) | sources(other.train)
    tested = sources(corpus.test) | sources(other.test)
    checked = sources(corpus.validation) | sources(other.validation)
    assert not seen & tested
    assert not seen & checked
    assert not tested & checked


def test_by_length_keeps_its_bounds(corpus):
    assert tuple(corpus.by_length) == LENGTHS
    for (shortest, longest), pairs in corpus.by_length.items():
        lengths = {len(pair.src) for pair in pairs}
        assert lengths <= set(range(shortest, longest + 1))
        assert len(lengths) > 2
        assert {split_of(pair) for pair in pairs} == {"test"}


def test_training_lengths_are_graded(corpus):
    lengths = [len(pair.src) for pair in corpus.train]
    for shortest, longest in ((3, 6), (7, 10), (11, 20)):
        share = sum(shortest <= n <= longest for n in lengths) / len(lengths)
        assert 0.25 < share < 0.42


def adjacent(pairs):
    return {two for pair in pairs for two in zip(pair.src, pair.src[1:], strict=False)}


def test_unseen_combinations_are_seen_nowhere_else(corpus):
    grammar, random = load_grammar(), Random(23)
    said = {c for _ in range(3_000) for c in grammar.derive(random)[1]}
    held_out = {combination for combination in said if is_held_out(combination)}
    assert 5 < len(held_out) < 0.1 * len(said)
    adjectives = {word.en for word in grammar.lexicon.adjectives}
    as_read = {(word, noun) for noun, word in held_out if word in adjectives}
    assert as_read & adjacent(corpus.unseen)
    for pairs in (corpus.train, corpus.validation, corpus.test):
        assert not as_read & adjacent(pairs)


def test_unseen_sentences_say_something_held_out_of_a_noun(corpus):
    grammar, random = load_grammar(), Random(2)
    unseen, train = sources(corpus.unseen), sources(corpus.train)
    checked = 0
    while checked < 500:
        pair, combinations = grammar.derive(random)
        if pair.src in unseen:
            assert any(map(is_held_out, combinations)), pair
        if pair.src in train:
            assert not any(map(is_held_out, combinations)), pair
        checked += pair.src in train


def test_every_word_of_the_tests_occurs_in_training(corpus):
    for pairs in (corpus.unseen, corpus.test, corpus.validation):
        for pair in pairs:
            assert all(word in corpus.src_vocab for word in pair.src)
            assert all(word in corpus.tgt_vocab for word in pair.tgt)


def test_vocabularies_are_small_enough_to_read(corpus):
    assert 120 <= len(corpus.src_vocab) <= 250
    assert 120 <= len(corpus.tgt_vocab) <= 275


def test_make_corpus_repeats_itself():
    first, again, other = (
        make_corpus(101, seed=seed, num_eval=7, num_by_length=3) for seed in (1, 1, 3)
    )
    assert first == again
    assert first.train != other.train
    assert repr(first).startswith("Corpus of 101 training, 7 validation and 7 test")


@pytest.mark.parametrize("name", ["num_train", "num_eval", "num_by_length"])
def test_make_corpus_refuses_empty_sets(name):
    with pytest.raises(ValueError, match=f"{name} is 0; expected at least 1"):
        make_corpus(**{name: 0})


def test_make_corpus_says_when_the_grammar_runs_dry():
    pairs = list(islice(load_grammar().stream(), 2))

    class TwoSentences(Grammar):
        def derive(self, random):
            return pairs[int(random.random() * 2)], ()

    with pytest.raises(ValueError, match=r"too few sentences: 2 different ones"):
        make_corpus(100, grammar=TwoSentences())
