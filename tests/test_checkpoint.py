"""A training that was stopped goes on as if nothing had happened."""

import pytest
import torch

from course_utils.data import make_corpus
from course_utils.training import train
from course_utils.transformer import Transformer

SETTINGS = {"epochs": 3, "batch_size": 5, "label_smoothing": 0.1, "progress": False}


class Stoppable(Transformer):
    """A model whose reader presses "stop" before step number `stop_at`."""

    stop_at = None
    steps = 0

    def forward(self, src, tgt_in):
        if self.training:
            self.steps += 1
            if self.steps == self.stop_at:
                raise KeyboardInterrupt
        return super().forward(src, tgt_in)


@pytest.fixture(scope="module")
def corpus():
    return make_corpus(num_train=37, num_eval=7, num_by_length=1, seed=5)


def new_model(corpus, stop_at=None):
    torch.manual_seed(0)
    sizes = len(corpus.src_vocab), len(corpus.tgt_vocab)
    shape = {"d_model": 10, "num_heads": 5, "num_layers": 1, "d_ff": 7}
    model = Stoppable(*sizes, **shape, dropout=0.3)
    model.stop_at = stop_at
    return model


def same(one, other):
    return all(map(torch.equal, one.state_dict().values(), other.state_dict().values()))


@pytest.fixture(scope="module")
def uninterrupted(corpus):
    """Return a model after its training, which nobody stopped, and the history."""
    model = new_model(corpus)
    return model, train(model, corpus, **SETTINGS)


@pytest.mark.parametrize("stop_at", [1, 4, 9, 11])  # an epoch is eight steps
def test_a_stopped_training_ends_like_one_that_was_not(
    corpus, uninterrupted, tmp_path, stop_at
):
    whole, expected = uninterrupted
    path = tmp_path / "new" / "training.pt"
    first = train(new_model(corpus, stop_at), corpus, **SETTINGS, checkpoint=path)
    assert first.stopped == "interrupted"
    assert len(first.step_losses) == stop_at - 1
    resumed = new_model(corpus)
    history = train(resumed, corpus, **SETTINGS, checkpoint=path)
    assert history.step_losses == expected.step_losses
    assert [e.loss for e in history.epochs] == [e.loss for e in expected.epochs]
    assert history.stopped == "finished"
    assert same(resumed, whole)


def test_the_seconds_before_a_stop_count_too(corpus, tmp_path):
    path = tmp_path / "training.pt"
    first = train(new_model(corpus, stop_at=8), corpus, **SETTINGS, checkpoint=path)
    assert first.seconds_into_epoch > 0
    history = train(new_model(corpus), corpus, **SETTINGS, checkpoint=path)
    assert history.epochs[0].seconds > first.seconds_into_epoch
    assert history.seconds_into_epoch == 0


def test_a_finished_training_is_only_read(corpus, tmp_path):
    path = tmp_path / "training.pt"
    first = new_model(corpus)
    train(first, corpus, **SETTINGS, checkpoint=path)
    again = new_model(corpus)
    train(again, corpus, **SETTINGS, checkpoint=path)
    assert again.steps == 0
    assert same(first, again)


def test_a_checkpoint_of_another_training_is_refused_and_kept(corpus, tmp_path):
    path = tmp_path / "training.pt"
    train(new_model(corpus, 3), corpus, **SETTINGS, checkpoint=path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=r"epochs is 3 there and 2 here.*Give another"):
        train(new_model(corpus), corpus, **(SETTINGS | {"epochs": 2}), checkpoint=path)
    assert path.read_bytes() == before


def test_a_damaged_checkpoint_is_named_and_kept(corpus, tmp_path):
    path = tmp_path / "training.pt"
    path.write_bytes(b"half a file")
    with pytest.raises(ValueError, match=r"training\.pt is not a readable checkpoint"):
        train(new_model(corpus), corpus, **SETTINGS, checkpoint=path)
    assert path.read_bytes() == b"half a file"
