"""Three ways to score, each in the same model, and what was found with them."""

import math

import pytest
import torch
from torch.testing import assert_close

from course_utils.attention import Seq2SeqWithAttention
from course_utils.data import make_corpus
from course_utils.training.findings import SEEDS
from course_utils.training.scores import (
    EPOCHS,
    SCORES,
    WithAdditiveScores,
    WithoutRoot,
    find,
    stored_findings,
)

SRC = torch.tensor([[5, 7, 4, 6, 2], [9, 8, 2, 0, 0]])
TGT = torch.tensor([[1, 9, 6], [1, 3, 0]])


def make(kind):
    torch.manual_seed(0)
    return kind(11, 13).eval()


def test_without_root_the_scores_are_the_dot_products():
    scaled, bare = make(Seq2SeqWithAttention), make(WithoutRoot)
    bare.load_state_dict(scaled.state_dict())
    memory = scaled.encode(SRC)
    hidden = torch.randn(2, 3, 64)
    products = scaled.query_proj(hidden) @ memory.states.mT
    for model, divisor in ((scaled, math.sqrt(64)), (bare, 1.0)):
        scores = (products / divisor).masked_fill(~memory.mask, -math.inf)
        _context, weights = model.attend(hidden, memory)
        assert_close(weights, scores.softmax(dim=-1))


def test_additive_scores_take_the_place_of_the_dot_product():
    model = make(WithAdditiveScores)
    memory, hidden = model.encode(SRC), torch.randn(2, 3, 64)
    scores = model.additive.scores(hidden, memory.states)
    context, weights = model.attend(hidden, memory)
    expected = scores.masked_fill(~memory.mask, -math.inf).softmax(dim=-1)
    assert_close(weights, expected)
    assert_close(context, expected @ memory.states)
    assert not torch.allclose(model(SRC, TGT), make(Seq2SeqWithAttention)(SRC, TGT))


@pytest.mark.parametrize("score", SCORES)
def test_find_trains_and_tests(score):
    corpus = make_corpus(num_train=200, num_eval=20, num_by_length=3)
    finding = find(score, corpus, seed=3, epochs=1)
    assert (finding.score, finding.seed, len(finding.passes)) == (score, 3, 1)
    assert 0 <= finding.test <= 1


def test_stored_findings_are_of_every_score_and_seed():
    findings = stored_findings()
    assert [each[:2] for each in findings] == [(s, i) for s in SCORES for i in SEEDS]
    assert {len(each.passes) for each in findings} == {EPOCHS}
