"""Tokens a second: what is stored, and that both models really do the work."""

import torch

from course_utils.training.speed import (
    BATCH,
    LENGTHS,
    MODELS,
    VOCAB,
    find,
    random_batch,
    stored_findings,
)


def by_place():
    return {(each.device, each.model, each.length): each for each in stored_findings()}


def test_every_model_is_measured_at_every_length_on_a_card_and_a_core():
    gpu, cpu = dict.fromkeys(each.device for each in stored_findings())
    assert gpu == "NVIDIA H200"
    assert cpu.endswith("1 thread")
    wanted = [(d, m, n) for d in (gpu, cpu) for m in MODELS for n in LENGTHS]
    assert list(by_place()) == wanted


def test_the_notebooks_words_about_speed_hold():
    found = by_place()
    for (device, model, length), ours in found.items():
        if model == "Transformer":
            gru = found[device, "GRU + attention", length]
            assert 2 < gru.writing / ours.writing < 4
            if device == "NVIDIA H200":
                assert gru.training > 1.3 * ours.training
                assert 0.011 < BATCH * length / ours.training < 0.013
            elif length > 16:
                assert 0.95 < gru.training / ours.training < 1.1


def test_random_sentences_never_end():
    batch = random_batch(5, torch.device("cpu"))
    assert batch.src.shape == batch.tgt_in.shape == batch.tgt_out.shape == (BATCH, 5)
    assert torch.equal(batch.tgt_in[:, 1:], batch.tgt_out[:, :-1])
    assert 4 <= int(batch.src.min()) <= int(batch.src.max()) < VOCAB


def test_find_measures():
    for model in MODELS:
        found = find(model, 2, torch.device("cpu"))
        assert (found.model, found.length) == (model, 2)
        assert found.training > 0
        assert found.writing > 0
