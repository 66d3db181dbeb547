"""Notebook 02's stored experiments, and the probe that looks into a state."""

from itertools import pairwise

import pytest
import torch
from torch.testing import assert_close

from course_utils.data import make_corpus
from course_utils.exercises.seq2seq.translator import Parts, translator_logits
from course_utils.seq2seq import Seq2Seq
from course_utils.training.findings import SEEDS
from course_utils.training.probe import PLACES, most_frequent, probe
from course_utils.training.seq2seq_variants import (
    VARIANTS,
    StateAtEachStep,
    source_reversed,
    stored_findings,
    try_variant,
)

SRC = torch.tensor([[5, 7, 4, 2], [6, 2, 0, 0]])
TGT = torch.tensor([[1, 9, 6], [1, 8, 3]])


@pytest.fixture(scope="module")
def corpus():
    return make_corpus(num_train=211, num_eval=11, num_by_length=13, seed=3)


def shares(name):
    found = [each.by_length for each in stored_findings() if each.variant == name]
    return torch.tensor(found)


def test_stored_findings_hold_every_variant_from_every_seed():
    found = stored_findings()
    expected = [(name, seed) for seed in SEEDS for name in VARIANTS]
    assert [(each.variant, each.seed) for each in found] == expected
    for each in found:
        assert len(each.by_length) == 4
        assert len(each.words) == len(PLACES)
        assert all(0 <= share <= 1 for share in each.by_length + each.words)


def test_notebooks_words_about_the_findings_hold():
    middle = {name: shares(name)[:, 2] for name in VARIANTS}  # 10 to 13 tokens
    ordered = (
        ("state at the start", "source reversed", "bidirectional encoder"),
        ("state at each step",),
        ("state of 256 numbers", "twice the passes"),
    )
    for less, more in pairwise(ordered):
        best = max(middle[name].max() for name in less)
        assert best < min(middle[name].min() for name in more)
    best = max(shares(name)[:, 3].max() for name in VARIANTS)
    assert 0.1 < best < 0.15
    trained = [each for each in stored_findings() if each.variant != "not trained"]
    for each in trained:
        assert sorted(each.by_length, reverse=True) == each.by_length
        assert each.words[0] > each.words[-1] + 0.1
    blank = [each for each in stored_findings() if each.variant == "not trained"]
    assert all(each.words[-1] > each.words[0] + 0.5 for each in blank)


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_steps_as_it_runs_forward(name):
    torch.manual_seed(0)
    variant = VARIANTS[name]
    model = variant.model(11, 13, **variant.options).eval()
    log_probs = model(SRC, TGT).log_softmax(dim=-1)
    state = model.start(model.encode(SRC))
    for t in range(TGT.shape[1]):
        step, state = model.step(TGT[:, t], state)
        assert_close(step, log_probs[:, t])


def test_variants_differ_and_the_same_seed_gives_the_same(corpus):
    found = [try_variant(name, corpus, 2, epochs=0) for name in VARIANTS]
    parameters = {each.variant: each.parameters for each in found}
    assert parameters["source reversed"] == parameters["state at the start"]
    assert parameters["state of 256 numbers"] > parameters["bidirectional encoder"]
    assert found[0] == try_variant("state at the start", corpus, 2, epochs=0)


def test_exercise_builds_the_package_model_but_for_its_output():
    torch.manual_seed(1)
    model = StateAtEachStep(11, 13)
    size = model.decoder.gru.hidden_size
    model.decoder.output_proj.weight.data[:, size:] = 0  # what reads c
    plain = torch.nn.Linear(size, 13)
    plain.weight.data = model.decoder.output_proj.weight.data[:, :size]
    plain.bias = model.decoder.output_proj.bias
    encoder, decoder = model.encoder, model.decoder
    embeddings = encoder.embedding, decoder.embedding
    parts = Parts(embeddings[0], encoder.gru, embeddings[1], decoder.gru, plain)
    assert_close(translator_logits(parts, SRC, TGT), model(SRC, TGT))


def test_reversed_source_keeps_words_and_targets(corpus):
    turned = source_reversed(corpus)
    for mine, theirs in zip(turned.test, corpus.test, strict=True):
        assert mine.src == theirs.src[::-1]
        assert mine.tgt == theirs.tgt
    assert turned.by_length.keys() == corpus.by_length.keys()
    assert turned.train[0].src == corpus.train[0].src[::-1]


class Keeps(Seq2Seq):
    """Its state holds the number of each source's second word, and nothing else."""

    def encode(self, src):
        return torch.nn.functional.one_hot(src[:, 1], 300).float()


def test_probe_reads_what_the_state_holds_and_no_more():
    corpus = make_corpus(num_train=3000, num_eval=11, num_by_length=101)
    model = Keeps(len(corpus.src_vocab), len(corpus.tgt_vocab))
    read, chance = probe(model, corpus), most_frequent(corpus)
    assert read[1] > 0.8
    assert read[1] > chance[1]
    assert read[-1] < 0.6
    assert probe(model, corpus, (1,)) == pytest.approx([read[1]])
