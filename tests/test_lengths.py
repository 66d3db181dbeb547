"""Sentences longer than any in training, and what was found with them."""

import pytest

from course_utils.data import make_corpus
from course_utils.training.findings import SEEDS
from course_utils.training.lengths import (
    FINDINGS,
    JOINED,
    TRAINED,
    find,
    join,
    joined_pairs,
    of_clauses,
    over_seeds,
    store,
    stored_findings,
)
from course_utils.training.pretrained import MODELS


@pytest.fixture(scope="module")
def corpus():
    return make_corpus(num_train=2_000, num_eval=127, num_by_length=3)


def test_two_sentences_are_joined_as_the_grammar_joins_clauses(corpus):
    one, other = [pair for pair in corpus.test if pair.src[-1] == "."][:2]
    pair = join(one, other)
    assert pair.src == (*one.src[:-1], "and", *other.src)
    assert pair.tgt == (*one.tgt[:-1], "et", *other.tgt)
    known = {word for pair in corpus.train for word in (*pair.src, *pair.tgt)}
    assert {"and", "et"} <= known


@pytest.mark.parametrize("bounds", JOINED)
def test_joined_pairs_have_the_length_and_use_no_sentence_twice(bounds, corpus):
    shortest, longest = bounds
    pairs = joined_pairs(corpus.test, *bounds)
    assert len(pairs) > 5
    assert all(shortest <= len(pair.src) <= longest for pair in pairs)
    assert all(pair.src.count(".") == pair.tgt.count(".") == 1 for pair in pairs)
    assert len({pair.src for pair in pairs}) == len(pairs)


def test_clauses_are_counted_by_their_conjunctions(corpus):
    pairs = joined_pairs(corpus.test, *JOINED[1])
    counted = {number: of_clauses(pairs, number) for number in (2, 3, 4)}
    assert counted[3]
    for number, some in counted.items():
        for pair in some:
            words = [w for w in pair.src if w in {"and", "when", "because", "but"}]
            assert words.count("and") == 1
            assert len(words) == number - 1


def test_no_training_sentence_is_longer_than_said():
    assert max(len(pair.src) for pair in make_corpus().train) == TRAINED


@pytest.mark.parametrize(
    ("name", "worst", "best"),
    [
        ("seq2seq_with_attention", 0.535, 0.845),
        ("transformer", 0.825, 0.855),
        ("transformer_rotary", 0.9, 0.93),
    ],
)
def test_joined_sentences_of_trained_lengths_are_harder(name, worst, best):
    band = JOINED[0]
    joined, natural = (over_seeds(name, joined=each)[band] for each in (True, False))
    assert worst <= min(joined) <= max(joined) <= best < min(natural)


def test_find_trains_and_tests_at_each_length(corpus):
    finding = find("transformer_rotary", corpus, seed=3, epochs=1)
    assert (finding.model, finding.seed) == ("transformer_rotary", 3)
    assert [band[:2] for band in finding.by_length] == list(corpus.by_length)
    assert [band[:2] for band in finding.joined] == list(JOINED)
    assert all(0 <= band[2] <= 1 for band in (*finding.by_length, *finding.joined))


def test_stored_findings_are_of_every_model_and_seed():
    findings = stored_findings()
    assert [each[:2] for each in findings] == [(m, s) for m in MODELS for s in SEEDS]


def test_over_seeds_has_a_share_of_each_training():
    name = "seq2seq_with_attention"
    first, *_others = [each for each in stored_findings() if each.model == name]
    natural, joined = over_seeds(name), over_seeds(name, joined=True)
    assert list(joined) == list(JOINED)
    assert {len(shares) for shares in (*natural.values(), *joined.values())} == {3}
    assert [shares[0] for shares in joined.values()] == [b[2] for b in first.joined]
    assert [shares[0] for shares in natural.values()] == [b[2] for b in first.by_length]


def test_new_findings_take_the_place_of_the_same_models(tmp_path):
    path = tmp_path / "lengths.json"
    path.write_bytes(FINDINGS.read_bytes())
    before = stored_findings(path)
    store([before[3]._replace(seed=5)], path)
    after = stored_findings(path)
    kept = [each for each in before if each.model != before[3].model]
    assert len(after) == len(kept) + 1
    assert [each for each in after if each in kept] == kept


def test_what_notebook_08_says_of_lengths_holds():
    attentive, added, rotary = (
        over_seeds(name) | over_seeds(name, joined=True)
        for name in ("seq2seq_with_attention", "transformer", "transformer_rotary")
    )
    longest = list(over_seeds("transformer"))[-1]
    runs = [
        over_seeds(name)[longest]
        for name in ("seq2seq_with_attention", "transformer", "transformer_rotary")
    ]
    assert min(runs[0]) >= 0.988
    assert 0.952 <= min(*runs[1], *runs[2]) <= max(*runs[1], *runs[2]) <= 0.976
    beyond = JOINED[-1]
    assert 0.49 < min(rotary[beyond]) <= max(rotary[beyond]) < 0.575
    assert 0.05 <= min(attentive[beyond]) <= max(attentive[beyond]) < 0.155
    assert max(added[beyond]) == 0
