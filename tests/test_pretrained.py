"""The finished models: still as good as recorded, and clear when a file is not."""

import pytest
import torch

from course_utils.data import make_corpus
from course_utils.training.evaluation import evaluate, evaluate_by_length
from course_utils.training.findings import SEEDS, write_findings
from course_utils.training.pretrained import (
    MODELS,
    WEIGHTS,
    load,
    load_seq2seq,
    make,
    new_model,
    stored_runs,
)


@pytest.fixture(scope="module")
def corpus():
    return make_corpus()


@pytest.mark.parametrize("name", MODELS)
def test_finished_model_reaches_its_recorded_score(name, corpus):
    finished = load(name)
    assert finished.src_vocab.tokens == corpus.src_vocab.tokens
    assert finished.tgt_vocab.tokens == corpus.tgt_vocab.tokens
    found = evaluate(finished.model, corpus.test, corpus).exact_match
    assert found == pytest.approx(finished.exact_match, abs=0.01)
    assert not finished.model.training


@pytest.mark.parametrize("name", MODELS)
def test_stored_runs_are_those_of_the_recipe(name):
    runs = [run for run in stored_runs() if run.model == name]
    assert [run.seed for run in runs] == list(SEEDS)
    assert {run.epochs for run in runs} == {MODELS[name].epochs}
    assert runs[0].test == load(name).exact_match
    assert min(run.seconds for run in runs) > 1


def test_the_command_trains_from_three_seeds_and_keeps_the_first(tmp_path):
    small = make_corpus(num_train=37, num_eval=11, seed=5)
    stored = tmp_path / "runs.json"
    write_findings(stored, [])
    for name in ("seq2seq_with_attention", "transformer_rotary", "transformer_rotary"):
        made = make(name, small, tmp_path, stored)
    assert [(run.model, run.seed) for run in stored_runs(stored)] == [
        (name, seed)
        for name in ("seq2seq_with_attention", "transformer_rotary")
        for seed in SEEDS
    ]
    assert stored_runs(stored)[3:] == made
    model, src_vocab, _, exact_match = load("transformer_rotary", tmp_path)
    assert src_vocab.tokens == small.src_vocab.tokens
    assert evaluate(model, small.test, small).exact_match == exact_match
    untrained = new_model("transformer_rotary", small)
    assert model.encoder.layers[0].self_attention.rotary is not None
    assert not torch.equal(model.tgt_embedding.weight, untrained.tgt_embedding.weight)


def test_finished_seq2seq_knows_short_sentences_and_fails_on_long_ones(corpus):
    scores = list(evaluate_by_length(load_seq2seq().model, corpus).values())
    assert scores[0].exact_match >= 0.9
    assert scores[-1].exact_match <= 0.5


@pytest.mark.parametrize("name", MODELS)
def test_weights_file_is_small(name):
    assert (WEIGHTS / f"{name}.safetensors").stat().st_size <= 2 * 2**20


def test_missing_or_damaged_file_says_how_to_make_it(tmp_path):
    with pytest.raises(
        ValueError, match=r"missing.*course_utils\.training\.pretrained seq2seq"
    ):
        load("seq2seq", tmp_path)
    whole = (WEIGHTS / "seq2seq.safetensors").read_bytes()
    for damaged in (b"", b"not weights", whole[: len(whole) // 2]):
        (tmp_path / "seq2seq.safetensors").write_bytes(damaged)
        with pytest.raises(ValueError, match="damaged"):
            load("seq2seq", tmp_path)


def test_an_unknown_model_is_named():
    with pytest.raises(ValueError, match="no model 'seq3seq'; expected one of seq2seq"):
        load("seq3seq")
