"""Heads are muted as said, and what was found with them is kept."""

import pytest
import torch
from torch.testing import assert_close

from course_utils.data import make_corpus
from course_utils.training.findings import SEEDS
from course_utils.training.muting import (
    KINDS,
    Finding,
    attentions,
    measure,
    muted,
    over_seeds,
    percents,
    stored_findings,
)
from course_utils.transformer import Transformer

SRC = torch.tensor([[5, 7, 4, 6, 2], [9, 8, 2, 0, 0]])
TGT = torch.tensor([[1, 9, 6], [1, 3, 0]])


@pytest.fixture
def model():
    torch.manual_seed(0)
    return Transformer(11, 13, d_model=12, num_heads=3).eval()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("layer", "head"), [(1, 2), (2, 0), (0, 0)])
def test_what_is_muted_no_longer_reaches_the_output(model, kind, layer, head):
    before = model(SRC, TGT)
    with muted(model, kind, layer, head):
        silent = model(SRC, TGT)
    assert_close(model(SRC, TGT), before)
    layers = attentions(model)[kind]
    for attention in layers if layer == 0 else [layers[layer - 1]]:
        columns = slice(None) if head == 0 else slice(4 * (head - 1), 4 * head)
        with torch.no_grad():
            attention.output_proj.weight[:, columns] = 0
    assert_close(silent, model(SRC, TGT))
    assert not torch.allclose(silent, before)


def test_every_head_attention_and_kind_is_measured():
    corpus = make_corpus(num_train=200, num_eval=20, num_by_length=3)
    sizes = len(corpus.src_vocab), len(corpus.tgt_vocab)
    small = Transformer(*sizes, d_model=12, num_heads=3)
    found = measure(small, corpus, 5, corpus.test[:3])
    # 3 kinds of 2 layers: each of 3 heads and all; each kind; nothing
    assert len({each[1:4] for each in found}) == len(found) == 6 * 4 + 3 + 1
    assert {each.seed for each in found} == {5}
    assert found[0] == Finding(5, "", 0, 0, 0.0, 0.0)


def test_stored_findings_are_of_every_seed():
    findings = stored_findings()
    places = [each[1:4] for each in findings if each.seed == SEEDS[0]]
    assert [each[:4] for each in findings] == [
        (seed, *place) for seed in SEEDS for place in places
    ]
    assert len(places) == 6 * 5 + 3 + 1
    assert len(over_seeds("cross-attention", 2, 0)) == len(SEEDS)


def test_shares_are_written_as_percents():
    assert percents([0.126, 0.03]) == "13% · 3%"
