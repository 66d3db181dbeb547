"""The finished models: still as good as recorded, and clear when a file is not."""

import pytest

from course_utils.data import make_corpus
from course_utils.training.evaluation import evaluate, evaluate_by_length
from course_utils.training.pretrained import MODELS, WEIGHTS, load, load_seq2seq


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
