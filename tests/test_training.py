"""Training: it learns, repeats itself, stops when asked and forgets nothing."""

import copy
import re
from dataclasses import replace

import pytest
import torch

from course_utils.data import make_corpus
from course_utils.seq2seq import Seq2Seq
from course_utils.training import train
from course_utils.training.evaluation import evaluate


@pytest.fixture(scope="module")
def corpus():
    corpus = make_corpus(num_train=37, seed=5)
    # Learn by heart: what is validated is what is learned
    corpus.validation[:] = corpus.train
    return corpus


def new_model(corpus):
    torch.manual_seed(0)
    sizes = len(corpus.src_vocab), len(corpus.tgt_vocab)
    return Seq2Seq(*sizes, embed_dim=16, hidden_size=64)


def test_train_learns_a_few_sentences_by_heart_and_stops(corpus):
    model = new_model(corpus)
    history = train(
        model, corpus, epochs=200, batch_size=13, target=1.0, progress=False
    )
    assert history.stopped == "target"
    assert len(history.epochs) < 200
    assert history.epochs[-1].exact_match == 1.0
    assert evaluate(model, corpus.train, corpus).exact_match == 1.0
    assert not model.training


def test_train_with_the_same_seed_is_the_same(corpus):
    first, second, other = new_model(corpus), new_model(corpus), new_model(corpus)
    one = train(first, corpus, epochs=2, progress=False)
    two = train(second, corpus, epochs=2, progress=False)
    three = train(other, corpus, epochs=2, seed=1, batch_size=7, progress=False)
    assert one.step_losses == two.step_losses
    assert one.step_losses != three.step_losses[: len(one.step_losses)]


@pytest.mark.parametrize("name", ["train", "validation"])
def test_a_corpus_without_pairs_is_named(corpus, name):
    with pytest.raises(ValueError, match=rf"corpus\.{name} is empty"):
        train(new_model(corpus), replace(corpus, **{name: []}), progress=False)


def test_history_tells_every_step_and_epoch(corpus):
    history = train(new_model(corpus), corpus, epochs=3, batch_size=13, progress=False)
    assert len(history.step_losses) == 3 * 3  # 37 pairs are three batches of up to 13
    written = sum(len(pair.tgt) + 1 for pair in corpus.train)  # <eos> too
    assert sum(step.tokens for step in history.steps) == 3 * written
    assert len(history.epochs) == 3
    assert history.seconds == sum(epoch.seconds for epoch in history.epochs)
    assert history.stopped == "finished"
    ax = history.plot()
    assert ax.get_xlabel()


class Interrupting(Seq2Seq):
    """A model whose reader presses "stop" in the fifth step."""

    calls = 0

    def forward(self, src, tgt_in):
        self.calls += 1
        if self.calls == 5:
            raise KeyboardInterrupt
        return super().forward(src, tgt_in)


def test_interrupting_keeps_what_was_learned(corpus, capsys):
    torch.manual_seed(0)
    sizes = len(corpus.src_vocab), len(corpus.tgt_vocab)
    model = Interrupting(*sizes, embed_dim=5, hidden_size=7)
    before = copy.deepcopy(model.state_dict())
    history = train(model, corpus, epochs=9, batch_size=5, progress=False)
    assert history.stopped == "interrupted"
    assert len(history.step_losses) == 4
    assert "4 of 72 steps" in capsys.readouterr().out
    assert any(
        not torch.equal(before[key], now) for key, now in model.state_dict().items()
    )
    assert history.plot().get_xlabel()


def test_bar_speaks_the_readers_language(corpus, capsys, monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "zh")
    train(new_model(corpus), corpus, epochs=1, batch_size=13)
    assert re.search(r"3/3 .*步.*精确匹配率 \d+\.\d%", capsys.readouterr().err)


def test_train_names_a_bad_number_of_epochs(corpus):
    with pytest.raises(ValueError, match="epochs is 0"):
        train(new_model(corpus), corpus, epochs=0)
