"""What is stored about search errors, and that the command counts them rightly."""

import math

import pytest
import torch

from course_utils.beam_search import Hypothesis
from course_utils.data import EOS_ID, make_corpus
from course_utils.training.findings import SEEDS
from course_utils.training.pretrained import new_model
from course_utils.training.search_errors import (
    WIDTHS,
    finding,
    measure,
    stored_findings,
)


def sentence(*tokens, log_prob):
    return Hypothesis((*tokens, EOS_ID), log_prob, log_prob)


LONG = sentence(5, 4, 9, 8, 6, log_prob=-1.0)


def test_each_wrong_translation_has_one_error_or_both():
    right = [(7, 5, EOS_ID), (8, EOS_ID), (9, 6, EOS_ID), LONG.tokens, (6, EOS_ID)]
    truth = [
        sentence(7, 5, log_prob=-1.0),  # the right one
        sentence(4, log_prob=-1.0),  # a wrong one
        sentence(9, log_prob=-1.0),
        LONG,
        sentence(4, log_prob=-1.0),
    ]
    found = [
        sentence(7, 6, log_prob=-2.0),  # the search's fault alone
        sentence(4, log_prob=-1.0),  # the model's
        sentence(7, 7, 7, log_prob=-2.0),  # both
        LONG,  # right
        sentence(6, log_prob=-3.0),  # right by luck
    ]
    one = finding(3, 2, found, truth, right, longest=2)
    assert one[:9] == (3, 2, 5, 2, 1, 1, 1, 1, 1)
    assert one.search_errors == 3
    assert one.length == pytest.approx((3 + 2 + 4 + 6 + 2) / 5, abs=1e-3)
    assert one.right_length == pytest.approx((3 + 2 + 3 + 6 + 2) / 5, abs=1e-3)
    assert one.long_length == one.long_right_length == 4
    assert one.long_bleu == pytest.approx(100)


def test_the_same_sum_in_another_batch_is_no_error():
    best, other = sentence(7, 5, log_prob=-1.0), sentence(7, 5, log_prob=-1.00001)
    assert finding(0, 1, [other], [best], [best.tokens], 1).search_errors == 0


def test_the_exact_search_misses_nothing_and_wider_beams_less():
    corpus = make_corpus(num_train=37, num_eval=7, seed=5)
    model = new_model("seq2seq", corpus, seed=3)
    with torch.no_grad():  # so that sentences end, and some words are likelier
        for weights in model.parameters():
            weights.mul_(3)
    narrow, wide, exact = measure(model, corpus, 7, widths=(1, 5), most=400)
    assert (narrow.beam_size, wide.beam_size, exact.beam_size) == (1, 5, 0)
    assert narrow.sentences == wide.sentences == exact.sentences > 0
    assert exact.search_errors == 0
    assert narrow.search_errors >= wide.search_errors


def test_stored_findings_are_complete_and_add_up():
    findings = stored_findings()
    wanted = [(seed, width) for seed in SEEDS for width in (*WIDTHS, 0)]
    assert [each[:2] for each in findings] == wanted
    for each in findings:
        wrong = each.search_only + each.model_only + each.both
        assert each.right + wrong == each.sentences >= 980
        assert each.lucky <= each.right
        assert each.shorter <= each.search_errors
        assert math.isfinite(each.long_bleu)


def test_what_is_stored_is_what_the_notebook_says():
    """Wider beams miss less; the exact search writes the shortest, and no better."""
    for seed in SEEDS:
        *beams, exact = [each for each in stored_findings() if each.seed == seed]
        missed = [each.search_errors for each in beams]
        assert missed == sorted(missed, reverse=True)
        assert min(missed) > 20
        lengths = [each.length for each in (*beams, exact)]
        assert lengths == sorted(lengths, reverse=True)
        assert max(lengths) < exact.right_length
        assert exact.right <= beams[-1].right
        assert exact.long_bleu < beams[-1].long_bleu
        assert beams[0].both > max(beams[0].search_only, beams[0].model_only)
