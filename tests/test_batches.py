from collections import Counter
from itertools import islice

import pytest
import torch

from course_utils.data.batches import make_batches
from course_utils.data.grammar import load_grammar
from course_utils.data.pairs import Pair
from course_utils.data.vocabulary import BOS_ID, EOS_ID, PAD_ID, Vocabulary

PAIRS = list(islice(load_grammar().stream(17), 2_003))
SRC = Vocabulary.from_sentences(pair.src for pair in PAIRS)
TGT = Vocabulary.from_sentences(pair.tgt for pair in PAIRS)


def batches(seed=None, batch_size=61):
    return make_batches(PAIRS, SRC, TGT, batch_size, seed)


def sentences(made):
    return [
        (tuple(SRC.decode(src)), tuple(TGT.decode(tgt)))
        for batch in made
        for src, tgt in zip(batch.src, batch.tgt_out, strict=True)
    ]


def test_batch_checked_by_pencil():
    src, tgt = Vocabulary(["a", "b"]), Vocabulary(["x", "y", "z"])
    pairs = [Pair(("a",), ("x", "y"), ()), Pair(("b", "a"), ("z",), ())]
    (batch,) = make_batches(pairs, src, tgt, batch_size=2)
    assert batch.src.tolist() == [[4, EOS_ID, PAD_ID], [5, 4, EOS_ID]]
    assert batch.tgt_in.tolist() == [[BOS_ID, 4, 5], [BOS_ID, 6, PAD_ID]]
    assert batch.tgt_out.tolist() == [[4, 5, EOS_ID], [6, EOS_ID, PAD_ID]]
    assert {ids.dtype for ids in batch} == {torch.int64}


@pytest.mark.parametrize("seed", [None, 3])
def test_every_pair_is_in_exactly_one_batch(seed):
    expected = Counter((pair.src, pair.tgt) for pair in PAIRS)
    assert Counter(sentences(batches(seed))) == expected


def test_the_target_is_shifted_by_one():
    for batch in batches(seed=3):
        assert (batch.tgt_in[:, 0] == BOS_ID).all()
        inner = batch.tgt_in[:, 1:]
        same = (inner == batch.tgt_out[:, :-1]) | (inner == PAD_ID)
        assert same.all()
        for ids in (batch.src, batch.tgt_out):
            assert ((ids == EOS_ID).sum(1) == 1).all()


@pytest.mark.parametrize(("seed", "most"), [(None, 0.1), (3, 0.15)])
@pytest.mark.parametrize("batch_size", [17, 61])
def test_little_is_padding(seed, most, batch_size):
    made = batches(seed, batch_size)
    padding = sum((ids == PAD_ID).sum() for batch in made for ids in batch)
    total = sum(ids.numel() for batch in made for ids in batch)
    assert padding / total < most


def test_a_seed_mixes_lengths_that_are_close():
    lengths = [{len(row[row != PAD_ID]) for row in b.src} for b in batches(seed=3)]
    mixed = [each for each in lengths if len(each) > 1]
    assert len(mixed) > len(lengths) / 2


def test_a_seed_shuffles_batches_and_what_is_in_them():
    plain, first, again, other = (sentences(batches(seed)) for seed in (None, 3, 3, 5))
    assert first == again
    assert first != other
    lengths = [len(src) for src, _ in plain]
    assert lengths == sorted(lengths)
    assert [len(src) for src, _ in first] != lengths
    groups = {frozenset(map(tuple, b.src.tolist())) for b in batches(3)}
    others = {frozenset(map(tuple, b.src.tolist())) for b in batches(5)}
    assert len(groups & others) < len(groups) / 2


def test_the_last_group_may_be_smaller():
    sizes = sorted(len(batch.src) for batch in batches())
    assert sizes == [2_003 % 61] + [61] * (2_003 // 61)


def test_no_pairs_make_no_batches():
    assert make_batches([], SRC, TGT, 7) == []


def test_batch_size_must_be_positive():
    with pytest.raises(ValueError, match="batch_size is 0; expected at least 1"):
        batches(batch_size=0)
