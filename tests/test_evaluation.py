"""Scores with answers that a pencil can check, and what must not change them."""

import math

import pytest
import torch
from torch.testing import assert_close

from course_utils.beam_search import beam_search
from course_utils.data import EOS_ID, PAD_ID, Batch, make_batches, make_corpus
from course_utils.seq2seq import Seq2Seq
from course_utils.training.evaluation import (
    aligned_accuracy,
    alignment_error_rate,
    bleu,
    evaluate,
    evaluate_by_length,
    exact_match,
    free_accuracy,
    longest_common,
    sequence_loss,
    teacher_forced,
    translate,
)
from course_utils.transformer import Transformer


@pytest.fixture(scope="module")
def corpus():
    return make_corpus(num_train=211, seed=3)


@pytest.fixture(scope="module")
def model(corpus):
    torch.manual_seed(0)
    sizes = len(corpus.src_vocab), len(corpus.tgt_vocab)
    return Seq2Seq(*sizes, embed_dim=5, hidden_size=7)


def test_exact_match_counts_whole_sentences():
    found = [["le", "chat"], ["le"], []]
    wanted = [["le", "chat"], ["la"], ["un"]]
    assert exact_match(found, wanted) == pytest.approx(1 / 3)


def test_free_accuracy_counts_tokens_at_their_place():
    # Wanted: a b <eos> | a <eos>.  Found: a c <eos> (2 of 3) | a b <eos> (1 of 2)
    assert free_accuracy([["a", "c"], ["a", "b"]], [["a", "b"], ["a"]]) == 3 / 5
    # One word missing at the front: all that follows stands at the wrong place
    assert free_accuracy([["b", "c"]], [["a", "b", "c"]]) == 0


def test_aligned_accuracy_forgives_a_shift():
    assert longest_common("axbyc", "abzc") == 3
    assert longest_common([], [5]) == 0
    # b c <eos> of a b c <eos>; all four of a b c <eos> although x stands in between
    assert aligned_accuracy([["b", "c"]], [["a", "b", "c"]]) == 3 / 4
    assert aligned_accuracy([["a", "x", "b", "c"]], [["a", "b", "c"]]) == 1
    assert aligned_accuracy([["c", "a"]], [["a", "b", "c"]]) == 2 / 4


def test_bleu_equals_a_sum_by_hand():
    # Precisions 4/5, 3/4, 2/3, 1/2; their geometric mean is (1/5)^(1/4)
    found, wanted = ["a", "b", "c", "d", "e"], ["a", "b", "c", "d", "f"]
    assert bleu([found], [wanted]) == pytest.approx(100 * 0.2**0.25)
    assert bleu([wanted], [wanted]) == pytest.approx(100)


def test_bleu_punishes_what_is_too_short():
    # All n-grams right, 4 tokens where 5 are wanted: brevity penalty exp(1 - 5/4)
    found = bleu([["a", "b", "c", "d"]], [["a", "b", "c", "d", "e"]])
    assert found == pytest.approx(100 * math.exp(-1 / 4))


def test_alignment_error_rate_counts_links():
    gold = [(0, 0), (1, 2), (2, 1)]
    assert alignment_error_rate(gold, gold) == 0
    assert alignment_error_rate([(0, 1), (2, 2)], gold) == 1
    # Two of two found are right, one of three is missing: 1 - 2·2/(2 + 3)
    assert alignment_error_rate([(0, 0), (1, 2)], gold) == pytest.approx(1 / 5)


def test_scores_name_unequal_lists():
    for score in (exact_match, free_accuracy, aligned_accuracy, bleu):
        with pytest.raises(ValueError, match="2 sentences found and 1 wanted"):
            score([["a"], ["b"]], [["a"]])
    with pytest.raises(ValueError, match="gold alignment is empty"):
        alignment_error_rate([(0, 0)], [])


def test_nothing_to_translate_or_to_score():
    model, corpus = Seq2Seq(7, 7), make_corpus(num_train=5, num_eval=1, num_by_length=1)
    vocabs = corpus.src_vocab, corpus.tgt_vocab
    assert translate(model, [], *vocabs) == []
    with pytest.raises(ValueError, match="batch_size is 0; expected at least 1"):
        translate(model, [["the"]], *vocabs, batch_size=0)
    with pytest.raises(ValueError, match="no batches; expected at least one"):
        teacher_forced(model, [])
    with pytest.raises(ValueError, match="0 sentences found and 0 wanted"):
        evaluate(model, [], corpus)


def test_loss_is_the_mean_over_real_tokens():
    torch.manual_seed(0)
    logits, target = torch.randn(2, 3, 11), torch.randint(4, 11, (2, 3))
    target[1, 1:] = PAD_ID
    log_probs = logits.log_softmax(dim=-1)
    by_hand = -(
        log_probs[0, 0, target[0, 0]]
        + log_probs[0, 1, target[0, 1]]
        + log_probs[0, 2, target[0, 2]]
        + log_probs[1, 0, target[1, 0]]
    )
    assert_close(sequence_loss(logits, target), by_hand / 4)


def test_teacher_forced_scores_do_not_depend_on_batches_or_padding(corpus, model):
    vocabs = corpus.src_vocab, corpus.tgt_vocab
    alone = teacher_forced(model, make_batches(corpus.test, *vocabs, 1))
    together = teacher_forced(model, make_batches(corpus.test, *vocabs, 64))
    wide = [
        Batch(*(torch.nn.functional.pad(part, (0, 3), value=PAD_ID) for part in batch))
        for batch in make_batches(corpus.test, *vocabs, 17)
    ]
    assert together == pytest.approx(alone, abs=1e-5)
    assert teacher_forced(model, wide) == pytest.approx(alone, abs=1e-5)


def test_dropout_rests_while_a_model_is_scored(corpus):
    sizes = len(corpus.src_vocab), len(corpus.tgt_vocab)
    model = Transformer(*sizes, d_model=10, num_heads=5, d_ff=7, dropout=0.5).train()
    batches = make_batches(corpus.test, corpus.src_vocab, corpus.tgt_vocab, 64)
    first = teacher_forced(model, batches)
    model.train()
    assert teacher_forced(model, batches) == first


def test_translations_come_back_in_order_whatever_the_batches(corpus, model):
    sources = [pair.src for pair in corpus.test[:23]]
    vocabs = corpus.src_vocab, corpus.tgt_vocab
    together = translate(model, sources, *vocabs)
    alone = [translate(model, [source], *vocabs)[0] for source in sources]
    assert together == alone
    assert all("<eos>" not in sentence for sentence in together)
    assert max(map(len, translate(model, sources, *vocabs, max_len=3))) <= 3


def test_a_wide_beam_finds_sentences_that_are_at_least_as_probable(corpus, model):
    sources = [pair.src for pair in corpus.test[:7]]
    vocabs = corpus.src_vocab, corpus.tgt_vocab
    wide = translate(model, sources, *vocabs, beam_size=5, max_len=11)
    alone = [
        translate(model, [source], *vocabs, beam_size=5, max_len=11)[0]
        for source in sources
    ]
    assert wide == alone
    src = torch.tensor([[*corpus.src_vocab.encode(sources[0]), EOS_ID]])
    with torch.no_grad():
        state = model.start(model.encode(src))
    ((best, *_),) = beam_search(model.step, state, 1, beam_size=5, max_len=11)
    ids = [token for token in best.tokens if token != EOS_ID]
    assert corpus.tgt_vocab.decode(ids) == wide[0]


def test_evaluate_agrees_with_its_parts(corpus, model):
    scores = evaluate(model, corpus.test, corpus)
    sources = [pair.src for pair in corpus.test]
    found = translate(model, sources, corpus.src_vocab, corpus.tgt_vocab)
    assert scores.exact_match == exact_match(found, [p.tgt for p in corpus.test])
    assert set(evaluate_by_length(model, corpus)) == set(corpus.by_length)
