"""The decoder-only model, its training, and the models of counts beside it."""

import math

import pytest
import torch
from torch.testing import assert_close

from course_utils.beam_search import greedy_search
from course_utils.data import BOS_ID, EOS_ID, make_corpus
from course_utils.language_model import LanguageModel
from course_utils.training.language_model import (
    closed,
    counted,
    counted_logits,
    perplexity,
    rows,
    train_language_model,
)

TOKENS = torch.tensor([[1, 9, 6, 4, 8], [1, 5, 5, 7, 3]])


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return LanguageModel(13, d_model=12, num_heads=3, num_layers=2, d_ff=17).eval()


@pytest.fixture(scope="module")
def corpus():
    return make_corpus(num_train=640, num_eval=31, num_by_length=3)


def test_outputs_before_a_change_stay_and_all_others_move(model):
    before = model(TOKENS)
    for place in range(TOKENS.shape[1]):
        changed = TOKENS.clone()
        changed[:, place] = 11
        moved = (model(changed) - before).abs().amax(-1) > 1e-6
        assert not moved[:, :place].any()
        assert moved[:, place:].all()


def test_rows_of_a_batch_do_not_mix(model):
    assert_close(model(TOKENS)[1:], model(TOKENS[1:]))


def test_steps_say_what_forward_says(model):
    log_probs, state = model(TOKENS).log_softmax(-1), model.start(2)
    assert state.shape == (2, 0)
    for place in range(TOKENS.shape[1]):
        step, state = model.step(TOKENS[:, place], state)
        assert_close(step, log_probs[:, place])


def test_only_distances_count(model):
    """Rotary positions: the same window at another place has the same scores."""
    layer = model.stack.layers[0].self_attention
    x = torch.randn(1, 4, 12)
    keys, values = layer.project(x, x, 0)
    later_keys, later_values = layer.project(x, x, 9)
    near, _ = layer.attend(x, keys, values, offset=0)
    far, _ = layer.attend(x, later_keys, later_values, offset=9)
    assert_close(near, far)
    assert not torch.allclose(keys, later_keys, atol=1e-3)


def test_the_output_layer_is_the_embedding(model):
    assert sum(p.numel() for p in model.parameters()) == sum(
        p.numel() for p in (*model.stack.parameters(), model.embedding.weight)
    )
    assert not any("bias" in name for name, _ in model.named_parameters())


def test_the_search_of_notebook_03_runs_on_it(model):
    (found,) = greedy_search(model.step, model.start(1), 1, max_len=5)
    tokens = torch.tensor([[BOS_ID, *found.tokens]])
    best = model(tokens)[0].argmax(-1)
    assert tuple(best[: len(found.tokens)].tolist()) == found.tokens


def test_heads_must_divide_the_width():
    with pytest.raises(ValueError, match="num_heads 5"):
        LanguageModel(13, d_model=12, num_heads=5)


def test_training_learns_and_a_seed_repeats(corpus):
    def losses(seed):
        torch.manual_seed(0)
        small = LanguageModel(len(corpus.tgt_vocab), d_model=16, num_layers=1)
        return train_language_model(small, corpus, seed=seed, progress=False)

    first = losses(0)
    assert len(first) == 640 // 32
    assert sum(first[-5:]) < sum(first[:5]) - 2
    assert first == losses(0) != losses(1)


def test_perplexity_of_a_model_that_knows_nothing_is_the_vocabulary(corpus):
    size = len(corpus.tgt_vocab)
    said = [pair.tgt for pair in corpus.test]

    def even(tokens):
        return torch.zeros(*tokens.shape, size)

    assert perplexity(even, said, corpus) == pytest.approx(size, rel=1e-4)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_counted_probabilities_are_those_of_a_pencil(order, corpus):
    one, other = corpus.train[0].tgt[:2], corpus.train[1].tgt[:2]
    table = counted([one, one, other], corpus, order)
    assert_close(table.sum(-1), torch.ones(table.shape[:-1]))
    ids = [*[BOS_ID] * (order - 1), *rows([one], corpus)[0]]
    contexts = [tuple(ids[at : at + order - 1]) for at in range(3)]
    texts = [[*[BOS_ID] * (order - 1), *row] for row in rows([one, one, other], corpus)]
    for context, word in zip(contexts, ids[order - 1 :], strict=True):
        windows = [r[i : i + order] for r in texts for i in range(len(r) - order + 1)]
        after = [w[-1] for w in windows if tuple(w[:-1]) == context]
        if order == 1:
            lower = 1 / len(corpus.tgt_vocab)
        else:
            lower = counted([one, one, other], corpus, order - 1)[(*context[1:], word)]
        wanted = (after.count(word) + float(lower)) / (len(after) + 1)
        assert float(table[(*context, word)]) == pytest.approx(wanted, rel=1e-4)


def test_counted_logits_read_as_far_back_as_the_table(corpus):
    said = [pair.tgt for pair in corpus.train[:50]]
    table = counted(said, corpus, 3)
    first, second = corpus.tgt_vocab.encode(corpus.train[0].tgt)[:2]
    logits = counted_logits(table, torch.tensor([[BOS_ID, first, second]]))
    assert_close(logits[0, 0], table[BOS_ID, BOS_ID].log())
    assert_close(logits[0, 1], table[BOS_ID, first].log())
    assert_close(logits[0, 2], table[first, second].log())


def test_farther_sight_hesitates_less_where_there_is_enough_to_count(corpus):
    said = [pair.tgt for pair in corpus.train]
    found = []
    for order in (1, 2):
        table = counted(said, corpus, order)
        hesitation = perplexity(lambda t, p=table: counted_logits(p, t), said, corpus)
        found.append(hesitation)
    assert found[1] < found[0] / 2
    by_hand = [math.log(counted(said, corpus, 1)[EOS_ID])]
    assert by_hand[0] > math.log(0.05)  # a sentence has some ten tokens


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("il ne dort pas .", True),
        ("il n' a jamais toujours .", True),
        ("il ne dort .", False),
        ("il dort pas .", False),
        ("est-ce qu' il dort ?", True),
        ("est-ce qu' il dort .", False),
        ("il dort ?", False),
        ("qui dort ?", True),
        ("qui dort .", False),
    ],
)
def test_what_was_opened_must_be_closed(sentence, right):
    assert closed(sentence.split()) is right
    assert closed(tuple(sentence.split())) is right


def test_every_sentence_of_the_corpus_is_closed(corpus):
    assert all(closed(pair.tgt) for pair in corpus.train)
