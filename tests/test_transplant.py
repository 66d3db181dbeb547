"""The reader's own look and own scores work in the model of notebook 04."""

import re

import pytest
import torch

from course_utils.data import make_corpus
from course_utils.exercises.attention import train_with, translate_with
from course_utils.exercises.attention.additive import additive_scores
from course_utils.exercises.attention.decoder_look import decoder_look
from course_utils.exercises.attention.transplant import SENTENCES, WithYourScores
from course_utils.training.scores import WithAdditiveScores


@pytest.fixture(scope="module")
def corpus():
    return make_corpus()


def test_a_right_look_translates_as_the_model_does(corpus, capsys):
    translate_with(decoder_look, corpus)
    told = capsys.readouterr().out.splitlines()[-1]
    yours, every, own = map(int, re.findall(r"\d+", told))
    assert every == SENTENCES
    assert 0.9 * SENTENCES < yours == own


def test_scores_of_ones_own_are_those_of_the_package():
    torch.manual_seed(0)
    src, tgt = (
        torch.tensor([[5, 7, 4, 2], [9, 2, 0, 0]]),
        torch.tensor([[1, 9], [1, 3]]),
    )
    theirs = WithAdditiveScores(11, 13)
    ours = WithYourScores(11, 13, additive_scores)
    state = theirs.state_dict()
    state["w_q"] = state.pop("additive.query_proj.weight")
    state["w_k"] = state.pop("additive.key_proj.weight")
    state["v"] = state.pop("additive.score_proj.weight")[0]
    ours.load_state_dict(state)
    torch.testing.assert_close(ours(src, tgt), theirs(src, tgt))


def test_right_scores_are_trained(capsys):
    corpus = make_corpus(num_train=100, num_eval=10, num_by_length=3)
    train_with(additive_scores, corpus)
    assert "with your scores: " in capsys.readouterr().out


@pytest.mark.parametrize("use", [translate_with, train_with])
def test_what_is_not_right_yet_is_not_used(use, corpus, capsys):
    def stub(*inputs):
        raise NotImplementedError

    for answer in (stub, lambda *inputs: 0):
        use(answer, corpus)
        assert "first." in capsys.readouterr().out
